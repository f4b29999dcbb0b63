"""Tests that no viewer can work out a cell of 1 to 4 clients of others from what the views hand out."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from analytics import outcomes
from analytics.access import Scope
from analytics.filters import Filters
from analytics.outcomes.peer_suppression import WHOLE_PRACTICE_ONLY
from analytics.store import Warehouse
from tests.support import disclosure
from tests.support.disclosure_practice import TODAY, made_up

SITES, PROGRAMS = ("North", "South"), ("Counselling", "Longer-term", "Young people")
DAY = datetime.date
OWNER = Scope(practice_totals=True, imports=True)
THERAPIST = Scope(therapists=("T01",), practice_totals=True)
SUPERVISOR = Scope(therapists=("T02", "T03"), practice_totals=True)
ROLES = {"therapist": THERAPIST, "supervisor": SUPERVISOR, "owner": OWNER}
ALL_DATA = (Filters(),)
PERIODS = (
    *ALL_DATA,
    Filters(since=DAY(2024, 10, 1)),
    Filters(since=DAY(2025, 10, 1)),
    Filters(since=DAY(2026, 7, 1)),
    Filters(since=DAY(2026, 4, 1), until=DAY(2026, 6, 30)),
    *(Filters(since=DAY(2026, month, 1), until=DAY(2026, month, 28)) for month in range(1, 7)),
)
SIZES = (pytest.param("of_24", marks=pytest.mark.slow), "of_8")  # the larger one takes a quarter of a minute
WITHOUT_MONTHS = ("outcomes", "alliance")  # views
BASES = ("n ·",)  # how many clients a selection holds


@pytest.fixture(scope="module")
def of_24(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return made_up(tmp_path_factory.mktemp("of-24"), 24, 36)


@pytest.fixture(scope="module")
def of_8(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return made_up(tmp_path_factory.mktemp("of-8"), 8, 30)


def selections(periods=ALL_DATA, episodes=("closed",)) -> list[Filters]:
    return disclosure.selections(SITES, PROGRAMS, periods, episodes)


def cells(practice: disclosure.Practice, months: int = 24):
    """Return the cells that are asked for: all data, each month and each quarter of the last two years."""
    spans = [("", np.ones(len(practice.of), dtype=bool))]
    newest = np.datetime64(TODAY, "M")
    for name, days in (("began", practice.first), ("last seen", practice.last)):
        for back in range(months):
            month = (newest - np.timedelta64(back, "M")).astype("datetime64[D]").item()
            spans.append((f"{name} {month}", practice.in_span(days, month, "month")))
            if month.month % 3 == 1:
                spans.append(
                    (f"{name} in the quarter from {month}", practice.in_span(days, month, "quarter"))
                )
    return disclosure.targets(practice, spans)


def attack(warehouse: Warehouse, scope: Scope, asked: list[Filters]) -> list[disclosure.Disclosed]:
    practice = disclosure.Practice(warehouse, scope)
    figures = disclosure.collect(warehouse, scope, asked)
    return disclosure.determined(figures, practice.own, cells(practice))


def attack_on_owner(warehouse: Warehouse, asked: list[Filters]) -> list[disclosure.Disclosed]:
    """Return the cells that follow from how many clients the selections of an owner hold."""
    practice = disclosure.Practice(warehouse, OWNER)
    figures = disclosure.collect(warehouse, OWNER, asked, ("overview",))
    held = [figure for figure in figures if figure.name.startswith(BASES)]
    return disclosure.determined(held, practice.own, cells(practice))


def test_the_attack_finds_single_clients_where_nothing_is_withheld(of_8):
    """Totals of every selection give single clients away in two steps and in chains, so the attack must find them."""
    practice = disclosure.Practice(of_8, THERAPIST)
    asked = [one for one in selections() if one.age_group in (None, "adult") and one.program != PROGRAMS[1]]
    figures = disclosure.collect(of_8, disclosure.EVERYBODY, asked, ("overview",))
    found = disclosure.determined(figures, practice.own, cells(practice, months=6), bounds=False)
    assert any(one.n == 1 and one.name.startswith("began 2") for one in found)  # one month, one site less
    assert any("Young people · adult" in one.name for one in found)  # by a chain


@pytest.mark.parametrize("role", ["therapist", "supervisor"])
@pytest.mark.parametrize("size", SIZES)
def test_colleagues_cannot_work_out_few_clients(request, role, size):
    """Neither adding and subtracting nor bounds determine a cell of 1 to 4 clients of others."""
    warehouse = request.getfixturevalue(size)
    assert outcomes.overview(warehouse, ROLES[role], Filters()).why is None  # something is shown at all
    assert attack(warehouse, ROLES[role], selections()) == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ["therapist", "supervisor"])
@pytest.mark.parametrize("size", SIZES)
def test_colleagues_cannot_work_out_few_clients_from_any_period(request, role, size):
    asked = selections(PERIODS, ("closed", "open", "all"))
    assert attack(request.getfixturevalue(size), ROLES[role], asked) == []


def test_the_two_clicks_of_finding_one_are_refused(of_8):
    """Starts by month of the practice, less the same of one site, were one client with the exact first score."""
    whole, site = (outcomes.overview(of_8, THERAPIST, Filters(site=site)) for site in (None, "North"))
    assert whole.seen == ()
    assert whole.seen_why
    assert site.why == WHOLE_PRACTICE_ONLY
    assert (site.n, site.seen, site.months) == (0, (), ())


def test_counts_of_colleagues_are_multiples_of_five(of_8):
    for scope in (THERAPIST, SUPERVISOR):
        answers = [ask(of_8, scope, Filters()) for ask in (outcomes.overview, outcomes.outcomes)]
        for answer in answers:
            assert answer.rounded_to == 5
            counts = [answer.n, answer.assessable, answer.ended, answer.reliable_improvement.events]
            assert all(n % 5 == 0 for n in counts)
        assert all(row.at_risk % 5 == 0 for row in answers[1].retention)
        assert (answers[1].favours, answers[1].start_sd) == ((), None), "exact counts would go beyond it"
        assert answers[1].sessions_not_held is None
        assert {point.grain for point in answers[0].months} == {"quarter"}


def test_owners_cannot_work_out_a_selection_of_few_clients(of_8):
    """No combination of filters, nor what several of them leave out, holds 1 to 4 clients of one period."""
    assert attack_on_owner(of_8, selections()) == []


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_owners_cannot_work_out_a_selection_of_few_clients_from_three_periods(request, size):
    assert attack_on_owner(request.getfixturevalue(size), selections(PERIODS[:3])) == []


@pytest.mark.parametrize("size", SIZES)
def test_owners_are_shown_no_count_below_five(request, size):
    """No count that an answer to an owner holds is from 1 to 4, nor is that of the events in a chart's point."""
    warehouse = request.getfixturevalue(size)
    asked = (
        selections(PERIODS[2:3]) if size == "of_24" else [one for one in selections() if not one.age_group]
    )
    figures = disclosure.collect(warehouse, OWNER, asked)
    assert len(figures) > 200
    assert [one.name for one in figures if 0 < one.low == one.high < 5] == []


