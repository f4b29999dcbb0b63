"""Sentences on whether outcomes are better or worse than in the previous period."""

from __future__ import annotations

from analytics.outcomes.results import Overview
from analytics.outcomes.verdict import MIN_EPISODES, Changed, Verdict
from pages.ui import formatting
from pages.ui.selection_text import before

OLD = 330  # days; with an older newest session the last 12 months hold next to nothing
STATES = {"better": "Better than", "worse": "Worse than", "no_clear_change": "No clear change against"}
_ALSO = {
    ("deteriorated", "worse"): "More people got clearly worse",
    ("deteriorated", "better"): "Fewer people got clearly worse",
    ("unplanned", "worse"): "More ended unplanned",
    ("unplanned", "better"): "Fewer ended unplanned",
    ("mean_change", "better"): "The average gain is larger",
    ("mean_change", "worse"): "The average gain is smaller",
}


def verdict(overview: Overview) -> list[str]:
    """Return the sentences that compare outcomes with the previous period; empty without a comparison."""
    found = overview.verdict
    if found is None:
        return []
    if found.state == "too_early":
        return [_too_early(overview, found)]
    interval = found.difference.interval
    if found.since is None or found.until is None or interval is None:
        return []
    joined = "in" if found.state in ("better", "worse") else ""
    against = " ".join(part for part in (STATES[found.state], joined) if part)
    now, then = (_in_100(one.estimate) for one in (found.now, found.before))
    sentence = (
        f"**{against} the {before(found.since, found.until)}:** {now} in 100 clearly better now, {then} then "
        f"(difference {_between(interval)})."
    )
    return [sentence, *(_also(one) for one in found.also)]


def footnote(overview: Overview) -> str:
    """Explain how outcomes were compared with the previous period; empty without a comparison."""
    found = overview.verdict
    if found is None or found.state == "too_early":
        return ""
    counts = " and ".join(formatting.count(one.n) for one in (found.now, found.before))
    return (
        f"Better or worse is said where the 95% range of the difference leaves out no change; {counts} people stand "
        "behind it, taken as independent of each other. It does not say why. An ending that nobody recorded is known "
        f"{overview.lapse_days} days later, so the last days of both periods count recorded endings only."
    )


def _also(one: Changed) -> str:
    words = _ALSO[one.measure, one.state]
    if one.measure == "mean_change":
        now, then = (f"{formatting.signed(figure.estimate)} points" for figure in (one.now, one.before))
        low, high = (formatting.signed(end) for end in one.difference.interval or (None, None))
        return f"**{words}:** {now} now, {then} then (difference {low} to {high})."
    now, then = (_in_100(figure.estimate) for figure in (one.now, one.before))
    return f"**{words}:** {now} in 100 now, {then} then (difference {_between(one.difference.interval)})."


def _in_100(share: float | None) -> str:
    return formatting.NOT_GIVEN if share is None else str(formatting.rounded(share * 100))


def _between(interval: tuple[float, float] | None) -> str:
    """Format the interval of a difference between two shares: `−2 to +6 in 100`.

    An end that is not 0 is not rounded to 0, because the verdict rests on that.
    """
    if interval is None:
        return formatting.NOT_GIVEN
    ends = [formatting.rounded(end * 100) for end in interval]
    digits = 1 if any(end == 0 for end in ends) else 0
    low, high = (formatting.signed(end * 100, digits) for end in interval)
    return f"{low} to {high} in 100"


def _episodes(n: int) -> str:
    return formatting.plural(n, "closed episode") if n else "no closed episode"


def _too_early(overview: Overview, verdict: Verdict) -> str:
    values = verdict.why_parameters or {}
    then = f" with the {before(verdict.since, verdict.until)}" if verdict.since and verdict.until else ""
    if verdict.why_code == "no_period_before":
        if (overview.newest_session_days or 0) > OLD:
            return (
                "**No comparison:** all data have no period before them. With “Own dates” under Period, any time with "
                "sessions can be compared."
            )
        return "**No comparison:** all data have no period before them. Choose a period, such as the last 12 months."
    if verdict.why_code == "not_closed_episodes":
        return "**No comparison:** periods are compared by closed episodes. Choose Closed under Episodes."
    if verdict.why_code == "data_begin_later":
        if values["first_session"] is None:
            return "**Too early to compare:** there is no session yet."
        return (
            f"**Too early to compare{then}:** the data begin on {formatting.day(values['first_session'])}. "
            "Choose a shorter period."
        )
    if verdict.why_code == "too_few_now":
        return (
            f"**Too early to compare{then}:** {_episodes(values['n'])} with a first and a later "
            f"score, and {formatting.count(values['more'])} more needed."
        )
    if verdict.why_code == "too_few_before":
        return (
            f"**Too early to compare{then}:** it holds {_episodes(values['n'])} with a first and "
            f"a later score, of {MIN_EPISODES} needed. Choose a longer period."
        )
    return f"**Too early to compare{then}:** {verdict.why}"
