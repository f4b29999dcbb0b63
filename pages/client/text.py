"""Sentences of the client timeline page, about the scores of one client."""

from __future__ import annotations

from analytics.client.results import EpisodeSummary, Mark, Session, Timeline
from analytics.definitions import Definitions
from analytics.measures import AREA_NAMES
from pages.ui import formatting

UNKNOWN = (
    "No such client in your caseload."  # the same words for a record that does not exist and one out of scope
)
NO_ALLIANCE = "No alliance forms yet. Start with one question: how was today for you?"
NO_SRS_HERE = "This export has no SRS, so nothing can be said about the alliance."
MARKS = (  # kinds of marks in the chart, and their entry in its key
    ({"drop"}, ("diamond", "o", "alliance drop")),
    ({"repair"}, ("ring", "a", "repair")),
    ({"missing_ors", "missing_srs"}, ("cross", "g", "not filled in")),
)
FORMS_OF_A_DROP = 3  # forms from which a drop can be seen
_OUTCOMES = {
    "recovered": "recovered",
    "improved": "clearly better",
    "improved_above": "clearly better",
    "no_change": "about the same",
    "deteriorated": "clearly worse",
    "not_assessable": "no later score",
}
_ENDINGS = {
    "planned": "ended as planned",
    "unplanned": "ended unplanned",
    "planned_inferred": "ended, read as planned",
    "unplanned_inferred": "ended, read as unplanned",
    "transferred": "transferred",
    "administrative": "ended for administrative reasons",
    "not_a_course": "never a course",
    "ended_unknown": "ended, reason not recorded",
    "open": "open",
}


def lead(timeline: Timeline) -> tuple[str, str]:
    """Return two sentences: change in wellbeing (ORS), and change in the alliance (SRS)."""
    return _wellbeing(timeline), _alliance(timeline)


def _wellbeing(timeline: Timeline) -> str:
    sessions = formatting.plural(len(timeline.sessions), "session")
    if timeline.movement == "no_score":
        return f"No wellbeing score in {sessions}."
    if timeline.movement == "two_forms":
        return f"The ORS form changed in these {sessions}, so no change in wellbeing is computed."
    if timeline.movement == "one_score":
        return f"One wellbeing score so far: {formatting.number(timeline.ors_first)}."
    if timeline.movement == "about_the_same":
        more = f", {_range_position(timeline)}" if timeline.expected_place else ""
        return f"Wellbeing is about where it started after {sessions}{more}."
    moved = f"Wellbeing moved {formatting.signed(timeline.change)} points in {sessions}"
    if timeline.expected_place:
        return f"{moved}, {_range_position(timeline)}."
    if timeline.movement == "within_noise":
        return f"{moved}, less than a reliable change ({timeline.reliable_change:g} points)."
    return f"{moved}, a reliable change ({timeline.reliable_change:g} points or more)."


def _range_position(timeline: Timeline) -> str:
    """Return the text for whether the last ORS is above, within or below the expected range."""
    return f"{timeline.expected_place} the range expected from this starting score"


def _alliance(timeline: Timeline) -> str:
    if not timeline.n_srs:
        return "No alliance form has been filled in." if timeline.has_srs else NO_SRS_HERE
    if timeline.settled is not None:
        points, session = formatting.number(timeline.settled.points), timeline.settled.since_session
        return f"The alliance has stayed {points} points lower since session {session}."
    if timeline.srs_two_forms:
        return "The SRS form changed during this course, so no alliance drop is looked for."
    drop = timeline.last_drop
    if drop is not None:
        return drop_words(drop, timeline.ending)
    if timeline.sessions_without_srs >= 3:
        return f"No SRS for {timeline.sessions_without_srs} sessions."
    if timeline.n_srs < FORMS_OF_A_DROP:
        return f"{formatting.plural(timeline.n_srs, 'alliance form')} so far, too few to see a drop."
    return f"The alliance shows no drop in {formatting.plural(timeline.n_srs, 'form')}."


