"""Sentences on whether outcomes are better or worse than in the previous period."""

from __future__ import annotations

from analytics.messages import gettext, ngettext
from analytics.outcomes.results import Overview
from analytics.outcomes.verdict import MIN_EPISODES, Changed, Verdict
from pages.ui import formatting
from pages.ui.selection_text import before

_AGAINST = {
    "better": gettext(
        "**Better than in the {period}:** {now} in 100 clearly better now, {then} then (difference {interval})."
    ),
    "worse": gettext(
        "**Worse than in the {period}:** {now} in 100 clearly better now, {then} then (difference {interval})."
    ),
    "no_clear_change": gettext(
        "**No clear change against the {period}:** {now} in 100 clearly better now, {then} then (difference"
        " {interval})."
    ),
}


OLD = 330  # days; with an older newest session the last 12 months hold next to nothing
_ALSO = {
    ("deteriorated", "worse"): gettext(
        "**More got clearly worse:** {now} in 100 now, {then} then (difference {interval})."
    ),
    ("deteriorated", "better"): gettext(
        "**Fewer got clearly worse:** {now} in 100 now, {then} then (difference {interval})."
    ),
    ("unplanned", "worse"): gettext(
        "**More ended unplanned:** {now} in 100 now, {then} then (difference {interval})."
    ),
    ("unplanned", "better"): gettext(
        "**Fewer ended unplanned:** {now} in 100 now, {then} then (difference {interval})."
    ),
    ("mean_change", "better"): gettext(
        "**The average gain is larger:** {now} points now, {then} points then (difference {interval})."
    ),
    ("mean_change", "worse"): gettext(
        "**The average gain is smaller:** {now} points now, {then} points then (difference {interval})."
    ),
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
    sentence = _AGAINST[found.state].format(
        period=before(found.since, found.until),
        now=_in_100(found.now.estimate),
        then=_in_100(found.before.estimate),
        interval=_between(interval),
    )
    return [sentence, *(_also(one) for one in found.also)]


def footnote(overview: Overview) -> str:
    """Explain how outcomes were compared with the previous period; empty without a comparison."""
    found = overview.verdict
    if found is None or found.state == "too_early":
        return ""
    return gettext(
        "Better or worse is said only where the 95% range of the difference does not reach 0; {now} and {before} courses"
        " stand behind it, taken as independent of each other. It does not say why. An ending that nobody recorded is"
        " known {days} days later, so the last days of both periods count recorded endings only."
    ).format(
        now=formatting.count(found.now.n), before=formatting.count(found.before.n), days=overview.lapse_days
    )


def _also(one: Changed) -> str:
    template = _ALSO[one.measure, one.state]
    now, then, interval = one.now.estimate, one.before.estimate, one.difference.interval
    if one.measure != "mean_change":
        return template.format(now=_in_100(now), then=_in_100(then), interval=_between(interval))
    low, high = (formatting.signed(end) for end in interval or (None, None))
    return template.format(
        now=formatting.signed(now),
        then=formatting.signed(then),
        interval=gettext("{low} to {high}").format(low=low, high=high),
    )


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
    return gettext("{low} to {high} in 100").format(low=low, high=high)


def _episodes(n: int) -> str:
    if not n:
        return "no closed episode with a first and a later score"
    return ngettext(
        "{n} closed episode with a first and a later score",
        "{n} closed episodes with a first and a later score",
        n,
    ).format(n=formatting.count(n))


def _too_early(overview: Overview, verdict: Verdict) -> str:
    code, values = verdict.why_code, verdict.why_parameters or {}
    if code == "no_period_before":
        if (overview.newest_session_days or 0) > OLD:
            return (
                "**No comparison:** all data have no period before them. With “Own dates” under Period, any time with "
                "sessions can be compared."
            )
        return "**No comparison:** all data have no period before them. Choose a period, such as the last 12 months."
    if code == "not_closed_episodes":
        return "**No comparison:** periods are compared by closed episodes. Choose Closed under Episodes."
    if code == "data_begin_later" and values["first_session"] is None:
        return "**Too early to compare:** there is no session yet."
    if code == "too_few_colleagues" and verdict.since and verdict.until:
        return gettext(
            "**No comparison with the {period}:** too few colleagues to show it without naming them."
        ).format(period=before(verdict.since, verdict.until))
    reason = _REASONS.get(code or "", "{why}").format(
        first_session=formatting.day(values.get("first_session")),
        episodes=_episodes(values.get("n") or 0),
        more=formatting.count(values.get("more")),
        needed=MIN_EPISODES,
        why=verdict.why,
    )
    if not verdict.since or not verdict.until:
        return gettext("**Too early to compare:** {reason}").format(reason=reason)
    return gettext("**Too early to compare with the {period}:** {reason}").format(
        period=before(verdict.since, verdict.until), reason=reason
    )


_REASONS = {
    "data_begin_later": gettext("the data begin on {first_session}. Choose a shorter period."),
    "too_few_now": gettext("{episodes}, and {more} more needed."),
    "too_few_now_unsaid": gettext("fewer than {needed} closed episodes have a first and a later score."),
    "too_few_before_unsaid": gettext(
        "it holds fewer than {needed} closed episodes with a first and a later score. Choose a longer period."
    ),
    "too_few_before": gettext("it holds {episodes}, of {needed} needed. Choose a longer period."),
}
