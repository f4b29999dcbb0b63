"""Attack on small numbers: which cells of 1 to 4 clients follow from all figures that one viewer can get.

The attacker asks for every selection that the filters offer, takes every count out of every answer, subtracts the
clients whom the viewer may see row by row, and solves for the counts of the finest cells of everybody else's
clients: linear equations for exact counts, intervals for rounded ones, no count below 0. A cell is determined where
only one whole number is possible. The attacker is stronger than a real one: it is told which of the finest cells
hold nobody.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from analytics import outcomes
from analytics.access import Scope
from analytics.alliance.alliance import alliance
from analytics.answers import Answer, Estimate
from analytics.filters import AGE_GROUPS, Filters
from analytics.outcomes.results import Overview
from analytics.store import Warehouse

EVERYBODY = Scope(every_therapist=True, practice_totals=True, imports=True)
SMALL = 5  # clients; a cell of fewer, but not of none, may not be determined
IMPROVED = ("recovered", "improved", "improved_above")
_COLUMNS = """
    select episode_key, therapist_key, current_therapist_key, site, program, age_group, first_date, last_date, ended,
        class, coalesce(started_below, false) as below, ending, counts_for_endings as counted, unplanned,
        n_sessions, ors_first is not null as intake, ors_two_forms as two_forms, early_srs is not null as early
    from scoped.episode order by episode_key
"""


@dataclass(frozen=True)
class Figure:
    """One count that an answer hands out: which episodes it counts, and between what numbers it lies."""

    name: str
    members: np.ndarray  # bool, one entry per episode
    low: float
    high: float


@dataclass(frozen=True)
class Disclosed:
    """Cell of 1 to 4 clients of others that the figures determine."""

    name: str
    n: int


class Practice:
    """Every episode of a practice, as the attacker's finest knowledge is checked against."""

    def __init__(self, warehouse: Warehouse, scope: Scope) -> None:
        with warehouse.cursor(EVERYBODY) as cursor:
            self.of = cursor.execute(_COLUMNS).df()
        said = ~self.of["ending"].isin(("transferred", "administrative", "not_a_course"))
        self.of["judged"] = said & (self.of["class"] != "not_assessable")
        self.of["unjudged"] = said & (self.of["class"] == "not_assessable")
        self.of["improved"] = self.of["judged"] & self.of["class"].isin(IMPROVED)
        keys = {row["therapist_key"] for row in warehouse.query("own_therapists", scope=scope).dicts()}
        self.own = (
            self.of["therapist_key"].isin(keys) | self.of["current_therapist_key"].isin(keys)
        ).to_numpy()
        self.first = self.of["first_date"].to_numpy().astype("datetime64[D]")
        self.last = self.of["last_date"].to_numpy().astype("datetime64[D]")

    def where(self, column: str, *values: object) -> np.ndarray:
        """Return which episodes have one of these values."""
        return self.of[column].isin(values).to_numpy()

    def kept(self, filters: Filters, *, period: bool = True) -> np.ndarray:
        """Return which episodes the filters let through."""
        kept = np.ones(len(self.of), dtype=bool)
        for column in ("site", "program", "age_group"):
            value = filters.as_dict()[column]
            if value is not None:
                kept &= self.where(column, value)
        if period:
            kept &= self.within(self.last, filters.since, filters.until)
        if filters.episodes in ("closed", "open"):
            kept &= self.where("ended", filters.episodes == "closed")
        return kept

    def within(
        self, days: np.ndarray, since: datetime.date | None, until: datetime.date | None
    ) -> np.ndarray:
        """Return which episodes have their day in a period, both ends included."""
        kept = np.ones(days.size, dtype=bool)
        if since:
            kept &= days >= np.datetime64(since)
        if until:
            kept &= days <= np.datetime64(until)
        return kept

    def in_span(self, days: np.ndarray, start: datetime.date, grain: str) -> np.ndarray:
        """Return which episodes have their day in the month or quarter that begins on a day."""
        unit = np.timedelta64(1 if grain == "month" else 3, "M")
        first = np.datetime64(start, "M")
        months = days.astype("datetime64[M]")
        return (months >= first) & (months < first + unit)