def flags(timeline: Timeline) -> set[str]:
    """Return the codes of the rules that flag this client, plus `drop` for an unrepaired alliance drop."""
    codes = {reason.code for reason in timeline.fired}
    drop = timeline.last_drop
    return codes | {"drop"} if drop is not None and drop.outcome in ("open", "unrepaired") else codes


def drop_words(drop: Mark, ending: str = "") -> str:
    """Return the sentence on an alliance drop: its session, and whether it was repaired."""
    start = f"The alliance dropped at session {drop.session_no}"
    return {
        "repaired": f"{start} and was repaired by session {drop.resolved_session}.",
        "unrepaired": f"{start} and has not come back.",
        "ended_after": f"{start}, and no later session shows whether it came back."
        if ending == "lapsed"
        else f"{start}, and the episode ended before it came back.",
    }.get(drop.outcome or "", f"{start}; it is too soon to see whether it comes back.")


def state(timeline: Timeline) -> str:
    """Return one line with therapist, site, programme, and whether the episode is open or how it ended."""
    parts = [f"Therapist {timeline.therapist_name or timeline.therapist or 'not given'}"]
    parts += [f"site {timeline.site}"] if timeline.site else []
    parts += [f"programme {timeline.program}"] if timeline.program else []
    last = timeline.sessions[-1].date
    ended = timeline.goes_on_after
    going_on = f", goes on after its recorded ending of {formatting.day(ended)}" if ended else ""
    parts.append(
        f"open{going_on}, last session {formatting.before(last, timeline.as_of) if timeline.as_of else formatting.day(last)}"
        if timeline.is_open
        else f"no session for {timeline.days_since} days, last one {formatting.day(last)}"
        if timeline.ending == "lapsed"
        else f"{_ENDINGS.get(timeline.ending, timeline.ending)}, {formatting.day(last)}"
    )
    return " · ".join(parts)


def footnote(timeline: Timeline) -> str:
    """Explain how to read the ORS and SRS panels: completed forms, cutoff, early alliance, expected range."""
    first, last = timeline.early_window
    early = (
        f" Early alliance {formatting.number(timeline.early_alliance)}, from "
        f"{formatting.plural(timeline.early_forms, 'form')} of sessions "
        f"{first} to {last}."
        if timeline.early_alliance is not None
        else ""
    )
    n = len(timeline.sessions)
    has = "has" if n == 1 else "have"
    srs = f", {timeline.n_srs} an SRS" if timeline.has_srs else ""
    ask = f"; under an SRS of {timeline.low_total:g} it pays to ask" if timeline.n_srs else ""
    return (
        f"{timeline.n_ors} of {formatting.plural(n, 'session')} {has} an ORS{srs}. Over an ORS of {timeline.cutoff:g}, "
        f"people score more like those who do not seek therapy{ask}.{early}{_band(timeline)}"
    )


def _band(timeline: Timeline) -> str:
    """Explain how the expected ORS range was computed and how to read it, or why there is none."""
    drawn = ""
    if timeline.expected_course:
        noise = (
            ""
            if timeline.movement in ("about_the_same", "within_noise", "one_score")
            else f" A change of {timeline.reliable_change:g} points is reliable: more than such scores move anyway."
        )
        drawn = (
            " The band holds 8 in 10 clients of this practice with the same first score, the dotted line is their "
            f"middle (from {formatting.count(timeline.expected_behind)} clients). A score outside is a prompt to talk, "
            f"not a verdict.{noise}"
        )
        if timeline.started_below is False:
            stays = "" if timeline.expected_place == "below" else ": staying there is as expected"
            drawn += f" This client started over the cutoff, where scores change little{stays}."
    why = f" {timeline.expected_course_why}" if timeline.expected_course_why else ""
    return drawn + why


def drop_rule(timeline: Timeline, definitions: Definitions) -> str:
    """Return the definitions of an alliance drop and a repair, with the current thresholds."""
    dips = definitions.dips
    return (
        f"A drop lies at least {dips.min_drop:g} points, and more than {abs(dips.z):g} of this client's usual swings, "
        "under this client's usual level (the median of the earlier forms). Repaired: back near that level within "
        f"{dips.repair_sessions} forms."
    )


