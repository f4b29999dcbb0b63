"""Results of the client view: one episode, session by session, with marks and summary facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import SupportsFloat

from analytics import endings
from analytics.access import Scope
from analytics.answers import common
from analytics.caseload.caseload import lower_since_drop
from analytics.caseload.reasons import reasons
from analytics.client.client_position import course, position, rules_row, similar
from analytics.client.conversation_prompts import way_to_ask
from analytics.client.results import Area, EpisodeSummary, Mark, Session, Timeline
from analytics.course import expected
from analytics.definitions import Definitions
from analytics.filters import Filters
from analytics.measures import AREA_NAMES
from analytics.outcomes.available_data import holds
from analytics.store import Warehouse

ORS_AREAS = ("individual", "interpersonal", "social", "overall")
SRS_AREAS = ("relationship", "goals", "approach", "overall")


def timeline(
    warehouse: Warehouse,
    scope: Scope,
    record_id: str,
    episode_no: int | None = None,
    outcome: str | None = None,
    stamp: int | None = None,
) -> Timeline | None:
    """Return the timeline of one episode of a client; None if the viewer may not see such an episode.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    record_id : str
        Opaque id of the address.
    episode_no : int, optional
        Number of the episode, None for the latest.
    outcome : str, optional
        Outcome of the early warning (default: that of the definitions).
    stamp : int, optional
        `risk.model_store.mtime_ns`, for keys of remembered answers.

    Returns
    -------
    Timeline or None
        None when there is no such client or episode, and the same None when it is outside the viewer's scope,
        so that an address cannot be used to find out who exists.

    Notes
    -----
    Scores are the rating that counts for the episode (the client's own, else the one other rater). Forms of
    other raters are counted in `left_out`, not drawn. A therapist outside the viewer's scope has no name here
    (None).
    """
    rows = warehouse.query("timeline_episodes", scope=scope, record_id=record_id).dicts()
    chosen = rows[-1:] if episode_no is None else [row for row in rows if row["episode_no"] == episode_no]
    if not chosen:
        return None
    outcome = outcome or endings.default_outcome(warehouse.version)
    return _of_episode(warehouse, scope, rows, chosen[0], outcome, stamp)


def _of_episode(
    warehouse: Warehouse, scope: Scope, rows: Sequence[dict], row: dict, outcome: str, stamp: int | None
) -> Timeline:
    """Return the timeline of one of a client's episodes.

    `row` is the database row of this episode; `rows` are those of all episodes that the viewer may see.
    """
    keys = {
        "client_key": row["client_key"],
        "episode_key": row["episode_key"],
        "episode_therapist_key": row["therapist_key"],
    }
    forms = warehouse.query("timeline_sessions", scope=scope, **keys).dicts()
    drops = warehouse.query("timeline_drops", scope=scope, episode_key=row["episode_key"]).dicts()
    counted = _counted(forms, row["rater"])
    rules = warehouse.version.definitions
    sessions = tuple(_session(form) for form in counted)
    marks = _marks(sessions, drops)
    model = expected(warehouse)
    standing = position(model, sessions, row)
    opened = rules_row(warehouse, scope, row, standing)
    return Timeline(
        **common(warehouse.version, Filters(), len(sessions), {"other_rater": len(forms) - len(counted)}),
        **_facts(row, rows, rules),
        **_alliance(sessions, marks, row, rules, opened),
        sessions=sessions,
        marks=marks,
        srs_version=next((form["srs_version"] for form in counted if form["srs_version"]), None),
        **course(model, standing),
        **similar(warehouse, scope, row, outcome, stamp),
        has_srs=holds(warehouse, scope).has_srs,
    )


def _facts(row: dict, rows: Sequence[dict], rules: Definitions) -> dict:
    """Return the `Timeline` fields taken from the episode's database row, by field name."""
    change = _number(row["change"])
    return {
        "record_id": row["record_id"],
        "client_id": row["client_id"],
        "episode_no": row["episode_no"],
        "therapist": row["therapist"],
        "therapist_name": row["therapist_name"],
        "current_therapist": row["current_therapist"],
        "site": row["site"],
        "program": row["program"],
        "age_group": row["age_group"],
        "episodes": tuple(
            EpisodeSummary(
                episode_no=one["episode_no"],
                first_date=one["first_date"],
                last_date=one["last_date"],
                sessions=one["n_sessions"],
                outcome=one["class"],
                ending=one["ending"],
                therapist=one["therapist"],
                two_forms=one["ors_two_forms"],
            )
            for one in rows
        ),
        "is_open": not row["ended"],
        "goes_on_after": row["goes_on_after"],
        "srs_two_forms": row["srs_two_forms"],
        "days_since": row["days_since"],
        "outcome": row["class"],
        "ending": row["ending"],
        "ors_version": row["ors_version"],
        "cutoff": _number(row["cutoff"]),
        "reliable_change": _number(row["reliable_change"]),
        "started_below": row["started_below"],
        "low_total": rules.alliance.low_total,
        "early_window": tuple(rules.alliance.early_sessions),
        "early_alliance": _number(row["early_srs"]),
        "early_forms": row["early_srs_n"] or 0,
        "ors_first": _number(row["ors_first"]),
        "ors_last": _number(row["ors_last"]),
        "change": change,
        "movement": row["movement"],
        "n_ors": row["n_ors"],
        "n_srs": row["n_srs"],
    }


def _alliance(
    sessions: Sequence[Session], marks: Sequence[Mark], row: dict, rules: Definitions, opened: dict | None
) -> dict:
    """Return, by name, the `Timeline` fields on SRS, caseload reasons and what to ask the client.

    These are the latest drop, the lowest area, missing forms, and the rules that fired.
    """
    drop = next((mark for mark in reversed(marks) if mark.kind == "drop"), None)
    seen = [session for session in sessions if session.srs is not None]
    last = sessions[-1].session_no if sessions else 0
    without = last - seen[-1].session_no if seen else last
    area = lowest_area(sessions)
    change = _number(row["change"])
    fired = reasons(opened, rules) if opened else ()
    leading = next((reason for reason in fired if reason.code != "away"), None)
    return {
        "last_drop": drop,
        "lowest_area": area,
        "sessions_without_srs": without,
        "fired": fired,
        "settled": lower_since_drop(opened) if opened else None,
        "ask": way_to_ask(
            drop=drop if opened is None or opened["rule_drop"] else None,
            area=area,
            sessions_without_srs=without if row["n_srs"] and not opened else 0,
            no_srs_sessions=rules.caseload.no_srs_sessions,
            falling=change if change is not None and change <= -rules.caseload.fall_from_start else None,
            last_session=last,
            srs_seen=[session.srs for session in sessions if session.srs is not None],
            last_srs_session=seen[-1].session_no if seen else None,
            reason=leading.code if leading else None,
            reason_session=leading.session if leading else None,
            change=change,
        ),
    }


def lowest_area(sessions: Sequence[Session]) -> Area | None:
    """Return the lowest area of the last complete SRS; None if all are equal or no SRS is complete."""
    for session in reversed(sessions):
        filled = {area: value for area, value in session.srs_areas.items() if value is not None}
        if len(filled) == len(session.srs_areas):
            if len(set(filled.values())) == 1:
                return None
            area = min(filled, key=lambda name: filled[name])
            return Area(area, AREA_NAMES[area], filled[area], session.session_no)
    return None


def _counted(forms: Sequence[dict], rater: str) -> list[dict]:
    """Return one form per session: by the main rater, else by the client, else by any other rater."""
    best: dict[int, dict] = {}
    for form in sorted(forms, key=lambda form: (form["rater"] != rater, form["rater"] != "self")):
        best.setdefault(form["session_no"], form)
    return [best[number] for number in sorted(best)]


def _session(form: dict) -> Session:
    """Convert the database row of one form to a Session."""
    return Session(
        session_no=form["session_no"],
        date=form["session_date"],
        therapist=form["therapist"],
        ors=_number(form["ors_total"]),
        srs=_number(form["srs_total"]),
        ors_areas={area: _number(form[f"ors_{area}"]) for area in ORS_AREAS},
        srs_areas={area: _number(form[f"srs_{area}"]) for area in SRS_AREAS},
        ors_version=form["ors_version"],
        srs_version=form["srs_version"],
        rater=form["rater"],
    )


def _marks(sessions: Sequence[Session], drops: Sequence[dict]) -> tuple[Mark, ...]:
    """Return the marks of drops, repairs and missing forms, in order of session."""
    marks = []
    for drop in drops:
        marks.append(
            Mark(
                kind="drop",
                session_no=drop["session_no"],
                size=_number(drop["fall"]),
                baseline=_number(drop["baseline"]),
                marked=drop["marked"],
                outcome=drop["outcome"],
                resolved_session=drop["resolved_session"],
            )
        )
        if drop["outcome"] == "repaired":
            marks.append(
                Mark(kind="repair", session_no=drop["resolved_session"], drop_session=drop["session_no"])
            )
    for session in sessions:
        marks += [Mark(kind="missing_ors", session_no=session.session_no)] if session.ors is None else []
        marks += [Mark(kind="missing_srs", session_no=session.session_no)] if session.srs is None else []
    return tuple(sorted(marks, key=lambda mark: mark.session_no))


def _number(score: SupportsFloat | None) -> float | None:
    """Convert a database number to float; return None for None."""
    return None if score is None else float(score)
