"""Tests that viewers see practice totals and client rows only where their access rights permit."""

import dataclasses
import datetime

import pytest

from analytics import alliance, caseload, client, evidence, focus, outcomes, quality, therapists
from analytics.access import Scope
from analytics.alliance.decomposition import decomposition
from analytics.filters import FilterError, Filters
from analytics.outcomes.filter_values import check
from analytics.outcomes.peer_suppression import NO_TOTALS, TOO_FEW, WHOLE_PRACTICE_ONLY
from tests.support.practice import practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
OWNER = Scope(practice_totals=True, imports=True)
DAY = datetime.date


def own(*codes):
    return Scope(therapists=codes, practice_totals=True)


def rows_of(therapist: str, clients: int, month: str, site="North") -> list[dict]:
    return [
        session(
            f"{therapist}-{k:02d}-{month}",
            f"{month}-{day}",
            score,
            36,
            therapist,
            site=site,
            closure="planned",
        )
        for k in range(clients)
        for day, score in (("03", 15 + k % 9), ("10", 19 + k % 7 * 2))
    ]


@pytest.fixture(scope="module")
def seven(tmp_path_factory):
    """Return a practice of seven therapists (one alone at a site), each with 10+ closed episodes."""
    rows = [row for number in range(1, 7) for row in rows_of(f"T0{number}", 10, "2025-02")]
    rows += rows_of("T07", 11, "2025-02", site="South")
    rows += rows_of("T02", 3, "2025-08")
    rows += [
        session("open-T01", "2026-09-20", 20, 36, "T01"),
        session("open-T02", "2026-09-20", 20, 36, "T02"),
    ]
    return practice(tmp_path_factory.mktemp("seven"), rows).warehouse()


def test_six_others_are_enough_for_practice_totals(seven):
    found = outcomes.overview(seven, own("T01"), Filters())
    assert found.why is None
    assert (found.n, found.rounded_to) == (75, 5)  # 74 of them


def test_five_others_are_enough_and_four_are_not(seven):
    assert outcomes.overview(seven, own("T01", "T02"), Filters()).why is None
    assert outcomes.overview(seven, own("T01", "T02", "T03"), Filters()).why == TOO_FEW


def test_too_few_others_show_nothing(seven):
    scope = own("T01", "T02", "T03")  # a supervisor: four others
    for question in (outcomes.overview, outcomes.outcomes):
        found = question(seven, scope, Filters())
        assert found.why == TOO_FEW
        assert (found.n, found.left_out) == (0, ())
        assert found.reliable_improvement.why == TOO_FEW
        found = found.as_dict()
        assert not any(found[key] for key in ("months", "seen", "travel_start", "classes") if key in found)


def test_colleagues_see_the_whole_practice_only(seven):
    """A filter is refused to colleagues, because the rest could be had by subtraction."""
    for scope in (own("T01"), own("T07")):
        for filters in (Filters(site="North"), Filters(program="General"), Filters(age_group="adult")):
            assert outcomes.overview(seven, scope, filters).why == WHOLE_PRACTICE_ONLY
    assert outcomes.overview(seven, own("T07"), Filters(site="South", therapist="T07")).n == 11  # oneself
    assert outcomes.overview(seven, OWNER, Filters(site="South")).n == 11


def test_a_colleague_cannot_be_filtered_out_or_in(seven):
    assert outcomes.overview(seven, own("T01"), Filters(therapist="T02")).why == WHOLE_PRACTICE_ONLY
    mine = outcomes.overview(seven, own("T01"), Filters(therapist="T01"))
    assert (mine.why, mine.n) == (None, 10)
    with pytest.raises(FilterError, match="There is no therapist “T02” here"):
        check(seven, own("T01"), Filters(therapist="T02"))
    with pytest.raises(FilterError, match="There is no therapist “T99” here"):
        check(seven, own("T01"), Filters(therapist="T99"))


def test_colleagues_get_one_period_whatever_they_ask_for(seven):
    """Two periods could be subtracted; the last twelve months before the newest closed quarter hold T02 alone."""
    found = outcomes.overview(seven, own("T01"), Filters())
    assert (found.filters.since, found.filters.until) == (DAY(2024, 7, 1), DAY(2026, 6, 30))
    for asked in (
        Filters(since=DAY(2025, 2, 5), until=DAY(2025, 2, 9)),
        Filters(since=DAY(2025, 7, 1)),
        Filters(episodes="all"),
    ):
        assert outcomes.overview(seven, own("T01"), asked).as_dict() == found.as_dict()