def asks_about_alliance(timeline: Timeline) -> bool:
    """Return whether the suggested question to the client is about the alliance.

    Only then is the rule for a drop shown with it.
    """
    return timeline.ask is not None and timeline.ask.key not in ("falling", "missing", "always_high")


def ask_note(timeline: Timeline) -> str:
    """Return the sentence that names the scores behind the suggested question."""
    area, ask = timeline.lowest_area, timeline.ask
    if ask is not None and ask.key == "falling":
        points = formatting.number(abs(ask.value or 0.0))
        return f"Wellbeing is {points} points lower than at the start; last ORS at session {ask.session_no}."
    if area is not None and ask is not None and ask.area is not None:
        where = f"Lowest area of the last form with areas (session {area.session_no})"
        return f"{where}: **{area.name}, {formatting.number(area.value)} of 10**."
    if timeline.ask is not None and timeline.ask.session_no:
        return f"Drawn from session {timeline.ask.session_no}."
    return "Drawn from the forms so far."


def total(form: str, session: Session, before: Session | None) -> str:
    """Return the sentence with the total of one form (ORS or SRS) and its change since the previous session."""
    name, value = {"ors": "Wellbeing", "srs": "Alliance"}[form], getattr(session, form)
    if value is None:
        return f"**{name}:** no {form.upper()} filled in."
    old = getattr(before, form) if before and _same_form(form, session, before) else None
    since = (
        f", {formatting.signed(float(value) - float(old))} since session {before.session_no}"
        if before is not None and old is not None
        else ""
    )
    return f"**{name} {formatting.number(value)}**{since}."


def _same_form(form: str, one: Session, other: Session) -> bool:
    """Return whether two sessions used the same version of a form, so that their scores are comparable."""
    return getattr(one, f"{form}_version") == getattr(other, f"{form}_version")


def areas(form: str, session: Session, before: Session | None) -> dict[str, str]:
    """Map each area of a form to its score and change: `{"Individual": "5.3 (+0.8)"}`."""
    earlier = getattr(before, f"{form}_areas") if before and _same_form(form, session, before) else {}
    rows = {}
    for area, value in getattr(session, f"{form}_areas").items():
        if value is not None:
            old = earlier.get(area)
            moved = f" ({formatting.signed(float(value) - float(old))})" if old is not None else ""
            rows[AREA_NAMES.get(area, area)] = f"{formatting.number(value)}{moved}"
    return rows


def episode_label(summary: EpisodeSummary) -> str:
    """Return the label of an episode: `Episode 2 · Jan 2026 to Mar 2026 · 9 sessions · recovered`."""
    span = f"{formatting.month(summary.first_date)} to {formatting.month(summary.last_date)}"
    judged = (
        "two different ORS forms" if summary.two_forms else _OUTCOMES.get(summary.outcome, summary.outcome)
    )
    how_ended = "open" if summary.ending == "open" else judged
    return f"Episode {summary.episode_no} · {span} · {formatting.plural(summary.sessions, 'session')} · {how_ended}"


def table(timeline: Timeline) -> dict[str, list]:
    """Tabulate the sessions with date, ORS and SRS totals and marks; one row per session."""
    rows = timeline.sessions
    return {
        "Session": [row.session_no for row in rows],
        "Date": [formatting.day(row.date) for row in rows],
        "ORS": [row.ors for row in rows],
        "SRS": [row.srs for row in rows],
        "Mark": [_mark_names(timeline, row.session_no) for row in rows],
    }


def _mark_names(timeline: Timeline, session: int) -> str:
    names = {"drop": "alliance drop", "repair": "repair", "missing_srs": "no SRS", "missing_ors": "no ORS"}
    return ", ".join(names[mark.kind] for mark in timeline.marks if mark.session_no == session)
