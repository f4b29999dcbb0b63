"""True values of the made-up practice, written next to the exports but never into the product's data."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from sample_data import parameters as sample_data_parameters
from sample_data.episodes import AGE_GROUPS
from sample_data.generator import Practice
from sample_data.people import Therapist
from sample_data.sessions import ENDINGS, OPEN

TRUTH_NAME = "truth.json"
GIVEN = ("SEED", "CLIENTS", "THERAPISTS", "DATA_DATE")  # arguments, not parameters
REPAIR_SESSIONS = 3  # sessions after a drop in which a repair counts as one (measures: dips)
EPISODE_FIELDS = (
    "case_id",
    "ending",
    "sessions",
    "intake",
    "slope",
    "alliance",
    "alliance_own",
    "reserved",
    "dips",
)


def parameters() -> dict:
    """Return all numbers in `sample_data.parameters` by name, except defaults of the generator."""
    return {
        name.lower(): value
        for name, value in vars(sample_data_parameters).items()
        if name.isupper() and name not in GIVEN
    }


def truth(practice: Practice) -> dict:
    """Return the true values of a made-up practice as a dict, ready for JSON.

    Returns
    -------
    dict
        about; seed; data_date; clients; parameters; change_over_time; age_groups; therapists: one object per therapist
        (true effects, area rated lower, expected ORS difference at session 7); episode_fields and episodes: one list per
        case in the order of episode_fields, dips as [session, depth in SRS points, outcome, session from which the
        alliance was back or null].
    """
    today = np.datetime64(practice.data_date, "D")
    return {
        "about": "A made-up practice. Slopes are ORS points per ln(session); alliance is the SRS level on a "
        "scale without the limit at 40. Effects are chosen, not estimated.",
        "seed": practice.seed,
        "data_date": practice.data_date.isoformat(),
        "clients": len(set(practice.client_id)),
        "sessions": len(practice.therapist),
        "age_groups": list(AGE_GROUPS),
        "parameters": parameters(),
        "change_over_time": {
            "what": "fewer SRS forms filled in",
            "from": str(today - sample_data_parameters.TABLET_DAYS_AGO),
            "share_of_sessions": sample_data_parameters.TABLET_SRS_MISSING,
        },
        "therapists": [_therapist(t) for t in practice.therapists],
        "episode_fields": list(EPISODE_FIELDS),
        "episodes": _episodes(practice),
    }


def write_truth(practice: Practice, out_dir: Path) -> Path:
    """Write the true values to truth.json and return the path."""
    whole = truth(practice)
    parts = []
    for key, value in whole.items():
        if key in ("therapists", "episodes"):
            lines = ",\n".join(json.dumps(item, separators=(",", ":")) for item in value)
            parts.append(f'"{key}": [\n{lines}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    path = Path(out_dir) / TRUTH_NAME
    path.write_bytes(("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8"))
    return path


def _therapist(t: Therapist) -> dict:
    at_seven = (t.outcome + sample_data_parameters.ALLIANCE_BETWEEN * t.alliance) * 1.946  # ln(7)
    return {
        "therapist": t.code,
        "supervisor": t.supervisor,
        "outcome_slope": t.outcome,
        "outcome_at_session_7": round(at_seven, 2),
        "unplanned_log_odds": t.unplanned,
        "alliance": t.alliance,
        "item_focus": t.item_focus,
        "item_deficit": t.item_deficit,
        "srs_missing": t.srs_missing,
        "totals_only": t.totals_only,
    }


def dip_outcome(session: int, repair: int, sessions: int, is_open: bool) -> str:
    """Classify an alliance dip as `repaired`, `unrepaired`, `ended_after` or `open`.

    unrepaired: three more sessions and not back; open: too few sessions since.
    """
    if 0 < repair <= session + REPAIR_SESSIONS:
        return "repaired"
    if sessions - session >= REPAIR_SESSIONS:
        return "unrepaired"
    return "open" if is_open else "ended_after"


def _episodes(practice: Practice) -> list[list]:
    c, latent = practice.courses, practice.latent
    dips: dict[int, list] = {}
    for at, session, depth, repair in zip(
        latent.dip_episode.tolist(),
        latent.dip_session.tolist(),
        latent.dip_depth.tolist(),
        latent.dip_repair.tolist(),
        strict=True,
    ):
        outcome = dip_outcome(session, repair, int(latent.sessions[at]), latent.ending[at] == OPEN)
        dips.setdefault(at, []).append([session, depth, outcome, repair if repair > 0 else None])
    rounded = [np.round(values, 2).tolist() for values in (c.intake, c.slope, c.alliance, c.own)]
    return [
        [case, ENDINGS[ending], sessions, *numbers, int(reserved), dips.get(i, [])]
        for i, (case, ending, sessions, *numbers, reserved) in enumerate(
            zip(
                practice.case_id,
                latent.ending.tolist(),
                latent.sessions.tolist(),
                *rounded,
                c.reserved.tolist(),
                strict=True,
            )
        )
    ]
