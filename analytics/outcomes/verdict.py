"""Verdict on the selected period: outcomes better or worse than in the period before."""

from __future__ import annotations

import copy
import datetime
from dataclasses import dataclass

from analytics.access import Scope
from analytics.answers import Estimate
from analytics.filters import Filters, previous_period
from analytics.outcomes import peer_suppression
from analytics.outcomes.totals import COUNTED, INFERRED, Totals, ask_totals
from analytics.privacy import hidden, small
from analytics.stats import differences
from analytics.store import Warehouse
from analytics.why import Why, why

LEADS = "reliable_improvement"
HIGHER_IS = {LEADS: "better", "deteriorated": "worse", "unplanned": "worse", "mean_change": "better"}
MIN_EPISODES = 30  # assessable episodes in each period; with 30 and 30 the range is some 24 points each way
LEVEL = 0.95
# Share of unchanged practices in which the other measures may be named, over all measures looked at. With .05 the
# verdict and they together would speak in 7 of 100 unchanged practices, with .02 in 6 (see the tests).
ALARMS_BESIDE = 0.02
Span = tuple[datetime.date | None, datetime.date | None]
REACHES_BACK = 0.1  # share of the period before that may lie ahead of the first session of the data


@dataclass(frozen=True)
class Changed:
    """Further measure that clearly changed, besides the measure that decides the verdict.

    The interval of the difference is corrected for testing several measures.

    measure: deteriorated, unplanned or mean_change; state: better or worse; difference, now, before as in Verdict.
    """

    measure: str
    state: str
    difference: Estimate
    now: Estimate
    before: Estimate


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Verdict on the selected period compared with the one before: better, worse, unclear or too early.

    state: better, worse, no_clear_change or too_early. measure: the one that decides. difference: now less
    before, with its 95 % interval; n of both. since, until: first and last day of the period before. also:
    other measures that changed. why: set if it is too early.
    """

    state: str
    measure: str
    difference: Estimate
    now: Estimate
    before: Estimate
    since: datetime.date | None
    until: datetime.date | None
    also: tuple[Changed, ...] = ()
    why: Why | None = None

    @property
    def why_code(self) -> str | None:
        """Code of the reason why there is no verdict yet; None if there is a verdict."""
        return self.why.code if self.why else None

    @property
    def why_parameters(self) -> dict:
        """Values filled into the sentence on why there is no verdict yet; empty if there is one."""
        return self.why.parameters if self.why else {}


@dataclass(frozen=True)
class Before:
    """Period before the selected one, of equal length: its totals, or why they may not be shown."""

    filters: Filters
    totals: Totals
    since: datetime.date
    until: datetime.date
    why: Why | None = None


def before(warehouse: Warehouse, scope: Scope, chosen: peer_suppression.Selection) -> Before | None:
    """Return the totals of the period of equal length before the selected one; None if there is none.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    chosen : Selection
        Selection in force.

    Returns
    -------
    Before or None
        None without such a period, if it is empty, or if open episodes count; with `why` if it may not be shown.

    Notes
    -----
    An open episode lies in the period of its last session so far, so the period before never holds those open then.

    An unrecorded ending is known only `lapse_days` after the last session, so the last days of the selection have recorded
    endings only. So it is with the last days of the period before; else every practice would seem to change at the end.
    """
    filters, data_date = chosen.filters, warehouse.version.data_date
    if filters.since is None or filters.episodes != "closed":
        return None
    last = min(filters.until or data_date, data_date)
    since, until = previous_period(filters.since, filters.until or data_date)
    if chosen.rounded:
        earlier = peer_suppression.fixed_period(warehouse, scope, since, until)
    else:
        earlier = peer_suppression.selection(warehouse, scope, filters.replace(since=since, until=until))
    if earlier.why:
        return Before(earlier.filters, Totals(()), since, until, earlier.why)
    since, until = earlier.filters.since or since, earlier.filters.until or until
    lapse = datetime.timedelta(days=warehouse.version.definitions.endings.lapse_days)
    days = min(max(last - (data_date - lapse), datetime.timedelta()), until - since)
    whole = earlier.filters.replace(since=since, until=until)
    restricted = earlier.restricted
    totals = ask_totals(warehouse, scope, whole.replace(until=until - days), restricted, effect=False)
    if days:
        start = until - days + datetime.timedelta(days=1)
        newest = ask_totals(warehouse, scope, whole.replace(since=start), restricted, effect=False)
        totals = copy.copy(totals)
        totals.kinds = [
            *totals.kinds,
            *(kind for kind in newest.kinds if kind["ending"] not in (*INFERRED, "lapsed")),
        ]
    return Before(whole, totals, since, until) if totals["n"] else None


def verdict(
    warehouse: Warehouse,
    scope: Scope,
    chosen: peer_suppression.Selection,
    now: Totals,
    earlier: Before | None,
) -> Verdict:
    """Return the verdict on a selection against the period before.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    chosen : Selection
        Selection in force.
    now : Totals
        Its totals.
    earlier : Before or None
        The period before (see `before`).

    Returns
    -------
    Verdict

    Notes
    -----
    Reliable improvement decides. Better where the 95 % interval of its difference (Newcombe) lies above 0,
    worse where it lies below. The other measures are tested with intervals of level 1 - .02 / m for m
    measures (Bonferroni), so that they add few false alarms.

    Clients are taken as independent. A change in the clients, or in who fills in forms, also changes the
    figures; the verdict does not name causes. It is too early with fewer than MIN_EPISODES assessable episodes in
    either period, or where more than a tenth of the period before lies ahead of the first session of the data.
    """
    if chosen.filters.since is None:
        return _too_early(now, None, "no_period_before", {})
    if chosen.filters.episodes != "closed":
        return _too_early(now, None, "not_closed_episodes", {})
    since, until = previous_period(chosen.filters.since, chosen.filters.until or warehouse.version.data_date)
    first = warehouse.query("first_session", scope=scope).one()["first"]
    if earlier is not None and earlier.why:
        return withheld(now, earlier.why, earlier)
    if earlier is not None:
        since, until = earlier.since, earlier.until
    days = (until - since).days
    if first is None or (first - since).days > days * REACHES_BACK:
        values = {"first_session": first, "since": since, "until": until}
        return _too_early(now, earlier, "data_begin_later", values)
    return judge(now, earlier, since, until, rounded=chosen.rounded)


def judge(
    now: Totals, earlier: Before | None, since: datetime.date, until: datetime.date, *, rounded: bool = False
) -> Verdict:
    """Return the verdict from the totals of both periods; with `rounded`, exact counts are left out."""
    past = earlier.totals if earlier else Totals(())
    counts = now["assessable"], past["assessable"]
    for code, n in zip(("too_few_now", "too_few_before"), counts, strict=True):
        if n < MIN_EPISODES:
            values = {
                "n": n,
                "needed": MIN_EPISODES,
                "more": MIN_EPISODES - n,
                "since": since,
                "until": until,
            }
            if rounded or small(n, now.hidden_below):
                code = f"{code}_unsaid"
                del values["n"], values["more"]
            return _too_early(now, earlier, code, values)
    figures = {name: _figures(name, now, past) for name in HIGHER_IS}
    figures = {name: pair for name, pair in figures.items() if all(one.estimate is not None for one in pair)}
    if LEADS not in figures:
        return _too_early(now, earlier, "hidden", {})
    lead_now, lead_before = figures.pop(LEADS)
    difference = _difference(LEADS, now, past, LEVEL)
    also = []
    for name, pair in figures.items():
        widened = _difference(name, now, past, 1 - ALARMS_BESIDE / (len(figures) + 1))
        if (state := _state(name, widened)) != "no_clear_change":
            also.append(Changed(name, state, widened, *pair))
    return Verdict(
        state=_state(LEADS, difference),
        measure=LEADS,
        difference=difference,
        now=lead_now,
        before=lead_before,
        since=since,
        until=until,
        also=tuple(also),
    )


def _figures(name: str, now: Totals, earlier: Totals) -> tuple[Estimate, Estimate]:
    """Return one measure's value in the selected period and its value in the period before."""

    def figure(totals: Totals) -> Estimate:
        if name == "mean_change":
            return totals.mean_change()
        return totals.ending(name) if name == "unplanned" else totals.outcome(name)

    return figure(now), figure(earlier)


