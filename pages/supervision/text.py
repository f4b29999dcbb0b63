"""Sentences of the training focus page."""

from __future__ import annotations

import datetime

from analytics.definitions.model import Focus as FocusRules
from analytics.focus import TherapistFocus, practices
from analytics.focus.clients import ExampleClient
from analytics.focus.results import AREAS, Focus, Signal
from analytics.outcomes import peer_suppression
from pages.therapists.areas_chart import NAMES as AREA_NAMES
from pages.ui import formatting

WEEKS = 6  # until one looks again
SIGNALS = {
    **AREA_NAMES,
    "dips": "Drops not repaired",
    "early_retention": "Unplanned endings within three sessions",
    "feedback_forms": "Clients without an SRS in most sessions",
    "feedback_variety": "Clients who always give the highest score",
}
_BETTER = {
    **{area: f"clients rate {name.lower()} higher than in the practice" for area, name in AREA_NAMES.items()},
    "dips": "drops are repaired more often than in the practice",
    "early_retention": "fewer clients leave early than in the practice",
    "feedback_forms": "the forms are filled in more often than in the practice",
    "feedback_variety": "scores vary more than in the practice: it seems safe to be honest",
}
NOTHING_STANDS_OUT = (
    "Nothing stands out clearly above the practice yet. That says nothing about skill: most differences are too small "
    "to tell from chance."
)
NO_STRENGTH_YET = "Nothing can be said yet: it takes about eight clients with forms."


def _n(signal: Signal) -> str:
    return formatting.plural(signal.n, "drop" if signal.signal == "dips" else "client")


def sure(p: float | None) -> str:
    """Return the certainty of a focus as a word: `clear` for a probability from 0.95, else `likely`."""
    return "clear" if p is not None and p >= 0.95 else "likely"


def lead(one: TherapistFocus, n_clients: int) -> tuple[str, str]:
    """Return two sentences: clients to discuss and what to practise; certainty of the training focus."""
    bring = (
        f"Bring {formatting.plural(n_clients, 'client')}"
        if n_clients
        else "No client stands out by the rules"
    )
    if one.state == "focus" and one.practice is not None and one.p is not None:
        practice = practices()[one.practice]
        return (
            f"{bring}, practise one thing: {practice.doing}.",
            f"We are {'quite' if sure(one.p) == 'clear' else 'fairly'} sure about the focus "
            f"({formatting.rounded(one.p * 10)} in 10). It describes ratings, not skill.",
        )
    if one.state == "not_enough_data":
        return f"{bring}. Not enough data yet for a focus.", "Use the hour for introductions to the forms."
    return f"{bring}. No focus stands out.", "Choose together what to practise."


def nothing_to_practise(one: TherapistFocus) -> str:
    """Return the sentence on why no exercise is suggested.

    What to do instead stands in the lead.
    """
    if one.state == "not_enough_data":
        return "It takes about eight clients with forms to name one thing."
    return "Nothing lies clearly under the practice, so nothing has to come first."


NO_FOCUS_YET = "Not enough data yet for a focus."


def agenda(n_clients: int, why: str) -> tuple[str, str]:
    """Return two sentences: number of clients to discuss; why there is no training focus."""
    bring = (
        f"Bring {formatting.plural(n_clients, 'client')}."
        if n_clients
        else "No client stands out by the rules."
    )
    few = why == peer_suppression.TOO_FEW
    return (
        bring,
        "A focus is a difference from colleagues, and there are too few of them here." if few else why,
    )


def why(one: TherapistFocus) -> str:
    """Return the sentence with the numbers behind a therapist's training focus."""
    signal = next(row for row in one.signals if row.signal == one.focus)
    return f"{SIGNALS[signal.signal]}: {_numbers(signal)}."


def _numbers(signal: Signal) -> str:
    low, high = signal.interval
    if signal.signal in AREAS:
        word = "under" if signal.difference < 0 else "over"
        return (
            f"{formatting.number(abs(signal.difference), 2)} points {word} the practice's own profile "
            f"({formatting.between(low, high, 2, sign=True)}), {_n(signal)}"
        )
    own = formatting.counted(round(signal.level * signal.n), signal.n)
    return f"{own}, practice {formatting.in_100(signal.practice)}, {_n(signal)}"