def test_periods_of_owners_without_client_pages_are_whole_months(seven):
    exact = outcomes.overview(seven, OWNER, Filters(since=DAY(2025, 2, 5), until=DAY(2025, 2, 9)))
    assert (exact.filters.since, exact.filters.until) == (DAY(2025, 2, 1), DAY(2025, 2, 28))
    days = Filters(since=DAY(2025, 2, 5), until=DAY(2025, 2, 9))
    everybody = outcomes.overview(
        seven, Scope(every_therapist=True, practice_totals=True, imports=True), days
    )
    assert everybody.why == "Nothing in the data for: 5 Feb 2025 to 9 Feb 2025 · closed episodes."


def test_the_numbers_needed_are_definitions(seven):
    small = dataclasses.replace(seven.version.definitions.small_numbers, min_colleagues=7)
    version = dataclasses.replace(
        seven.version, definitions=dataclasses.replace(seven.version.definitions, small_numbers=small)
    )

    class Stricter:
        def __init__(self):
            self.version, self.query, self.arrays = version, seven.query, seven.arrays
            self.cache_key = seven.cache_key

    assert outcomes.overview(Stricter(), own("T01"), Filters()).why == TOO_FEW
    assert outcomes.overview(Stricter(), ALL, Filters()).why is None


def test_who_sees_every_client_is_refused_and_rounded_nothing(seven):
    """A supervisor of everybody has no clients of others to work out; with one therapist less the rule is back."""
    everybody = own(*(f"T0{number}" for number in range(1, 8)))
    for ask in (outcomes.overview, outcomes.outcomes, alliance.alliance, evidence.evidence, quality.quality):
        for filters in (Filters(), Filters(site="South", since=DAY(2025, 2, 5), until=DAY(2025, 2, 10))):
            assert ask(seven, everybody, filters) == ask(seven, ALL, filters).__class__(
                **{**vars(ask(seven, ALL, filters)), **_of_ledger(ask(seven, everybody, filters))}
            )
    all_but_one = own(*(f"T0{number}" for number in range(1, 7)))
    assert outcomes.overview(seven, all_but_one, Filters()).why == TOO_FEW


def _of_ledger(answer) -> dict:
    """Return the fields of a quality answer that are about imports, which only owners and the office see."""
    names = ("quarantine", "quarantine_why", "usable")
    return {name: getattr(answer, name) for name in names} if isinstance(answer, quality.Quality) else {}


def test_an_owner_who_treats_sees_their_own_clients_alone_and_all_of_them(tmp_path):
    """Alone in a practice an owner sees single clients; beside others only under their own code."""
    owner = dataclasses.replace(OWNER, therapists=("T01",))
    alone = practice(tmp_path / "alone", rows_of("T01", 12, "2025-02")).warehouse()
    assert outcomes.outcomes(alone, owner, Filters()).travel_scope == "practice"
    assert outcomes.outcomes(alone, OWNER, Filters()).travel_scope == "cells"
    rows = (
        rows_of("T01", 3, "2025-02") + rows_of("T02", 20, "2025-02") + rows_of("T03", 3, "2025-08", "South")
    )
    shared = practice(tmp_path / "shared", rows).warehouse()
    mine = outcomes.overview(shared, owner, Filters(therapist="T01"))
    assert (mine.why, mine.n, mine.hidden_below) == (None, 3, None)
    assert outcomes.overview(shared, OWNER, Filters(therapist="T01")).why
    assert outcomes.overview(shared, owner, Filters(therapist="T03")).why
    assert outcomes.overview(shared, owner, Filters(site="South")).why
    assert outcomes.overview(shared, owner, Filters()).n == 26


def test_a_period_of_few_clients_is_refused_to_owners(seven):
    few = Filters(since=DAY(2025, 8, 1), until=DAY(2025, 8, 31))
    assert outcomes.overview(seven, ALL, few).n == 3
    assert "Fewer than 5 clients belong to this choice" in outcomes.overview(seven, OWNER, few).why
    none = Filters(since=DAY(2025, 9, 1), until=DAY(2025, 9, 30), site="South")
    assert outcomes.overview(seven, OWNER, none).why.startswith("Nothing in the data")