VIEWS = ("overview", "outcomes", "alliance")


def collect(
    warehouse: Warehouse, scope: Scope, selections: Iterable[Filters], views: Sequence[str] = VIEWS
) -> list[Figure]:
    """Return every count that the answers to these selections give; the same answer is read once."""
    practice, seen, figures = Practice(warehouse, scope), set(), []
    for filters in selections:
        for view in views:
            ask, read = _READERS[view]
            answer = ask(warehouse, scope, filters)
            if answer.why or (view, answer.filters) in seen:
                continue
            seen.add((view, answer.filters))
            figures += read(practice, answer)
    return figures


def _bounds(answer: Answer, n: int) -> tuple[float, float]:
    """Return the least and the largest count that a given count can stand for."""
    slack = (answer.rounded_to - 1) // 2 if answer.rounded_to else 0
    return max(0, n - slack), n + slack


def _figure(answer: Answer, name: str, members: np.ndarray, n: int | None) -> Iterator[Figure]:
    if n is not None:
        yield Figure(f"{name} · {answer.filters.describe()}", members, *_bounds(answer, n))


def _share(
    answer: Answer, name: str, events: np.ndarray, base: np.ndarray, given: Estimate
) -> Iterator[Figure]:
    if given.estimate is None:
        return
    yield from _figure(answer, f"{name} of", base, given.n)
    if given.events is not None:
        yield from _figure(answer, name, events, given.events)


def _shares(practice: Practice, answer: Answer, kept: np.ndarray) -> Iterator[Figure]:
    """Return the counts behind the shares that Overview and Outcomes have in common."""
    judged = kept & practice.where("judged", True)
    counted = kept & practice.where("counted", True)
    improved = kept & practice.where("improved", True)
    below = judged & practice.where("below", True)
    recovered = judged & practice.where("class", "recovered")
    yield from _figure(answer, "n", kept, answer.n)
    yield from _figure(answer, "assessable", judged, answer.assessable)
    yield from _figure(answer, "ended", counted, answer.ended)
    yield from _share(answer, "improved", improved, judged, answer.reliable_improvement)
    yield from _share(answer, "recovered", recovered, below, answer.recovered)
    yield from _share(
        answer, "unplanned", counted & practice.where("unplanned", True), counted, answer.unplanned
    )
    if answer.mean_change.estimate is not None:
        yield from _figure(answer, "mean change", judged, answer.mean_change.n)
    reasons = {
        "open": practice.kept(answer.filters.replace(episodes="open")),
        "two_forms": kept & practice.where("unjudged", True) & practice.where("two_forms", True),
        "fewer_than_two_ors": kept & practice.where("unjudged", True) & practice.where("two_forms", False),
        "not_assessable": kept & practice.where("unjudged", True),
        "ended_otherwise": kept & ~practice.where("judged", True) & ~practice.where("unjudged", True),
        **{
            name: kept & practice.where("ending", name)
            for name in ("transferred", "administrative", "not_a_course", "ended_unknown")
        },
    }
    for row in answer.left_out:
        if row.n is None:  # "fewer than 5" says that there is somebody
            yield Figure(f"{row.reason} hidden", reasons[row.reason], 1, (answer.hidden_below or SMALL) - 1)
        yield from _figure(answer, row.reason, reasons[row.reason], row.n)


def _overview(practice: Practice, answer: Overview) -> Iterator[Figure]:
    kept = practice.kept(answer.filters)
    yield from _shares(practice, answer, kept)
    judged = kept & practice.where("judged", True)
    for name in ("no_change", "deteriorated"):
        given = getattr(answer, name)
        yield from _share(answer, name, judged & practice.where("class", name), judged, given)
    whole = practice.kept(answer.filters.replace(episodes="all"), period=False)
    for row in answer.seen:
        began = whole & practice.in_span(practice.first, row.month, row.grain)
        ended = whole & practice.in_span(practice.last, row.month, row.grain) & practice.where("ended", True)
        yield from _figure(answer, f"starts {row.month}", began, row.starts)
        yield from _figure(answer, f"ends {row.month}", ended, row.ends)
        if row.intake.estimate is not None:
            yield from _figure(
                answer, f"intake {row.month}", began & practice.where("intake", True), row.intake.n
            )
    yield from _series(practice, answer, whole)
    if answer.previous and answer.rounded_to:
        before = answer.previous
        filters = answer.filters.replace(since=before.since, until=before.until)
        earlier = practice.kept(filters)
        yield from _figure(answer, "before", earlier, before.n)
        yield from _share(
            answer,
            "improved before",
            earlier & practice.where("improved", True),
            earlier & practice.where("judged", True),
            before.reliable_improvement,
        )