def strength(one: TherapistFocus) -> str:
    """Return the sentence on one strength, or that nothing stands out yet."""
    signal = next((row for row in one.signals if row.signal == one.strength), None)
    if signal is None:
        return NOTHING_STANDS_OUT if one.state != "not_enough_data" else NO_STRENGTH_YET
    prefix = "Here" if sure(signal.p_better) == "clear" else "Here probably"
    return f"**{prefix} {_BETTER[signal.signal]}:** {_numbers(signal)}."


def review_day(as_of: datetime.date) -> str:
    """Return the date of the next review of the training focus, WEEKS after the data date, as text."""
    return formatting.day(as_of + datetime.timedelta(weeks=WEEKS))


def shows(one: ExampleClient, signal: str) -> str:
    """Return the text on how a training focus shows in one client's data."""
    if signal in AREAS:
        return f"{formatting.number(one.size)} points under this client's own mean of the four areas"
    if signal == "dips":
        return f"an open drop of {formatting.number(one.size)} points"
    if signal == "early_retention":
        return f"session {one.sessions}: still early"
    if signal == "feedback_forms":
        return f"{formatting.plural(int(one.size), 'session')} without an SRS"
    return f"{formatting.plural(int(one.size), 'form')}, all at the highest score"


def table(one: TherapistFocus) -> dict[str, list]:
    """Tabulate all signals of a therapist with their result; one row per signal."""
    rows = one.signals
    return {
        "Signal": [SIGNALS[row.signal] for row in rows],
        "n": [row.n for row in rows],
        "Difference": [round(row.difference, 2) for row in rows],
        "Low": [round(row.interval[0], 2) for row in rows],
        "High": [round(row.interval[1], 2) for row in rows],
        "How sure it is worse": [f"{formatting.rounded(row.p * 100)} in 100" for row in rows],
        "Result": [
            "focus" if row.fires else "does not stand out" if row.enough else "not enough data"
            for row in rows
        ],
    }


def how_chosen(rule: FocusRules) -> str:
    """Return the paragraph on how a training focus is chosen, with the current thresholds."""
    return (
        f"Each signal is set beside the practice, never beside another signal. An area is named when we are at least "
        f"{formatting.rounded(rule.sure_area * 10)} in 10 sure that it lies {rule.min_deficit:g} points or more under the "
        f"practice; the others at {formatting.rounded(rule.sure_rate * 10)} in 10 and a stated minimum. From "
        f"{rule.min_clients} clients on. At most one is named."
    )


NO_NAMES = "No therapist is named here."


def practice_lead(answer: Focus) -> tuple[str, str]:
    """Return two texts: number of therapists with a suggested focus; number without one."""
    n_focus = sum(row.n for row in answer.suggested)
    if not n_focus:
        bold = "No therapist has a suggested training focus."
    else:
        bold = f"{n_focus} of {formatting.plural(answer.n, 'therapist')} {'has' if n_focus == 1 else 'have'}"
        bold += " a suggested training focus."
    parts = []
    if answer.n_none:
        parts.append(f"nothing stands out for {_part(answer.n_none, answer.n)}")
    if answer.n_not_enough:
        parts.append(f"there is not enough data yet for {_part(answer.n_not_enough, answer.n)}")
    said = "; ".join(parts)
    return bold, f"{said[:1].upper()}{said[1:]}. {NO_NAMES}" if said else NO_NAMES


def _part(n: int, of: int) -> str:
    """Format a part of a total: `3`, or `all 4` if it is the whole."""
    return f"all {n}" if n == of > 1 else f"{n}"


def practice_table(answer: Focus) -> dict[str, list]:
    """Tabulate the number of therapists; one row per suggested training focus."""
    return {
        "Suggested focus": [SIGNALS[row.signal] for row in answer.suggested],
        "Practice to work on": [practices()[_practice(row.signal)].name for row in answer.suggested],
        "Therapists": [row.n for row in answer.suggested],
    }


def _practice(signal: str) -> str:
    from analytics.focus.results import PRACTICES

    return PRACTICES[signal]
