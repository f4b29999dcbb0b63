"""Sentences of the client timeline page, about the scores of one client."""

from __future__ import annotations

from analytics.client.results import EpisodeSummary, Session, Timeline
from analytics.definitions import Definitions
from analytics.dips import FORMS_BEFORE
from analytics.measures import AREA_NAMES
from analytics.messages import gettext, ngettext, paragraph
from pages.ui import formatting

UNKNOWN = (
    "No such client in your caseload."  # the same words for a record that does not exist and one out of scope
)
NO_ALLIANCE = "No alliance forms yet. Start with one question: how was today for you?"
MARKS = (  # kinds of marks in the chart, and their entry in its key
    ({"drop"}, ("diamond", "o", "alliance drop")),
    ({"repair"}, ("ring", "a", "repair")),
    ({"missing_ors", "missing_srs"}, ("cross", "g", "not filled in")),
)
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


def title(timeline: Timeline, label: str) -> str:
    """Return the heading of the page: the client's code and, if one is set, the display name."""
    template = gettext("Client {code} · {label}") if label else gettext("Client {code}")
    return template.format(code=timeline.client_id, label=label)


def flags(timeline: Timeline) -> set[str]:
    """Return the codes of the rules that flag this client, plus `drop` for an unrepaired alliance drop."""
    codes = {reason.code for reason in timeline.fired}
    drop = timeline.last_drop
    return codes | {"drop"} if drop is not None and drop.outcome in ("open", "unrepaired") else codes


def state(timeline: Timeline) -> str:
    """Return one line with therapist, site, programme, and whether the episode is open or how it ended."""
    therapist = timeline.therapist_name or timeline.therapist or "not given"
    parts = [gettext("Therapist {therapist}").format(therapist=therapist)]
    parts += [gettext("site {site}").format(site=timeline.site)] if timeline.site else []
    parts += [gettext("programme {program}").format(program=timeline.program)] if timeline.program else []
    return " · ".join([*parts, _standing(timeline)])


def _standing(timeline: Timeline) -> str:
    """Return the words for whether an episode is open or how it ended, with its last session."""
    last = timeline.sessions[-1].date
    if timeline.is_open:
        template = (
            gettext("open, goes on after its recorded ending of {ended}, last session {last}")
            if timeline.goes_on_after
            else gettext("open, last session {last}")
        )
        when = formatting.before(last, timeline.as_of) if timeline.as_of else formatting.day(last)
        return template.format(ended=formatting.day(timeline.goes_on_after), last=when)
    if timeline.ending == "lapsed":
        return gettext("no session for {days} days, last one {last}").format(
            days=timeline.days_since, last=formatting.day(last)
        )
    return f"{_ENDINGS.get(timeline.ending, timeline.ending)}, {formatting.day(last)}"


def footnote(timeline: Timeline, rule: str) -> str:
    """Explain how to read the ORS and SRS panels: completed forms, cutoff, early alliance, expected range.

    rule: whether a change equal to the threshold is reliable, `at_least` or `more_than`.
    """
    return paragraph(_forms(timeline), _over_cutoff(timeline), _early(timeline), *_band(timeline, rule))


def _forms(timeline: Timeline) -> str:
    """Return the sentence on how many sessions have an ORS and an SRS."""
    n = len(timeline.sessions)
    template = (
        ngettext(
            "An ORS in {ors} of {n} session, an SRS in {srs}.",
            "An ORS in {ors} of {n} sessions, an SRS in {srs}.",
            n,
        )
        if timeline.has_srs
        else ngettext("An ORS in {ors} of {n} session.", "An ORS in {ors} of {n} sessions.", n)
    )
    return template.format(ors=timeline.n_ors, n=formatting.count(n), srs=timeline.n_srs)


def _over_cutoff(timeline: Timeline) -> str:
    """Return the sentence on what an ORS over the cutoff means.

    If there are SRS forms, it also says what a low SRS means.
    """
    template = (
        gettext(
            "Over an ORS of {cutoff:g}, people score more like those who do not seek therapy; under an SRS of {total:g}"
            " it pays to ask."
        )
        if timeline.n_srs
        else gettext("Over an ORS of {cutoff:g}, people score more like those who do not seek therapy.")
    )
    return template.format(cutoff=timeline.cutoff, total=timeline.low_total)


def _early(timeline: Timeline) -> str:
    """Return the sentence with a client's early alliance score; empty if no early session has an SRS."""
    if timeline.early_alliance is None:
        return ""
    first, last = timeline.early_window
    return ngettext(
        "Early alliance {score}, from {n} form of sessions {first} to {last}.",
        "Early alliance {score}, from {n} forms of sessions {first} to {last}.",
        timeline.early_forms,
    ).format(
        score=formatting.number(timeline.early_alliance),
        n=formatting.count(timeline.early_forms),
        first=first,
        last=last,
    )