def _series(practice: Practice, answer: Overview, whole: np.ndarray) -> Iterator[Figure]:
    """Return the counts of the charts by month or quarter."""
    of = {
        "reliable_improvement": (
            practice.last,
            whole & practice.where("ended", True) & practice.where("judged", True),
            practice.where("improved", True),
        ),
        "unplanned": (
            practice.last,
            whole & practice.where("counted", True),
            practice.where("unplanned", True),
        ),
        "early_alliance": (practice.first, whole & practice.where("early", True), None),
    }
    for point in answer.months:
        if point.measure not in of or point.value is None or point.n is None:
            continue
        days, base, events = of[point.measure]
        base = base & practice.in_span(days, point.month, point.grain)
        base = base & practice.within(days, answer.months_since, answer.filters.until)
        name = f"{point.measure} {point.month}"
        yield from _figure(answer, f"{name} of", base, point.n)
        if events is not None:
            yield from _figure(answer, name, base & events, round(point.value * point.n))


def _outcomes(practice: Practice, answer: outcomes.Outcomes) -> Iterator[Figure]:
    kept = practice.kept(answer.filters)
    yield from _shares(practice, answer, kept)
    judged = kept & practice.where("judged", True)
    for row in answer.classes:
        yield from _figure(answer, row.outcome, judged & practice.where("class", row.outcome), row.n)
    for row in answer.subgroups:
        if (
            row.measure == "reliable_improvement"
            and row.n is not None
            and row.group not in ("other", "not given")
        ):
            group = judged & practice.where(row.dimension, row.group)
            yield from _figure(answer, f"judged {row.group}", group, row.n)
    cohort = practice.kept(answer.filters.replace(episodes="all"), period=False)
    cohort &= practice.within(practice.first, answer.filters.since, answer.filters.until)
    lengths = practice.of["n_sessions"].to_numpy()
    for row in answer.retention:
        yield from _figure(answer, f"at risk {row.session}", cohort & (lengths >= row.session), row.at_risk)
        over = cohort & (lengths == row.session) & practice.where("ended", True)
        yield from _figure(answer, f"over after {row.session}", over, row.ended)


def _alliance(practice: Practice, answer: Answer) -> Iterator[Figure]:
    kept = practice.kept(answer.filters)
    yield from _figure(answer, "n", kept, answer.n)


_READERS = {
    "overview": (outcomes.overview, _overview),
    "outcomes": (outcomes.outcomes, _outcomes),
    "alliance": (alliance, _alliance),
}


def selections(
    sites: Sequence[str], programs: Sequence[str], periods: Iterable[Filters], episodes: Sequence[str | None]
) -> list[Filters]:
    """Return every combination of the filters that the pages and the command line offer."""
    return [
        period.replace(site=site, program=program, age_group=age, episodes=kind)
        for period, site, program, age, kind in itertools.product(
            periods, (None, *sites), (None, *programs), (None, *AGE_GROUPS), episodes
        )
    ]


def targets(practice: Practice, spans: Iterable[tuple[str, np.ndarray]]) -> Iterator[tuple[str, np.ndarray]]:
    """Return the cells somebody might ask about: site x programme x age x kind of outcome x span of time."""
    of = practice.of
    everyone = np.ones(len(of), dtype=bool)
    places = [
        [
            ("", everyone),
            *((str(value), practice.where(column, value)) for value in of[column].dropna().unique()),
        ]
        for column in ("site", "program", "age_group")
    ]
    kinds = [
        ("all", everyone), ("closed", practice.where("ended", True)), ("open", practice.where("ended", False)),
        ("improved", practice.where("improved", True)), ("unplanned", practice.where("unplanned", True)),
        *((name, practice.where("class", name)) for name in ("no_change", "deteriorated", "not_assessable")),
        ("judged", practice.where("judged", True)),
    ]  # fmt: skip
    for (when, span), *place, (kind, of_kind) in itertools.product(spans, *places, kinds):
        members = span & of_kind
        for _, group in place:
            members = members & group
        yield " · ".join(filter(None, (when, *(name for name, _ in place), kind))), members


