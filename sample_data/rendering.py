"""Made-up sessions as text columns, the basis of all export layouts."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sample_data.closures import CLASSES
from sample_data.episodes import AGE_GROUPS, CHILD
from sample_data.forms import ORS_AREAS, SRS_AREAS
from sample_data.generator import Practice
from sample_data.people import PROGRAMS, SITES
from sample_data.workdays import iso

CANONICAL = (
    "client_id",
    "episode_no",
    "case_id",
    "session_no",
    "session_date",
    "therapist",
    "site",
    "program",
    "age_group",
    "orientation",
    *(f"ors_{a}" for a in ORS_AREAS),
    "ors_total",
    "ors_version",
    *(f"srs_{a}" for a in SRS_AREAS),
    "srs_total",
    "srs_version",
    "rater",
    "closure",
)
RATER = "self"
_TENTHS = [f"{k // 10}.{k % 10}" for k in range(401)] + [""]  # the last one: -1, no score


def points(tenths: np.ndarray) -> list[str]:
    """Format scores given in tenths of a point as `18.4`; -1 becomes an empty text."""
    return [_TENTHS[k] for k in tenths.tolist()]


def columns(practice: Practice) -> dict[str, list[str]]:
    """Return all columns of the export layouts by name, each with one text per session.

    Returns
    -------
    dict
        Name -> one text per session, in the order client, episode, session. Beside CANONICAL: case_start, given, family,
        therapist_name, closure_text, ors_form and srs_form (the version handed out, also where the form stayed empty).
    """
    courses, forms, at = practice.courses, practice.forms, practice.latent.episode
    people = practice.therapists
    child = courses.age[at] == CHILD
    out = {
        "client_id": _per_session(practice.client_id, at),
        "case_id": _per_session(practice.case_id, at),
        "episode_no": _per_session([str(k) for k in practice.episode_no.tolist()], at),
        "session_no": [str(k) for k in practice.latent.number.tolist()],
        "session_date": iso(practice.latent.day),
        "case_start": _per_session(iso(practice.case_opened), at),
        "site": _lookup(SITES, courses.site[at]),
        "program": _lookup(PROGRAMS, courses.program[at]),
        "age_group": _lookup(AGE_GROUPS, courses.age[at]),
        "orientation": _lookup([t.orientation for t in people], courses.therapist[at]),
        "therapist": _lookup([t.code for t in people], practice.therapist),
        "given": _lookup([t.given for t in people], practice.therapist),
        "family": _lookup([t.family for t in people], practice.therapist),
        "therapist_name": _lookup([t.name for t in people], practice.therapist),
        "closure": _lookup(CLASSES, practice.closures.recorded[at]),
        "closure_text": _per_session(practice.closures.text, at),
        "ors_form": _lookup(("ORS", "CORS"), child.astype(int)),
        "srs_form": _lookup(("SRS", "CSRS"), child.astype(int)),
        "ors_total": points(forms.ors_total),
        "srs_total": points(forms.srs_total),
        "rater": [RATER] * len(at),
    }
    for k, (ors, srs) in enumerate(zip(ORS_AREAS, SRS_AREAS, strict=True)):
        out[f"ors_{ors}"], out[f"srs_{srs}"] = points(forms.ors[:, k]), points(forms.srs[:, k])
    for scale in ("ors", "srs"):
        out[f"{scale}_version"] = [
            form if total else ""
            for form, total in zip(out[f"{scale}_form"], out[f"{scale}_total"], strict=True)
        ]
    return out


def canonical_sessions(practice: Practice) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return (header, rows) of the made-up sessions in the format of `export sessions`.

    Rows are sorted by client, episode and session.
    """
    table = columns(practice)
    return CANONICAL, list(zip(*(table[name] for name in CANONICAL), strict=True))


def write_csv(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write header and rows as a UTF-8 CSV file with Unix line ends on every system.

    Raises
    ------
    ValueError
        A cell would need quoting; the sample has none.
    """
    body = "\n".join([",".join(header), *map(",".join, rows), ""])
    if body.count(",") != (len(header) - 1) * (len(rows) + 1) or '"' in body:
        raise ValueError(f"a cell of {path.name} holds a comma or a quotation mark")
    path.write_bytes(body.encode("utf-8"))


def _per_session(per_episode: list[str], at: np.ndarray) -> list[str]:
    return [per_episode[k] for k in at.tolist()]


def _lookup(names: list[str] | tuple[str, ...], places: np.ndarray) -> list[str]:
    return [names[k] for k in places.tolist()]