def _band(timeline: Timeline, rule: str) -> tuple[str | None, ...]:
    """Return how the expected ORS range was computed and how to read it, or why there is none."""
    why = timeline.expected_course_why
    if not timeline.expected_course:
        return (why,)
    noise = ""
    if timeline.movement not in ("about_the_same", "within_noise", "one_score"):
        noise = gettext(
            "A change of {points} is reliable: scores seldom move that far by chance alone."
        ).format(points=formatting.reliable_change(timeline.reliable_change, rule))
    over = ""
    if timeline.started_below is False:
        over = (
            "This client started over the cutoff, where scores change little."
            if timeline.expected_place == "below" or _fell_under(timeline)
            else "This client started over the cutoff, where scores change little: staying there is as expected."
        )
    drawn = gettext(
        "The band holds about 8 in 10 clients of this practice with a similar first score, the dotted line is their"
        " middle (from {n} clients)."
    ).format(n=formatting.count(timeline.expected_behind))
    return drawn, "A score outside is a prompt to talk, not a verdict.", noise, over, why


def _fell_under(timeline: Timeline) -> bool:
    """Return whether the last ORS lies under the cutoff."""
    return (
        timeline.ors_last is not None and timeline.cutoff is not None and timeline.ors_last < timeline.cutoff
    )


def drop_rule(timeline: Timeline, definitions: Definitions) -> str:
    """Return the definitions of an alliance drop and a repair, with the current thresholds."""
    rules = definitions.dips
    return gettext(
        "A drop lies at least {min_drop:g} points, and more than {z:g} of this client's usual swings, under "
        "this client's usual level (the median of {forms} earlier forms or more). Repaired: back near that level within "
        "{repair_sessions} forms; if not, the lower level is the usual one from then on."
    ).format(
        min_drop=rules.min_drop, z=abs(rules.z), forms=FORMS_BEFORE, repair_sessions=rules.repair_sessions
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
        return gettext(
            "Wellbeing is {points} points lower than at the start; last ORS at session {session}."
        ).format(points=formatting.number(abs(ask.value or 0.0)), session=ask.session_no)
    if area is not None and ask is not None and ask.area is not None:
        return gettext(
            "Lowest area of the last form with areas (session {session}): **{area}, {score} of 10**."
        ).format(session=area.session_no, area=area.name, score=formatting.number(area.value))
    if timeline.ask is not None and timeline.ask.session_no:
        return gettext("Drawn from session {session}.").format(session=timeline.ask.session_no)
    return "Drawn from the forms so far."


_TOTALS = {  # form -> sentence without a score; with one; with the change since the session before
    "ors": (
        gettext("**Wellbeing:** no ORS filled in."),
        gettext("**Wellbeing {score}**."),
        gettext("**Wellbeing {score}**, {change} since session {session}."),
    ),
    "srs": (
        gettext("**Alliance:** no SRS filled in."),
        gettext("**Alliance {score}**."),
        gettext("**Alliance {score}**, {change} since session {session}."),
    ),
}


def total(form: str, session: Session, before: Session | None) -> str:
    """Return the sentence on the total of one form (ORS or SRS) and its change since the previous session."""
    missing, alone, changed = _TOTALS[form]
    value = getattr(session, form)
    if value is None:
        return missing
    old = getattr(before, form) if before and _same_form(form, session, before) else None
    if before is None or old is None:
        return alone.format(score=formatting.number(value))
    return changed.format(
        score=formatting.number(value),
        change=formatting.signed(float(value) - float(old)),
        session=before.session_no,
    )


def _same_form(form: str, one: Session, other: Session) -> bool:
    """Return whether two sessions used the same version of a form, so that their scores are comparable."""
    return getattr(one, f"{form}_version") == getattr(other, f"{form}_version")


def areas(form: str, session: Session, before: Session | None) -> dict[str, str]:
    """Map each item of the ORS or SRS to its score and change: `{"Individual": "5.3 (+0.8)"}`."""
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
    judged = (
        "two different ORS forms" if summary.two_forms else _OUTCOMES.get(summary.outcome, summary.outcome)
    )
    return ngettext(
        "Episode {number} · {first} to {last} · {n} session · {outcome}",
        "Episode {number} · {first} to {last} · {n} sessions · {outcome}",
        summary.sessions,
    ).format(
        number=summary.episode_no,
        first=formatting.month(summary.first_date),
        last=formatting.month(summary.last_date),
        n=formatting.count(summary.sessions),
        outcome="open" if summary.ending == "open" else judged,
    )


def table(timeline: Timeline) -> dict[str, list]:
    """Tabulate a client's sessions: date, ORS total, SRS total, and marks such as `alliance drop`."""
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
