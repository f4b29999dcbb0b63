"""Sentences of the training focus page."""

from __future__ import annotations

from analytics.definitions.model import Focus as FocusRules
from analytics.focus import TherapistFocus, noticeable, practices
from analytics.focus.clients import ExampleClient
from analytics.focus.results import AREAS, Focus, Signal
from analytics.messages import gettext, ngettext, paragraph
from analytics.outcomes import peer_suppression
from pages.therapists.areas_chart import NAMES as AREA_NAMES
from pages.ui import formatting

ABOUT_EIGHT = 8  # clients with forms, of which the sentences speak
NEVER_SURE = 1e-4  # a probability that no draw, or every draw, bears out is this far from 0 or 1 at least
SIGNALS = {
    **AREA_NAMES,
    "dips": "Drops not repaired",
    "early_retention": "Unplanned endings within three sessions",
    "feedback_forms": "Clients without an SRS in most sessions",
    "feedback_variety": "Clients who always give the highest score",
}


def _n(signal: Signal) -> str:
    template = (
        ngettext("{n} drop", "{n} drops", signal.n)
        if signal.signal == "dips"
        else ngettext("{n} client", "{n} clients", signal.n)
    )
    return template.format(n=formatting.count(signal.n))


def sure(p: float | None) -> str:
    """Return the certainty of a training focus: `clear` for a probability of at least 0.95, else `likely`."""
    return "clear" if p is not None and p >= 0.95 else "likely"


def lead(one: TherapistFocus, n_clients: int) -> tuple[str, str]:
    """Return the bold and the plain sentence at the top of the supervision page.

    The bold one says whom to discuss and what to practise; the plain one, how certain the training focus is.
    """
    if one.state == "focus" and one.practice is not None and one.p is not None:
        template = (
            ngettext(
                "Bring {n} client, practise one thing: {practice}.",
                "Bring {n} clients, practise one thing: {practice}.",
                n_clients,
            )
            if n_clients
            else gettext("No client stands out by the rules, practise one thing: {practice}.")
        )
        bold = template.format(n=formatting.count(n_clients), practice=practices()[one.practice].doing)
        return bold, paragraph(_how_sure(one.p), "It describes ratings, not skill.")
    if one.state == "not_enough_data":
        return paragraph(_bring(n_clients), NO_FOCUS_YET), INTRODUCE
    return paragraph(_bring(n_clients), "No focus stands out."), "Choose together what to practise."


def _how_sure(p: float) -> str:
    """Return the sentence on how sure a training focus is."""
    template = (
        gettext("We are quite sure about the focus ({chance}).")
        if sure(p) == "clear"
        else gettext("We are fairly sure about the focus ({chance}).")
    )
    return template.format(chance=_chance(p, 10))


def _chance(p: float, of: int) -> str:
    """Format a probability counted in draws, of which all or none may agree: it is never certain."""
    return formatting.chance(min(max(p, NEVER_SURE), 1 - NEVER_SURE), of)


def _bring(n_clients: int) -> str:
    """Return the sentence on how many clients to discuss in supervision."""
    if not n_clients:
        return "No client stands out by the rules."
    return ngettext("Bring {n} client.", "Bring {n} clients.", n_clients).format(
        n=formatting.count(n_clients)
    )


def nothing_to_practise(one: TherapistFocus, answer: Focus) -> str:
    """Return the sentences on why no exercise is suggested, and on what would have been noticed.

    What to do instead stands in the lead.
    """
    if one.state == "not_enough_data":
        rated = max((row.n for row in one.signals if row.signal in (*AREAS, "feedback_forms")), default=0)
        so_far = ngettext("So far there is {n}.", "So far there are {n}.", rated).format(n=rated)
        return paragraph(
            "It takes about eight clients with forms to name one thing.",
            so_far if rated < ABOUT_EIGHT else "",
        )
    return paragraph(
        "Nothing lies clearly under the practice, so nothing has to come first.",
        _noticed(one, answer)
        if any(row.signal in AREAS for row in one.signals)
        else "No forms were answered area by area, so no area could be named.",
    )


