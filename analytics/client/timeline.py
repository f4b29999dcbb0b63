"""The timeline of one client: every form of one episode, with the drops and repairs of the alliance."""

from __future__ import annotations

from typing import Any

from analytics.answers import common
from analytics.client.asking import way_to_ask
from analytics.client.results import Area, EpisodeSummary, Mark, Session, Timeline
from analytics.filters import Filters
from analytics.measures import AREA_NAMES

ORS_AREAS = ("individual", "interpersonal", "social", "overall")
SRS_AREAS = ("relationship", "goals", "approach", "overall")
SMALL_MOVE = 1.0  # ORS points; less is said as "about where it started"
NO_COURSE = "An expected range is not drawn yet; it comes once it can be drawn from this practice's own clients."
NO_SIMILAR = "No early-warning estimate yet; it comes when enough endings have been seen."


def timeline(warehouse, scope, record_id: str, episode_no: int | None = None) -> Timeline | None:
    """One episode of the client behind an opaque record id, None if unknown or not in scope (the same to a viewer).

    Parameters: record_id, from the address; episode_no, None for the latest episode.
    Returns: a Timeline; n is the number of sessions.
    """
    rows = warehouse.ask("timeline_episodes", scope=scope, record_id=str(record_id)).dicts()
    if not rows:
        return None
    chosen = rows[-1] if episode_no is None else next((row for row in rows if row["episode_no"] == episode_no), None)
    if chosen is None:
        return None
    key = chosen["episode_key"]
    forms = warehouse.ask("timeline_sessions", scope=scope, episode_key=key).dicts()
    sessions = _sessions(forms, chosen["rater"])
    srs_version = next((form["srs_version"] for form in reversed(forms) if form["srs_version"]), None)
    marks = _marks(warehouse.ask("timeline_drops", scope=scope, episode_key=key).dicts(), sessions)
    return _timeline(warehouse.version, rows, chosen, sessions, marks, srs_version)


def _sessions(rows: list[dict[str, Any]], rater: str) -> list[Session]:
    """One entry per session number; the episode's rater for the ORS, whoever filled in an SRS for the SRS."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        entry = found.setdefault(row["session_no"], dict(row, **dict.fromkeys(_SCORES)))
        for names, total in ((_ORS, "ors_total"), (_SRS, "srs_total")):
            wanted = row["rater"] == rater if total == "ors_total" else row[total] is not None
            if wanted and row[total] is not None:
                entry.update({name: row[name] for name in (*names, total)})
    return [
        Session(
            row["session_no"], row["session_date"], row["therapist"], _number(row["ors_total"]), _number(row["srs_total"]),
            {area: _number(row[f"ors_{area}"]) for area in ORS_AREAS},
            {area: _number(row[f"srs_{area}"]) for area in SRS_AREAS},
        )
        for row in found.values()
    ]  # fmt: skip


_ORS = tuple(f"ors_{area}" for area in ORS_AREAS)
_SRS = tuple(f"srs_{area}" for area in SRS_AREAS)
_SCORES = (*_ORS, "ors_total", *_SRS, "srs_total")


def _marks(drops: list[dict[str, Any]], sessions: list[Session]) -> list[Mark]:
    marks = []
    for row in drops:
        at, back = row["session_no"], row["resolved_session"]
        marks.append(Mark("drop", at, float(row["fall"]), float(row["baseline"]), row["marked"], row["outcome"], back))
        if back is not None:
            marks.append(Mark("repair", back, drop_session=at))
    marks += [Mark("missing_srs", session.session_no) for session in sessions if session.srs is None]
    marks += [Mark("missing_ors", session.session_no) for session in sessions if session.ors is None]
    return sorted(marks, key=lambda mark: (mark.session_no, mark.kind))


def _timeline(version, rows, chosen, sessions: list[Session], marks: list[Mark], srs_version) -> Timeline:
    rules = version.definitions
    drops = [mark for mark in marks if mark.kind == "drop"]
    lowest, last_drop = _lowest(sessions), drops[-1] if drops else None
    totals = [session.srs for session in sessions if session.srs is not None]
    last_srs = max((session.session_no for session in sessions if session.srs is not None), default=0)
    without, change = len(sessions) - last_srs, _number(chosen["change"])
    asks = way_to_ask(last_drop, lowest, totals, without, change, rules.caseload.fall_from_start)
    return Timeline(
        **common(version, Filters(episodes="all"), len(sessions)),
        record_id=chosen["record_id"],
        client_id=chosen["client_id"],
        episode_no=chosen["episode_no"],
        therapist=chosen["therapist"],
        therapist_name=chosen["therapist_name"],
        current_therapist=chosen["current_therapist"],
        site=chosen["site"],
        program=chosen["program"],
        age_group=chosen["age_group"],
        episodes=tuple(_summary(row) for row in rows),
        sessions=tuple(sessions),
        marks=tuple(marks),
        is_open=not chosen["ended"],
        days_since=chosen["days_since"],
        outcome=chosen["class"],
        ending=chosen["ending"],
        ors_version=chosen["ors_version"],
        srs_version=srs_version,
        cutoff=_number(chosen["cutoff"]),
        reliable_change=_number(chosen["reliable_change"]),
        started_below=chosen["started_below"],
        low_total=rules.alliance.low_total,
        early_window=rules.alliance.early_sessions,
        early_alliance=_number(chosen["early_srs"]),
        early_forms=chosen["early_srs_n"],
        ors_first=_number(chosen["ors_first"]),
        ors_last=_number(chosen["ors_last"]),
        change=change,
        movement=_movement(chosen["n_ors"], change, _number(chosen["reliable_change"])),
        last_drop=last_drop,
        lowest_area=lowest,
        sessions_without_srs=without,
        n_ors=chosen["n_ors"],
        n_srs=chosen["n_srs"],
        ask=asks if not chosen["ended"] else None,
        expected_course=None,
        expected_course_why=NO_COURSE,
        similar=None,
        similar_why=NO_SIMILAR,
    )


def _summary(row: dict[str, Any]) -> EpisodeSummary:
    return EpisodeSummary(
        row["episode_no"], row["first_date"], row["last_date"], row["n_sessions"], row["class"], row["ending"], row["therapist"]
    )


def _lowest(sessions: list[Session]) -> Area | None:
    """The lowest area of the last SRS with all four, None where they are all equal."""
    for session in reversed(sessions):
        values = session.srs_areas
        if None in values.values():
            continue
        area = min(values, key=values.get)
        if len(set(values.values())) == 1:
            return None
        return Area(area, AREA_NAMES[area], values[area], session.session_no)
    return None


def _movement(n_ors: int, change: float | None, reliable: float | None) -> str:
    if not n_ors:
        return "no_score"
    if change is None:
        return "one_score"
    if abs(change) >= reliable:
        return "up" if change > 0 else "down"
    return "about_the_same" if abs(change) < SMALL_MOVE else "within_noise"


def _number(value) -> float | None:
    return None if value is None else float(value)