def test_dots_are_ones_own_unless_one_runs_the_practice(seven):
    assert len(outcomes.outcomes(seven, own("T01"), Filters()).travel_start) == 10
    assert outcomes.outcomes(seven, own("T01"), Filters()).travel_scope == "own"
    owners = outcomes.outcomes(seven, OWNER, Filters())
    assert (owners.travel_start, owners.travel_scope) == ((), "cells")
    assert owners.travel_cells
    assert all(cell.n >= 5 for cell in owners.travel_cells)
    assert len(outcomes.outcomes(seven, ALL, Filters(), ).travel_start) == 74  # fmt: skip


def test_small_counts_are_hidden_from_all_who_may_not_see_every_client(tmp_path):
    rows = [row for number in range(1, 8) for row in rows_of(f"T0{number}", 10, "2025-02")]
    rows += [session(f"worse-{k}", f"2025-02-{d}", s, 36, "T05", closure="unplanned")
             for k in range(2) for d, s in (("03", 30), ("10", 10))]  # fmt: skip
    warehouse = practice(tmp_path, rows).warehouse()
    hidden = outcomes.outcomes(warehouse, own("T01"), Filters())
    shown = outcomes.outcomes(warehouse, ALL, Filters())
    counts = {row.outcome: row.n for row in shown.classes}
    assert counts["deteriorated"] == 2
    visible = {row.outcome: row.n for row in hidden.classes}
    assert visible["deteriorated"] is None
    assert sum(count is None for count in visible.values()) >= 2  # another goes with it: the total is known
    assert hidden.unplanned.estimate is None
    assert "fewer than 5" in hidden.unplanned.why
    assert shown.unplanned.events == 2
    owners = outcomes.outcomes(warehouse, OWNER, Filters())
    assert {row.outcome: row.n for row in owners.classes}["deteriorated"] is None
    assert owners.unplanned.estimate is None


def test_without_totals_there_is_nothing(seven):
    nobody = Scope()
    assert outcomes.overview(seven, nobody, Filters()).why == NO_TOTALS
    assert outcomes.outcomes(seven, nobody, Filters()).why == NO_TOTALS
    assert caseload.caseload(seven, nobody, Filters()).n == 0
    found = quality.quality(seven, nobody, Filters())
    assert (found.n, found.missing_forms, found.quarantine, found.why) == (0, (), (), NO_TOTALS)


def test_client_rows_stay_inside_the_scope(seven):
    everybody = {row.client_id: row.record_id for row in caseload.caseload(seven, ALL, Filters()).clients}
    assert set(everybody) == {"open-T01", "open-T02"}
    assert [row.client_id for row in caseload.caseload(seven, own("T01"), Filters()).clients] == ["open-T01"]
    assert caseload.caseload(seven, OWNER, Filters()).clients == ()
    assert client.timeline(seven, own("T01"), everybody["open-T01"]).client_id == "open-T01"
    forbidden = client.timeline(seven, own("T01"), everybody["open-T02"])
    unknown = client.timeline(seven, own("T01"), "f" * 16)
    assert forbidden is unknown is None


def test_missing_forms_by_therapist_for_the_office_and_for_oneself(seven):
    assert {row.therapist for row in quality.quality(seven, OWNER, Filters()).missing_forms} == {
        f"T0{number}" for number in range(1, 8)
    }
    mine = quality.quality(seven, own("T01"), Filters())
    assert {row.therapist for row in mine.missing_forms} == {"T01"}
    assert mine.quarantine_why
    assert mine.usable is None


@pytest.mark.parametrize(
    "ask",
    [
        outcomes.overview, outcomes.outcomes, alliance.alliance, decomposition, therapists.comparison,
        focus.focus, evidence.evidence, quality.quality,
    ],
    ids=lambda ask: ask.__name__,
)  # fmt: skip
def test_no_view_lets_an_owner_without_client_pages_choose_days(seven, ask):
    """Day filters of an owner without access to clients are widened to whole months in every view."""
    shown = ask(seven, OWNER, Filters(since=DAY(2025, 2, 5), until=DAY(2025, 3, 9)))
    assert (shown.filters.since, shown.filters.until) == (DAY(2025, 2, 1), DAY(2025, 3, 31))
    later = ask(seven, OWNER, Filters(since=DAY(2025, 2, 6), until=DAY(2025, 3, 10)))
    assert later.as_dict() == shown.as_dict()