def determined(
    figures: Sequence[Figure],
    own: np.ndarray,
    cells: Iterable[tuple[str, np.ndarray]],
    *,
    bounds: bool = True,
) -> list[Disclosed]:
    """Return the cells of 1 to 4 clients, none of the viewer's own, that the figures determine.

    bounds: also by the bounds of linear programs; else by adding and subtracting exact counts only.
    """
    others = ~own
    rows = np.array([figure.members[others] for figure in figures], dtype=bool).reshape(-1, int(others.sum()))
    mine = np.array([np.count_nonzero(figure.members & own) for figure in figures])
    low = np.array([figure.low for figure in figures]) - mine
    high = np.array([figure.high for figure in figures]) - mine
    counted = rows.sum(axis=1)
    wrong = np.flatnonzero((counted < low) | (counted > high))
    assert not wrong.size, [(figures[k].name, counted[k], low[k], high[k]) for k in wrong[:5]]
    system = System(rows, low, high)
    asked: dict[bytes, tuple[str, np.ndarray]] = {}
    for name, members in cells:
        inside = members[others]
        if 0 < inside.sum() < SMALL:
            asked.setdefault(inside.tobytes(), (name, inside))
    return [
        Disclosed(name, int(inside.sum()))
        for name, inside in asked.values()
        if system.only_one(inside, bounds)
    ]


class System:
    """What the figures say of the counts of the finest cells: one equation or two bounds a figure.

    rows: bool (figures, clients of others); low, high: bounds of the clients of others that a figure counts.
    """

    def __init__(self, rows: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        rows, place = np.unique(rows, axis=0, return_inverse=True)
        self.low, self.high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
        np.maximum.at(self.low, place.ravel(), low)
        np.minimum.at(self.high, place.ravel(), high)
        atoms, index = np.unique(rows, axis=1, return_inverse=True)
        self.index, self.atoms = index.ravel(), atoms.astype(float)
        self.sizes = np.bincount(self.index, minlength=atoms.shape[1])
        self.exact = self.low == self.high
        left, values, _ = np.linalg.svd(self.atoms[self.exact].T, full_matrices=False)
        self.basis = left[:, values > 1e-8]

    def only_one(self, inside: np.ndarray, bounds: bool) -> bool:
        """Return whether only one whole number is possible for the clients of a cell."""
        share = np.bincount(self.index, weights=inside, minlength=self.sizes.size)
        if ((share > 0) & (share < self.sizes)).any():
            return (
                False  # it splits a cell that no figure splits: none of that one, or more of it, is possible
            )
        cell = (share > 0).astype(float)
        if np.abs(self.basis @ (self.basis.T @ cell) - cell).max() < 1e-6:
            return True
        return bounds and self._ends(cell)

    def _ends(self, cell: np.ndarray) -> bool:
        """Return whether the least and the largest possible count of a cell hold one whole number."""
        atoms, exact = self.atoms, self.exact
        ends = []
        for sign in (1, -1):
            result = linprog(
                sign * cell,
                A_ub=csr_array(np.vstack([atoms[~exact], -atoms[~exact]])) if (~exact).any() else None,
                b_ub=np.concatenate([self.high[~exact], -self.low[~exact]]) if (~exact).any() else None,
                A_eq=csr_array(atoms[exact]) if exact.any() else None,
                b_eq=self.low[exact] if exact.any() else None,
                bounds=(0, None),
                method="highs",
            )
            if result.status == 3:  # no bound
                return False
            assert result.status == 0, result.message
            ends.append(sign * result.fun)
        return bool(np.ceil(ends[0] - 1e-6) >= np.floor(ends[1] + 1e-6))
