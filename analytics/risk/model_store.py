"""Storage of the early-warning models of a data version, as one JSON file with a checksum.

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
from typing import TYPE_CHECKING, Any

import dacite
from threadpoolctl import threadpool_limits

from analytics import endings, notes, version_cache, why
from analytics.access import Scope
from analytics.answers import reason
from analytics.notes import Talks
from analytics.risk import assessment, landmarks, previous_models
from analytics.risk.assessment import Assessment
from analytics.risk.landmarks import OUTCOMES, Landmarks
from analytics.risk.model_checksum import sealed, unsealed
from analytics.risk.previous_models import PreviousModel
from analytics.store import atomic_file, early_warning_switch, undo_redo, versions
from analytics.store.version import Version
from analytics.store.warehouse import Warehouse
from analytics.why import Why

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EVERYBODY = Scope(every_therapist=True, practice_totals=True)  # a model is that of the whole practice
OFF = -1  # in place of a modification time: no model is used
LAYOUT = 8  # of the file; another one is made anew
_TYPES = dacite.Config(cast=[tuple], type_hooks={datetime.date: datetime.date.fromisoformat, Why: why.read})


@dataclass(frozen=True, kw_only=True)
class Models:
    """Fitted and validated models of one data version, one per outcome, as stored in one file.

    software: package -> version.
    """

    layout: int
    version: str
    data_date: datetime.date
    definitions: str
    assessments: tuple[Assessment, ...]
    before: tuple[PreviousModel, ...]
    software: dict[str, str]

    def of(self, outcome: str) -> Assessment:
        """Return the model of one outcome, with its validation results."""
        return next(one for one in self.assessments if one.outcome == outcome)


def folder(version: Version) -> Path:
    """Return the store folder that contains this data version."""
    return version.path.parent.parent


def path(version: Version) -> Path:
    """Return the path of the file with the models of a data version."""
    return folder(version) / "models" / f"{version.path.stem}.json"


def is_off(version: Version) -> bool:
    """Return whether the practice has switched the early warning off, whatever model there is."""
    return early_warning_switch.is_off_for(version.path)


def mtime_ns(version: Version) -> int:
    """Return the modification time of a version's model file in ns, for cache keys.

    0 without a file, `OFF` where the practice has switched the early warning off.
    """
    if is_off(version):
        return OFF
    try:
        return path(version).stat().st_mtime_ns
    except OSError:
        return 0


def read(version: Version) -> Models | None:
    """Return the stored models of a data version; None if missing, unsuitable or switched off.

    Models that are damaged or belong to other data, rules or releases are never used but fitted anew. The
    file is read once, until it is written again.
    """
    return version_cache.get(_read, version, mtime_ns(version))


def _read(version: Version, stamp: int) -> Models | None:
    """Read the model file of a data version; return None if it is missing or does not match the version.

    stamp: from `mtime_ns`, which keeps apart cached results.
    """
    if stamp in (0, OFF):
        return None
    found = opened(path(version))
    fits = found is not None and (found.version, found.definitions, found.data_date) == (
        version.name,
        version.definitions_digest,
        version.data_date,
    )
    return found if fits else None


def opened(file: Path) -> Models | None:
    """Return the models stored in a file; None if it is missing, damaged or has another layout."""
    try:
        held = unsealed(file.read_bytes())
        return dacite.from_dict(Models, held, _TYPES) if held and held.get("layout") == LAYOUT else None
    except (OSError, ValueError, TypeError, dacite.DaciteError):
        return None


def of_older(version: Version) -> bool:
    """Return whether the model file of a data version was written by an older release of Holdfast."""
    try:
        held = json.loads(path(version).read_bytes())
        return isinstance(held, dict) and 0 < held.get("layout", 0) < LAYOUT
    except (OSError, ValueError, TypeError):
        return False


def load_assessment(version: Version, outcome: str) -> Assessment | None:
    """Return the stored model of one outcome with its validation results; None if none is stored."""
    models = read(version)
    return models and models.of(outcome)


def fit_and_save(warehouse: Warehouse) -> Models:
    """Fit, validate and save the models of a data version; never call it while a page is drawn."""
    found = fit(warehouse)
    target = path(warehouse.version)
    if target.parent.is_file():
        atomic_file.set_aside(target.parent)
    atomic_file.write(target, to_json(found))
    atomic_file.remove(failure_path(warehouse.version))
    _delete_old(warehouse.version)
    return found


def fit(warehouse: Warehouse) -> Models:
    """Return the models of a data version, fitted and validated but not saved."""
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


def _discussed(warehouse: Warehouse) -> list[int]:
    """Return the keys of episodes whose client was marked as talked about because of an early warning."""
    notes.update_session_days(folder(warehouse.version))
    marks = Talks(folder(warehouse.version)).all()  # none where the notes are damaged, which stops nothing
    return [course.episode_key for course in notes.courses(warehouse, EVERYBODY, marks).values()]


def to_json(value: DataclassInstance) -> str:
    """Return a dataclass instance as JSON text; for `Models`, the text begins with a checksum."""
    text = json.dumps(asdict(value, dict_factory=_written), default=_day, allow_nan=False)
    return sealed(text) if isinstance(value, Models) else text


def _written(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a dataclass's fields as the dictionary to store; each `Why` becomes a dictionary too."""
    return {name: value.as_dict() if isinstance(value, Why) else value for name, value in pairs}