def shares_seen(warehouse: Warehouse, asked: list[Filters], views: tuple[str, ...]) -> dict[str, float]:
    """Return the share of the figures of these selections that each role gets."""
    of_all = len(disclosure.collect(warehouse, disclosure.EVERYBODY, asked, views))
    return {
        role: len(disclosure.collect(warehouse, scope, asked, views)) / of_all
        for role, scope in ROLES.items()
    }


def said(seen: dict[str, float]) -> str:
    return ", ".join(f"{role} {share:.0%}" for role, share in seen.items())


@pytest.mark.parametrize("size", SIZES)
def test_what_each_role_still_sees(request, size, capsys):
    """Print how useful the views remain: the share of the figures of the whole practice that each role gets."""
    warehouse = request.getfixturevalue(size)
    for name, views, least in (
        ("with months", disclosure.VIEWS, 0.2),
        ("without months", WITHOUT_MONTHS, 0.5),
    ):
        seen = shares_seen(warehouse, [Filters()], views)
        with capsys.disabled():
            print(f"\n{size}, whole practice, {name}: {said(seen)}")
        assert seen["owner"] > 0.8
        assert min(seen.values()) > least


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_what_each_role_still_sees_of_all_selections(request, size, capsys):
    warehouse = request.getfixturevalue(size)
    for name, views, least in (
        ("with months", disclosure.VIEWS, 0.15),
        ("without months", WITHOUT_MONTHS, 0.3),
    ):
        seen = shares_seen(warehouse, selections(PERIODS[:3]), views)
        with capsys.disabled():
            print(f"\n{size}, all selections, {name}: {said(seen)}")
        assert seen["owner"] > least