def _noticed(one: TherapistFocus, answer: Focus) -> str:
    """Return the sentence on how much lower an area would have to lie to be named; empty if not known."""
    rated = next((row.n for row in one.signals if row.signal in AREAS), 0)
    points = noticeable.at(answer.noticeable, rated)
    if points is None:
        return ""
    return ngettext(
        "With {n} client an area would be named in 8 of 10 cases if it lay {points} points lower than usual here.",
        "With {n} clients an area would be named in 8 of 10 cases if it lay {points} points lower than usual here.",
        rated,
    ).format(n=formatting.count(rated), points=formatting.number(points))


NO_FOCUS_YET = "Not enough data yet for a focus."
INTRODUCE = "Use the hour for introductions to the forms."


def agenda(n_clients: int, why: str) -> tuple[str, str]:
    """Return two sentences: how many clients to discuss, and why no training focus is given."""
    if why == peer_suppression.TOO_FEW:
        why = "A focus is a difference from colleagues, and there are too few of them here."
    return _bring(n_clients), paragraph(why, INTRODUCE if why == NO_FOCUS_YET else "")


def why(one: TherapistFocus) -> str:
    """Return the sentence with the numbers behind a therapist's training focus."""
    signal = next(row for row in one.signals if row.signal == one.focus)
    return f"{SIGNALS[signal.signal]}: {numbers(signal)}."


def numbers(signal: Signal) -> str:
    """Return the figures behind a signal: how far from the practice, or both shares, and n."""
    low, high = signal.interval
    if signal.signal in AREAS:
        template = (
            gettext("{points} points under the practice's own profile ({interval}), {n}")
            if signal.difference < 0
            else gettext("{points} points over the practice's own profile ({interval}), {n}")
        )
        return template.format(
            points=formatting.number(abs(signal.difference), 2),
            interval=formatting.between(low, high, 2, sign=True),
            n=_n(signal),
        )
    return gettext("{own}, practice {practice}, {n}").format(
        own=formatting.counted(round(signal.level * signal.n), signal.n),
        practice=formatting.in_100(signal.practice),
        n=_n(signal),
    )


def shows(one: ExampleClient, signal: str) -> str:
    """Return the text on how a training focus shows in one client's data."""
    if signal in AREAS:
        return gettext("{size} points under the client's own mean").format(size=formatting.number(one.size))
    if signal == "dips":
        return gettext("a drop of {size} points, not repaired").format(size=formatting.number(one.size))
    if signal == "early_retention":
        return gettext("session {sessions}: still early").format(sessions=one.sessions)
    if signal == "feedback_forms":
        return ngettext("{n} session without an SRS", "{n} sessions without an SRS", int(one.size)).format(
            n=formatting.count(int(one.size))
        )
    return ngettext(
        "{n} form, all at the highest score", "{n} forms, all at the highest score", int(one.size)
    ).format(n=formatting.count(int(one.size)))


def table(one: TherapistFocus) -> dict[str, list]:
    """Tabulate the signals considered for a training focus: n, difference from the practice, result."""
    rows = one.signals
    return {
        "Signal": [SIGNALS[row.signal] for row in rows],
        "n": [row.n for row in rows],
        "Difference": [round(row.difference, 2) for row in rows],
        "Low": [round(row.interval[0], 2) for row in rows],
        "High": [round(row.interval[1], 2) for row in rows],
        "How sure": [_chance(row.p, 100) for row in rows],
        "Result": [
            "focus" if row.fires else "does not stand out" if row.enough else "not enough data"
            for row in rows
        ],
    }


def how_chosen(rule: FocusRules) -> str:
    """Return the paragraph on how a training focus is chosen, with the current thresholds."""
    return gettext(
        "Each signal is compared with the practice, never with another signal. An area is named when we are at least"
        " {sure_area} in 100 sure that it lies {min_deficit:g} points or more under the practice; any other signal at"
        " {sure_rate} in 100, for the smallest difference that Definitions lists. It takes {min_clients} clients. At most"
        " one is named. How large a difference would be noticed is worked out for the areas only."
    ).format(
        sure_area=formatting.rounded(rule.sure_area * 100),
        min_deficit=rule.min_deficit,
        sure_rate=formatting.rounded(rule.sure_rate * 100),
        min_clients=rule.min_clients,
    )


def evidence(key: str) -> str:
    """Return the sentence on how good the evidence for a training practice is."""
    practice = practices()[key]
    return gettext("Evidence for {doing}: {evidence}. {note}").format(
        doing=practice.doing, evidence=practice.evidence, note=practice.note
    )
