"""The models of a data version as one JSON file beside the versions: plain numbers and text, never a pickle.

    practice/models/practice-000004-1a2b3c4d.json

The model of the version that this one is built on stays in it as `before`, with how both do on the same clients, whom
the earlier one never saw, so that nothing is exchanged silently.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import platform
import secrets
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version as installed
from pathlib import Path

import dacite
from cachetools import LRUCache, cached
from threadpoolctl import threadpool_limits

from analytics import endings, notes, why
from analytics.access import Scope
from analytics.answers import reason
from analytics.notes import Talks
from analytics.risk import assessment, landmarks, previous_models
from analytics.risk.assessment import Assessment
from analytics.risk.landmarks import OUTCOMES, Landmarks
from analytics.risk.model_checksum import sealed, unsealed
from analytics.risk.previous_models import Before
from analytics.store import atomic_file, chain, versions
from analytics.why import Why

EVERYBODY = Scope(every_therapist=True, practice_totals=True)  # a model is that of the whole practice
LAYOUT = 7  # of the file; another one is made anew
_READ = dacite.Config(cast=[tuple], type_hooks={datetime.date: datetime.date.fromisoformat, Why: why.read})


@dataclass(frozen=True, kw_only=True)
class Models:
    """Everything about the early warning of one data version. software: package -> version."""

    layout: int
    version: str
    data_date: datetime.date
    definitions: str
    assessments: tuple[Assessment, ...]
    before: tuple[Before, ...]
    software: dict[str, str]

    def of(self, outcome: str) -> Assessment:
        """The assessment of one outcome."""
        return next(
            load_assessment for load_assessment in self.assessments if load_assessment.outcome == outcome
        )


def folder(version) -> Path:
    """The store's folder that a version lies in."""
    return version.path.parent.parent


def path(version) -> Path:
    """Where the models of a data version are kept."""
    return folder(version) / "models" / f"{version.path.stem}.json"


def mtime_ns(version) -> int:
    """A number that changes when the models of a version are made; 0 while there are none. Part of a remembered
    answer's key."""
    try:
        return path(version).stat().st_mtime_ns
    except OSError:
        return 0


def read(version) -> Models | None:
    """The models of a version; None where they have not been made, are damaged, or are those of other data, other
    rules or another Holdfast. What does not fit is never used and is made anew."""
    found = opened(path(version))
    fits = found is not None and (found.version, found.definitions, found.data_date) == (
        version.name,
        version.definitions_digest,
        version.data_date,
    )
    return found if fits else None


def opened(file: Path) -> Models | None:
    """The models in a file; None where it is missing, damaged (its seal does not fit) or of another layout."""
    try:
        held = unsealed(file.read_bytes())
        return dacite.from_dict(Models, held, _READ) if held and held.get("layout") == LAYOUT else None
    except (OSError, ValueError, TypeError, dacite.DaciteError):
        return None


def of_older(version) -> bool:
    """Whether the file of a version is a whole one of an older Holdfast, which is made anew without a complaint."""
    try:
        held = json.loads(path(version).read_bytes())
        return isinstance(held, dict) and 0 < held.get("layout", 0) < LAYOUT
    except (OSError, ValueError, TypeError):
        return False


@cached(LRUCache(8), key=lambda version, outcome: (str(version.path), mtime_ns(version), outcome))
def load_assessment(version, outcome: str) -> Assessment | None:
    """The assessment of one outcome of a version; None while there is none. Read once for each file."""
    models = read(version)
    return models and models.of(outcome)


def fit_and_save(warehouse) -> Models:
    """Fit and check the models of a version and keep them. Takes seconds; never call it while a page runs."""
    found = fit(warehouse)
    target = path(warehouse.version)
    if target.parent.is_file():
        atomic_file.set_aside(target.parent)
    atomic_file.write(target, to_json(found))
    atomic_file.remove(failure_path(warehouse.version))
    _delete_old(warehouse.version)
    return found


def fit(warehouse) -> Models:
    """The same without keeping it."""
    rows = landmarks.read(warehouse)
    version = warehouse.version
    talked = _discussed(warehouse)
    unrecorded = endings.not_recorded(version)
    with threadpool_limits(1):  # small matrices: more threads wait for each other
        made = tuple(
            assessment.assess(rows, outcome, version.definitions, talked, unrecorded) for outcome in OUTCOMES
        )
    return Models(
        layout=LAYOUT,
        version=version.name,
        data_date=version.data_date,
        definitions=version.definitions_digest,
        assessments=made,
        before=_compare_previous(warehouse, made, rows),
        software={name: installed(name) for name in ("scikit-learn", "numpy", "scipy")}
        | {"python": platform.python_version()},
    )


def _discussed(warehouse) -> list[int]:
    """The keys of episodes marked as talked about."""
    notes.settle(folder(warehouse.version))
    marks = Talks(folder(warehouse.version)).all()  # none where the notes are damaged, which stops nothing
    return [
        load_assessment.episode_key for load_assessment in notes.courses(warehouse, EVERYBODY, marks).values()
    ]


def to_json(found) -> str:
    """Any of these dataclasses as JSON with dates as text; Models with their seal, as they are kept."""
    text = json.dumps(asdict(found, dict_factory=_written), default=_day, allow_nan=False)
    return sealed(text) if isinstance(found, Models) else text


def _written(pairs: list[tuple]) -> dict:
    """The fields of one dataclass; a reason keeps its code."""
    return {name: value.as_dict() if isinstance(value, Why) else value for name, value in pairs}


def _day(value) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _compare_previous(warehouse, made: tuple[Assessment, ...], rows: Landmarks) -> tuple[Before, ...]:
    """Beside the models of the nearest version behind this one that has intact ones: its parent, as a rule."""
    version = warehouse.version
    for name in chain.ancestors(folder(version), version.name):
        found = opened(path(version).with_name(f"{Path(name).stem}.json"))
        if found is not None:
            return previous_models.beside(
                found, previous_models.trained(warehouse, name, OUTCOMES), made, rows
            )
    return ()


def _delete_old(version) -> None:
    """Keep the models of versions that are still on disk."""
    kept = {Path(name).stem for name in versions.listed(folder(version))}
    for old in path(version).parent.glob("*.*"):
        if old.name.partition(".")[0] not in kept and old.suffix in (".json", ".failed"):
            atomic_file.remove(old)


def failure_path(version) -> Path:
    """Where it is noted that the models of a version could not be made."""
    return path(version).with_suffix(".failed")


def note_failure(version, error: BaseException) -> str:
    """Keep that the models could not be made, and where it broke, without any data; the error number."""
    number = secrets.token_hex(3).upper()
    steps = [
        f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)
    ]
    note = {"number": number, "error": type(error).__name__, "at": steps[-8:]}
    with contextlib.suppress(OSError):
        atomic_file.write(failure_path(version), json.dumps(note))
    return number


def failure(version) -> str | None:
    """The error number under which the models of a version could not be made; None when they could, are being made, or
    the note about it cannot be read: then they are made again, and fail under a new number if they must."""
    try:
        note = json.loads(failure_path(version).read_bytes())
        return str(note["number"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def as_dict(found) -> Mapping:
    """The same as plain Python values."""
    return json.loads(json.dumps(asdict(found, dict_factory=_shown), default=_day, allow_nan=False))


def _shown(pairs: list[tuple]) -> dict:
    """The fields of one dataclass as an answer shows them: a reason with its code and parameters beside it."""
    made = {}
    for name, value in pairs:
        made |= reason(name, value) if isinstance(value, Why) else {name: value}
    return made
