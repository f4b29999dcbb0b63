"""Tests of the answers about agreements: the made-up practice, small practices, and who may see what."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import numpy as np
import pytest

from analytics import agreements
from analytics.access import Scope
from analytics.agreements import SHIFTS, STATES, UNITS, moved, needed, over_time, pooled
from analytics.agreements.readings import readings
from analytics.focus.results import AREAS, PRACTICES, SIGNALS
from analytics.store import DataFolder
from tests.support.practice import practice, session

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
DAY = datetime.date
START = DAY(2026, 3, 1)


@dataclass(frozen=True)
class Agreement:
    """An agreement as the page stores it."""

    therapist: str
    signal: str
    start: datetime.date
    look_again: datetime.date

    @property
    def practice(self) -> str:
        return PRACTICES[self.signal]


def agreement(therapist="T01", signal="goals", start=START) -> Agreement:
    """Return an agreement of six weeks."""
    return Agreement(therapist, signal, start, start + datetime.timedelta(days=42))


@pytest.fixture(scope="module")
def sample(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


@pytest.mark.parametrize("signal", SIGNALS)
def test_each_signal_of_the_sample_gets_an_answer(sample, signal):
    found = moved(sample, ALL, agreement(signal=signal))
    assert found.why is None
    assert found.state in STATES
    assert (found.unit, found.therapist, found.start) == (UNITS[signal], "T01", DAY(2026, 3, 1))
    announced = needed(sample, ALL, "T01", signal, start=DAY(2026, 3, 1))
    assert (found.needed, found.power) == (announced.forms, announced.power)
    if found.state == "too_early":
        assert found.more == found.needed - found.n
        assert (found.effect, found.colleagues, found.last_day) == (None, None, None)
    else:
        low, high = found.effect.interval
        assert {"moved": low > 0, "moved_wrong_way": high < 0, "cannot_tell": low <= 0 <= high}[found.state]
        assert found.n >= found.needed
        assert found.start <= found.last_day <= sample.version.data_date
    assert (found.area_before is not None) == (signal in AREAS)
    assert found.as_dict()["state"] == found.state


def test_the_effect_is_after_less_expected_less_colleagues(sample):
    found = moved(sample, ALL, agreement())
    assert found.effect.estimate == pytest.approx(
        found.after.estimate - found.expected.estimate - found.colleagues.estimate, abs=0.002
    )
    low, high = found.before.interval
    assert low < found.before.estimate < high


def test_colleagues_with_an_agreement_in_the_same_weeks_are_no_comparison(sample):
    one = agreement()
    alone = moved(sample, ALL, one)
    others = [agreement("T02"), agreement("T03", "dips"), one]
    assert moved(sample, ALL, one, others).colleagues.n == alone.colleagues.n - 2
    long_ago = [replace(agreement("T02"), start=DAY(2025, 1, 1), look_again=DAY(2025, 2, 1))]
    assert moved(sample, ALL, one, long_ago).colleagues.n == alone.colleagues.n


def test_a_smaller_shift_needs_more(sample):
    small, large = (needed(sample, ALL, "T01", "goals", shift) for shift in (0.15, 0.3))
    assert small.forms > large.forms >= 12
    assert large.power == pytest.approx(0.8, abs=0.05)
    assert large.weeks == pytest.approx(large.forms / large.a_week)


def test_the_answer_does_not_change_with_forms_that_come_later(sample):
    early = moved(sample, ALL, agreement(start=DAY(2025, 6, 1)))
    assert early.state != "too_early"
    assert early.last_day < DAY(2026, 1, 1)
    assert early.effect.n < early.n


def test_who_sees_what(sample):
    one = agreement()
    own = Scope(therapists=("T01",), practice_totals=True)
    other = Scope(therapists=("T02",), practice_totals=True)
    exact, shown = moved(sample, ALL, one), moved(sample, own, one)
    assert shown.state == exact.state
    assert shown.before == exact.before
    assert shown.colleagues.estimate == round(exact.colleagues.estimate, 2)
    for refused in (other, Scope(practice_totals=True, imports=True), Scope()):
        for answer in (moved(sample, refused, one), needed(sample, refused, "T01", "goals")):
            assert answer.why.code == "agreement_not_visible"
            assert answer.as_dict()["n"] == 0
    blind = moved(sample, Scope(therapists=("T01",)), one)
    assert blind.why.code == "no_practice_totals"
    assert (blind.state, blind.before.estimate, blind.effect) == (None, None, None)


def test_effects_pool_over_five_therapists_and_not_over_four(sample):
    five = [agreement(f"T{k:02d}", start=DAY(2025, 6, 1)) for k in range(1, 6)]
    found = {row.practice: row for row in pooled(sample, ALL, five).practices}
    assert set(found) == set(PRACTICES.values())
    row = found["confirm_goals"]
    each = [moved(sample, ALL, one, five).effect for one in five]
    assert row.n == 5
    assert min(one.estimate for one in each) < row.effect.estimate < max(one.estimate for one in each)
    states = [moved(sample, ALL, one, five).state for one in five]
    assert (row.moved, row.wrong_way, row.cannot_tell) == tuple(
        states.count(state) for state in ("moved", "moved_wrong_way", "cannot_tell")
    )
    owner = {
        one.practice: one for one in pooled(sample, Scope(practice_totals=True, imports=True), five).practices
    }
    blurred = owner["confirm_goals"]
    assert not {1, 2, 3, 4} & {blurred.moved, blurred.wrong_way, blurred.cannot_tell}
    assert blurred.effect.estimate == round(row.effect.estimate, 2)
    assert found["stay_present"].effect is None
    again = {row.practice: row for row in pooled(sample, ALL, five[:4] * 2).practices}
    assert (again["confirm_goals"].n, again["confirm_goals"].effect) == (8, None)
    assert again["confirm_goals"].moved is None
    assert pooled(sample, Scope(therapists=("T01",)), five).why.code == "no_practice_totals"


def test_the_signals_are_what_a_slow_twin_counts(sample):
    with sample.cursor(ALL) as cursor:
        rows = cursor.execute(
            "select therapist_key, episode_key, session_date, srs_relationship, srs_goals, srs_approach, srs_overall"
            " from scoped.session where srs_goals is not null and therapist_key <> 0"
        ).fetchall()
    start = DAY(2026, 3, 1)
    wanted: dict[tuple[int, int], list[float]] = {}
    for key, _, day, relationship, goals, approach, overall in rows:
        if (start - day).days <= 730 and None not in (relationship, approach, overall):
            value = float(goals) - float(relationship + approach + overall) / 3
            wanted.setdefault((key, (day - start).days), []).append(value)
    read = readings(sample, ALL, "goals", start)
    found: dict[tuple[int, int], list[float]] = {}
    for group, day, value in zip(read.values.group, read.values.day, read.values.value, strict=True):
        found.setdefault((int(read.therapists[group]), int(day)), []).append(float(value))
    assert found.keys() == wanted.keys()
    for key, values in wanted.items():
        assert sorted(found[key]) == pytest.approx(sorted(values))


def weekly(client: str, start: str, srs: list[float | None], therapist="T01", **more) -> list[dict]:
    """Return weekly sessions with these SRS totals, the same score in each area."""
    first = DAY.fromisoformat(start)
    rows = []
    for k, total in enumerate(srs):
        areas = dict.fromkeys(
            ("srs_relationship", "srs_goals", "srs_approach", "srs_overall"),
            None if total is None else total / 4,
        )
        rows.append(
            session(
                client, str(first + datetime.timedelta(days=7 * k)), 20, total, therapist, **areas, **more
            )
        )
    return rows


def counted(folder, rows: list[dict], signal: str) -> list[tuple[int, float]]:
    """Return day and value of each unit of a signal around 1 March 2026."""
    read = readings(practice(folder, rows).warehouse(), ALL, signal, DAY(2026, 3, 1))
    return sorted(zip(read.values.day.tolist(), read.values.value.tolist(), strict=True))


def test_runs_of_sessions_by_hand(tmp_path):
    rows = weekly("a", "2026-02-01", [40, None, 40, None, 40, None, None, 40, 40])  # four before, five after
    assert counted(tmp_path, rows, "feedback_forms") == [(-14, 1.0), (14, 0.0)]


def test_runs_of_forms_by_hand(tmp_path):
    rows = weekly("a", "2026-01-04", [40, 40, None, 40, 39.6, 40, 40, 40, 40, 30, 40, 40, 40, 40])
    assert counted(tmp_path, rows, "feedback_variety") == [(-28, 0.0), (21, 1.0)]


def test_early_endings_by_hand(tmp_path):
    rows = [
        *weekly("a", "2026-02-01", [36, 36], closure="unplanned"),
        *weekly("b", "2026-03-08", [36, 36, 36, 36, 36], closure="unplanned"),
        *weekly("c", "2026-03-09", [36, 36], closure="planned"),
        *weekly("d", "2026-03-10", [36], closure="transferred"),
        *weekly("e", "2026-09-01", [36, 36, 36, 36]),  # too new to be settled
    ]
    assert counted(tmp_path, rows, "early_retention") == [(-28, 0.0), (7, 1.0), (8, 1.0)]


def test_drops_by_hand(tmp_path):
    rows = [
        *weekly("a", "2026-01-04", [36, 36, 36, 36, 26, 36, 36], closure="planned"),
        *weekly("b", "2026-02-15", [36, 36, 36, 36, 26, 26, 26, 26, 26], closure="planned"),
    ]
    assert counted(tmp_path, rows, "dips") == [(-28, 1.0), (14, 0.0)]


SIX_AT_THE_TOP = [row for k in range(6) for row in weekly(f"c{k}", "2026-01-04", [40] * 12)]
WITHOUT_DROPS = [*weekly("a", "2026-01-04", [36]), *weekly("b", "2026-01-04", [36, 30], "T02")]


@pytest.mark.parametrize(
    ("rows", "signal", "code"),
    [
        (weekly("a", "2026-01-04", [36] * 12), "goals", "agreement_nothing_varies"),  # one client
        (SIX_AT_THE_TOP, "goals", "agreement_nothing_varies"),
        (weekly("a", "2026-03-08", [36, 30, 38]), "goals", "agreement_nothing_varies"),  # nothing before
        (weekly("a", "2026-01-04", [None] * 6), "goals", "no_srs"),
        (weekly("a", "2026-01-04", [36, 30, 38]), "early_retention", "endings_not_recorded"),
        (WITHOUT_DROPS, "dips", "agreement_without_before"),
    ],
)
def test_practices_without_enough(tmp_path, rows, signal, code):
    warehouse = practice(tmp_path, rows).warehouse()
    assert moved(warehouse, ALL, agreement(signal=signal)).why.code == code
    assert needed(warehouse, ALL, "T01", signal, start=DAY(2026, 3, 1)).why.code == code


def various(seed: int, therapist: str, until: str, clients: int = 12) -> list[dict]:
    """Return clients of a therapist from 2025 on with areas that vary, up to a day."""
    rng, rows = np.random.default_rng(seed), []
    for k in range(clients):
        first = DAY(2025, 3, 1) + datetime.timedelta(days=int(rng.integers(0, 300)))
        for n in range(12):
            day = first + datetime.timedelta(days=7 * n)
            if day <= DAY.fromisoformat(until):
                areas = [float(x) for x in np.clip(9 + rng.normal(0, 0.6, 4), 0, 10).round(1)]
                named = dict(
                    zip(("srs_relationship", "srs_goals", "srs_approach", "srs_overall"), areas, strict=True)
                )
                rows.append(session(f"{therapist}{k}", str(day), 20, sum(areas), therapist, **named))
    return rows


def test_nobody_seen_since_and_a_therapist_alone(tmp_path):
    nobody = practice(
        tmp_path / "a", various(1, "T01", "2026-02-01") + various(2, "T02", "2026-02-01")
    ).warehouse()
    found = moved(nobody, ALL, agreement(start=DAY(2026, 3, 1)))
    assert (found.state, found.n, found.more) == ("too_early", 0, found.needed)
    assert found.after.why.code == "agreement_nobody_yet"
    alone = practice(tmp_path / "b", various(3, "T01", "2026-09-01", clients=40)).warehouse()
    found = moved(alone, ALL, agreement(start=DAY(2025, 11, 1)))
    assert found.state in ("cannot_tell", "moved", "moved_wrong_way")
    assert (found.expected, found.colleagues) == (None, None)


def test_colleagues_are_hidden_where_they_are_too_few(tmp_path):
    rows = [row for k in range(1, 4) for row in various(k, f"T0{k}", "2026-09-01", clients=30)]
    warehouse = practice(tmp_path, rows).warehouse()
    one = agreement(start=DAY(2025, 11, 1))
    assert moved(warehouse, ALL, one).why is None
    assert (
        moved(warehouse, Scope(therapists=("T01",), practice_totals=True), one).why.code
        == "too_few_colleagues"
    )


@pytest.mark.parametrize("signal", SIGNALS)
def test_the_chart_holds_the_same_units_as_the_verdict(sample, signal):
    one = agreement(signal=signal)
    drawn, found = over_time(sample, ALL, one), moved(sample, ALL, one)
    since = [row for row in drawn.periods if row.first >= one.start]
    assert (drawn.why, drawn.n) == (None, found.n)
    assert sum(row.n for row in since) == found.n
    assert all((row.first - one.start).days % drawn.days == 0 for row in drawn.periods)
    assert all((row.last - row.first).days == drawn.days - 1 for row in drawn.periods)
    for row in drawn.periods:
        low, high = row.interval
        assert low <= row.mean <= high and low < high
        assert 1 <= row.clients <= row.n
        assert signal in AREAS or 0 <= low <= high <= 1


def test_the_periods_are_what_a_slow_twin_counts(sample):
    start = DAY(2026, 3, 1)
    drawn = over_time(sample, ALL, agreement(start=start))
    key = sample.therapist_key("T01")
    with sample.cursor(ALL) as cursor:
        rows = cursor.execute(
            "select episode_key, session_date, srs_goals - (srs_relationship + srs_approach + srs_overall) / 3.0"
            " from scoped.session where therapist_key = ? and srs_goals is not null and srs_relationship is not null"
            " and srs_approach is not null and srs_overall is not null",
            [key],
        ).fetchall()
    clients: dict[int, dict[int, list[float]]] = {}
    for client, day, value in rows:
        if (start - day).days <= 182:
            place = (day - start).days // drawn.days
            clients.setdefault(place, {}).setdefault(client, []).append(float(value))
    wanted = {place: [float(np.mean(of)) for of in each.values()] for place, each in clients.items()}
    assert [(row.first - start).days // drawn.days for row in drawn.periods] == sorted(wanted)
    inside = sum(float(((np.array(of) - np.mean(of)) ** 2).sum()) for of in wanted.values())
    sd = (inside / sum(len(of) - 1 for of in wanted.values())) ** 0.5
    for row in drawn.periods:
        of = wanted[(row.first - start).days // drawn.days]
        assert row.clients == len(of)
        assert row.mean == pytest.approx(float(np.mean(of)))
        assert (row.interval[1] - row.interval[0]) / 2 == pytest.approx(2 * sd / len(of) ** 0.5, rel=0.05)


def test_the_chart_is_for_those_who_may_see_the_clients(sample):
    one = agreement()
    own = over_time(sample, Scope(therapists=("T01",), practice_totals=True), one)
    assert own.periods == over_time(sample, ALL, one).periods
    refused = (
        Scope(therapists=("T02",), practice_totals=True),
        Scope(practice_totals=True, imports=True),
        Scope(therapists=("T01",)),
        Scope(),
    )
    for scope in refused:
        answer = over_time(sample, scope, one)
        assert answer.why is not None and (answer.n, answer.periods) == (0, ())


def test_sparse_ratings_are_drawn_in_longer_periods(tmp_path):
    few = practice(tmp_path / "few", various(1, "T01", "2026-09-01", 6) + various(2, "T02", "2026-09-01"))
    many = practice(tmp_path / "many", various(1, "T01", "2026-09-01", 90) + various(2, "T02", "2026-09-01"))
    one = agreement(start=DAY(2025, 9, 1))
    widths = [over_time(each.warehouse(), ALL, one).days for each in (few, many)]
    assert widths[1] == 7 < widths[0]


def test_the_shift_that_is_looked_for_is_within_what_an_area_can_close():
    assert {SHIFTS[area] for area in AREAS} == {0.3}


def test_every_name_is_offered():
    assert all(getattr(agreements, name) for name in agreements.__all__)