def _day(value: Any) -> str:
    """Return a date as ISO text; raise TypeError for anything else."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _compare_previous(
    warehouse: Warehouse, assessments: tuple[Assessment, ...], rows: Landmarks
) -> tuple[PreviousModel, ...]:
    """Compare the new models with those of the nearest earlier data version that has models."""
    version = warehouse.version
    for name in undo_redo.ancestors(folder(version), version.name):
        found = opened(path(version).with_name(f"{Path(name).stem}.json"))
        if found is not None:
            return previous_models.compare(
                found, previous_models.trained(warehouse, name, OUTCOMES), assessments, rows
            )
    return ()


def _delete_old(version: Version) -> None:
    """Delete the model files of data versions that no longer exist."""
    kept = {Path(name).stem for name in versions.listed(folder(version))}
    for old in path(version).parent.glob("*.*"):
        if old.name.partition(".")[0] not in kept and old.suffix in (".json", ".failed"):
            atomic_file.remove(old)


def failure_path(version: Version) -> Path:
    """Return the path of the file that records a failed fit of a version's models."""
    return path(version).with_suffix(".failed")


def note_failure(version: Version, error: BaseException) -> str:
    """Record a failed fit with its place in the code, and return a new error number."""
    number = secrets.token_hex(3).upper()
    steps = [
        f"{Path(step.filename).name}:{step.lineno}" for step in traceback.extract_tb(error.__traceback__)
    ]
    note = {"number": number, "error": type(error).__name__, "at": steps[-8:]}
    with contextlib.suppress(OSError):
        atomic_file.write(failure_path(version), json.dumps(note))
    return number


def failure(version: Version) -> str | None:
    """Return the error number recorded when fitting a version's models failed; None without failure.

    None also while they are being fitted, or if the record cannot be read; then they are fitted again, and
    may fail under a new number.
    """
    try:
        note = json.loads(failure_path(version).read_bytes())
        return str(note["number"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def as_dict(value: DataclassInstance) -> Mapping[str, Any]:
    """Return a dataclass instance as nested dictionaries of JSON values, as `--json` prints it."""
    return json.loads(json.dumps(asdict(value, dict_factory=_shown), default=_day, allow_nan=False))


def _shown(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a dataclass's fields as a dictionary for `--json`.

    A `Why` becomes several entries: sentence, code and parameters.
    """
    made = {}
    for name, value in pairs:
        made |= reason(name, value) if isinstance(value, Why) else {name: value}
    return made