def _difference(name: str, now: Totals, earlier: Totals, level: float) -> Estimate:
    """Return how much a measure differs from the period before, with the interval of the difference.

    The difference is the value in the selected period minus the value in the period before.
    """
    if name == "mean_change":
        difference = differences.means(*_change_sums(now), *_change_sums(earlier), level)
    else:
        denominator = "counts_for_endings" if name == "unplanned" else "assessable"
        difference = differences.shares(
            now[name], now[denominator], earlier[name], earlier[denominator], level
        )
    return Estimate(difference.estimate, difference.interval, difference.n)


def _change_sums(totals: Totals) -> tuple[int, float, float]:
    """Return number, sum and sum of squares of the episodes' ORS changes, in points."""
    kinds = [kind for kind in totals.kinds if COUNTED["assessable"](kind)]
    total, squares = (float(sum(kind[column] for kind in kinds)) for column in ("change", "change2"))
    return totals["assessable"], total, squares


def _state(name: str, difference: Estimate) -> str:
    """Classify a measure's change as `better`, `worse` or `no_clear_change`.

    A change is clear if the interval of the difference excludes 0.
    """
    if difference.interval is None:
        return "no_clear_change"
    low, high = difference.interval
    if low <= 0 <= high:
        return "no_clear_change"
    higher = HIGHER_IS[name]
    return higher if low > 0 else {"better": "worse", "worse": "better"}[higher]


def _too_early(now: Totals, earlier: Before | None, code: str, values: dict) -> Verdict:
    """Return the verdict `too_early`, with the sentence for the given reason code."""
    because = hidden(now.below) if code == "hidden" else why(code, **values)
    return withheld(now, because, earlier, (values.get("since"), values.get("until")))


def withheld(now: Totals, because: Why, earlier: Before | None, span: Span = (None, None)) -> Verdict:
    """Return the verdict `too_early` with the given reason, for a selection that may not be compared."""
    figure = now.outcome(LEADS)
    past = earlier.totals.outcome(LEADS) if earlier else Estimate.missing(because)
    return Verdict(
        state="too_early",
        measure=LEADS,
        difference=Estimate.missing(because, figure.n + past.n),
        now=figure,
        before=past,
        since=earlier.since if earlier else span[0],
        until=earlier.until if earlier else span[1],
        why=because,
    )
