"""Tests of lots: drawn once and again the same, never changed, compared only after the wait, seen by role."""

from __future__ import annotations

import collections
import datetime
import itertools
import math
import sqlite3

import numpy as np
import pytest

from analytics import clock
from analytics.access import Scope, Viewer
from analytics.accounts import audit, people
from analytics.agreements import lots, lots_drawing
from analytics.agreements.lot_difference import LotDifference, lot_difference
from analytics.agreements.lots_answer import lot_comparison, smallest_p
from analytics.agreements.lots_drawing import LotsRefused
from analytics.notes import Agreement
from analytics.notes.lot_draws import LotDraw, LotDraws, turn
from analytics.stats.before_after import Values
from analytics.store import DataFolder

DAY = datetime.date
FIRST, LATER = DAY(2026, 2, 1), DAY(2026, 8, 1)
BEGAN, OVER = DAY(2026, 1, 1), DAY(2026, 7, 1)  # in the made-up practice, whose data end on 30 Sep 2026
ONE = {f"T{place:02}": "" for place in range(8)}
TOTALS = Scope(practice_totals=True, imports=True)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, "2026-02-01")


def owner(*roles: str) -> Viewer:
    return Viewer(person="p1", name="Anna", roles=frozenset(roles or ("owner",)), store="practice")


def drawn(folder, strata=ONE, signal="goals", who=None, start=FIRST, later=LATER):
    return lots_drawing.draw(folder, who or owner(), signal, strata, start, later)


def test_a_seed_gives_the_same_draw_on_every_computer():
    """Worked out with sha256sum: sorted T02 T07 T06 T04 T05 T01 T00 T03, and the hash of the seed is odd."""
    assert sorted(lots.starts_now("seed-1", ONE)) == ["T01", "T03", "T04", "T07"]
    assert lots.starts_now("seed-1", dict(reversed(ONE.items()))) == lots.starts_now("seed-1", ONE)


def test_half_of_each_stratum_starts_and_everybody_has_the_same_chance():
    strata = {f"T{place:02}": "abb"[place % 3] for place in range(11)}
    counts = collections.Counter()
    for seed in range(4000):
        starts = lots.starts_now(str(seed), strata)
        assert len(starts) in (5, 6)
        for name in "ab":
            of = [code for code in strata if strata[code] == name]
            assert abs(2 * len(starts & set(of)) - len(of)) <= 1
        counts.update(starts)
    assert max(abs(counts[code] / 4000 - 0.5) for code in strata) < 0.03  # 3.8 standard errors


@pytest.mark.parametrize("strata", ["aaaaaaaa", "aaaaaaa", "aaaabbbb", "aaabbbb", "aaabbb", "aabbc"])
def test_the_possible_draws_are_those_that_a_seed_can_give(strata):
    rows, is_all = lots.possible(list(strata))
    assert is_all and len({tuple(row) for row in rows}) == len(rows)
    codes = {f"T{place}": name for place, name in enumerate(strata)}
    seen = collections.Counter(
        tuple(code in starts for code in codes)
        for starts in (lots.starts_now(str(seed), codes) for seed in range(60 * len(rows)))
    )
    assert set(seen) == {tuple(row) for row in rows.tolist()}
    expected = 60 * len(rows) / len(rows)
    chi2 = sum((n - expected) ** 2 / expected for n in seen.values())
    assert chi2 < len(rows) + 5 * math.sqrt(2 * len(rows)), "each as often as the others"


def test_many_draws_are_a_sample_and_the_same_each_time():
    rows, is_all = lots.possible(["a"] * 20, 300, "seed")
    assert not is_all and rows.shape == (300, 20) and set(rows.sum(axis=1)) == {10}
    assert (rows == lots.possible(["a"] * 20, 300, "seed")[0]).all()
    assert (rows != lots.possible(["a"] * 20, 300, "other")[0]).any()


def test_too_few_therapists_cannot_show_anything():
    assert [n for n in range(2, 12) if smallest_p(dict.fromkeys(map(str, range(n)), "")) <= 0.05][0] == 7
    assert smallest_p(ONE) == pytest.approx(2 / 70)
    assert smallest_p({str(one): "ab"[one % 2] for one in range(8)}) == pytest.approx(2 / 36)
    assert (lots_drawing.fewest(balanced=False), lots_drawing.fewest(balanced=True)) == (7, 9)


def values(changes, forms=40, seed=1) -> Values:
    """Return values of therapists who change by the given points from day 0 on."""
    rng = np.random.default_rng(seed)
    therapist, half, client, form = np.array(
        list(itertools.product(range(len(changes)), (0, 1), range(forms // 4), range(4)))
    ).T
    own = rng.standard_normal((len(changes), 2, forms // 4)) * 0.2
    value = own[therapist, half, client] + rng.standard_normal(therapist.size) * 0.2
    return Values(
        group=therapist,
        client=(therapist * 2 + half) * forms + client,
        day=np.where(half == 1, 10, -300) + form * 7 + client,
        value=value + np.array(changes)[therapist] * half,
    )


def compared(changes, started, end=182, strata=None) -> LotDifference | None:
    n = len(changes)
    return lot_difference(
        values(changes), end, np.array(started, dtype=bool), strata or [""] * n, np.arange(n), "s"
    )


def test_p_is_the_share_of_draws_with_a_difference_as_large():
    started = [1, 1, 1, 1, 0, 0, 0, 0]
    best = compared([2.0] * 4 + [0.0] * 4, started)
    assert best is not None and best.sign == 1
    assert best.p == best.smallest_p == pytest.approx(2 / 70)
    assert best.effect == pytest.approx(2.0, abs=0.3) and best.interval[0] > 1
    worst = compared([-2.0] * 4 + [0.0] * 4, started)
    assert worst is not None and worst.sign == -1
    mixed = compared([2.0, 0.0, 2.0, 0.0, 2.0, 0.0, 2.0, 0.0], started)
    assert mixed is not None and mixed.sign == 0 and mixed.p > 0.5


def test_an_interval_alone_says_nothing_where_lots_cannot():
    found = compared([2.0] * 3 + [0.0] * 3, [1, 1, 1, 0, 0, 0])
    assert found is not None and found.interval[0] > 0 and not found.can_say and found.sign == 0


def test_values_after_the_wait_do_not_count():
    of = values([2.0] * 4 + [0.0] * 4)
    of = of.between(-730, 182)
    after = of.chosen(of.day >= 0)
    late = Values(group=after.group, client=after.client, day=after.day + 182, value=after.value - 50)
    both = Values(**{name: np.concatenate([vars(of)[name], vars(late)[name]]) for name in vars(of)})
    started = np.arange(8) < 4
    alone = lot_difference(of, 182, started, [""] * 8, np.arange(8))
    assert lot_difference(both, 182, started, [""] * 8, np.arange(8)) == alone


def test_therapists_without_forms_are_left_out_and_counted():
    groups = np.array([0, 1, 2, 3, -1, 5, 6, 7])
    found = lot_difference(values([2.0] * 4 + [0.0] * 4), 182, np.arange(8) < 4, [""] * 8, groups)
    assert found is not None and (found.n_started, found.n_waiting) == (4, 3)
    assert lot_difference(values([0.0] * 8), 182, np.arange(8) < 4, [""] * 8, np.full(8, -1)) is None


def test_a_draw_is_kept_with_its_seed_and_logged(tmp_path):
    people.add(tmp_path, "Anna Berg", ["owner"], by=audit.COMMAND_LINE)
    one = drawn(tmp_path)
    assert LotDraws(tmp_path).all() == (one,) and len(one.seed) == 32
    line = next(line for line in audit.lines(tmp_path) if line.action == "lots_drawn")
    assert (line.about, line.detail["seed"], line.detail["n"]) == ("1", one.seed, 8)
    assert "T01" not in str(line.detail)
    with pytest.raises(LotsRefused, match="Draw 1 on this practice still runs"):
        drawn(tmp_path)
    lots_drawing.call_off(tmp_path, owner(), 1)
    assert audit.lines(tmp_path)[0].action == "lots_called_off"
    assert drawn(tmp_path).number == 2
    assert [each.called_off for each in LotDraws(tmp_path).all()] == [DAY(2026, 2, 1), None]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from lot_draw",
        "update lot_draw set seed = 'another'",
        "update lot_draw set strata = '{}', called_off = '2026-03-01'",
    ],
)
def test_nobody_draws_until_the_lots_please(tmp_path, statement):
    one = drawn(tmp_path)
    with (
        sqlite3.connect(LotDraws(tmp_path).path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="lot_draw"),
    ):
        connection.execute(statement)
    assert LotDraws(tmp_path).all() == (one,)


@pytest.mark.parametrize("role", ["supervisor", "therapist", "office"])
def test_only_owners_draw(tmp_path, role):
    with pytest.raises(LotsRefused, match="by owners"):
        drawn(tmp_path, who=owner(role))
    drawn(tmp_path)
    with pytest.raises(LotsRefused, match="by owners"):
        lots_drawing.call_off(tmp_path, owner(role), 1)
    assert [one.called_off for one in LotDraws(tmp_path).all()] == [None]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"strata": {"T01": ""}}, "two therapists"),
        ({"start": DAY(2026, 1, 31)}, "nobody before today"),
        ({"later": DAY(2026, 2, 1)}, "after those drawn first"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path, wrong, words):
    with pytest.raises(LotsRefused, match=words):
        drawn(tmp_path, **wrong)
    assert LotDraws(tmp_path).all() == ()


def test_everybody_learns_the_own_turn():
    one = sample_draw({"T01": "", "T02": ""})
    starts = frozenset({"T01"})
    assert turn(one, "T01", starts, str) == one.start
    assert turn(one, "T02", starts, str) == one.later
    assert turn(one, "T03", starts, str) is None
    assert turn(one, "new", starts, lambda code: "new" if code == "T02" else code) == one.later


@pytest.fixture(scope="module")
def sample(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


def sample_draw(strata, start=BEGAN, later=OVER, **more) -> LotDraw:
    usual = {"signal": "goals", "practice": "confirm_goals", "seed": "seed-1", "drawn_on": start}
    return LotDraw(
        **usual | {"strata": strata, "start": start, "later": later, "person": "p", "number": 1} | more
    )


def codes(warehouse, n=12):
    every = Scope(every_therapist=True, practice_totals=True)
    rows = warehouse.query("own_therapists", scope=every).dicts()
    return dict.fromkeys(sorted(row["therapist"] for row in rows)[:n], "")


def test_the_made_up_practice_is_compared_after_the_wait_without_names(sample):
    strata = codes(sample)
    one = sample_draw(strata)
    starts = lots.starts_now(one.seed, strata)
    agreed = [
        Agreement(
            id=code,
            therapist=code,
            signal="goals",
            practice="confirm_goals",
            start=day,
            look_again=day,
            person="s",
        )
        for code, day in zip(sorted(strata), [DAY(2026, 2, 1)] * 5 + [DAY(2026, 8, 1)] * 7, strict=True)
    ]
    found = lot_comparison(sample, TOTALS, one, agreed)
    assert found.why is None and found.state in ("cannot_tell", "started_better", "waiting_better")
    assert (found.n, found.drawn_start, found.drawn_wait) == (12, 6, 6)
    assert found.effect.estimate is not None and found.effect.n == found.effect.n
    assert found.effect.estimate == round(found.effect.estimate, 2), "rounded, as other clients are in it"
    assert found.trained + found.trained_early == 5
    assert found.trained == len(starts & set(sorted(strata)[:5]))
    assert not [code for code in strata if code in str(found.as_dict())]


def test_nothing_is_compared_before_the_wait_is_over(sample):
    early = lot_comparison(sample, TOTALS, sample_draw(codes(sample), later=DAY(2026, 10, 2)))
    assert early.state == "too_early" and early.effect.estimate is None and early.p is None
    assert early.answer_from == DAY(2026, 10, 1)
    assert lot_comparison(sample, TOTALS, sample_draw(codes(sample), later=DAY(2026, 10, 1))).p is not None
    slow = sample_draw(codes(sample), signal="early_retention", practice="early_feedback")
    assert lot_comparison(sample, TOTALS, slow).state == "too_early", "courses take 102 days to show"
    off = sample_draw(codes(sample), called_off=DAY(2026, 3, 1))
    assert (lot_comparison(sample, TOTALS, off).state, lot_comparison(sample, TOTALS, off).p) == (
        "called_off",
        None,
    )
    few = lot_comparison(sample, TOTALS, sample_draw(codes(sample, 6)))
    assert few.state == "too_few"


def test_without_a_right_to_practice_figures_there_is_none(sample):
    found = lot_comparison(sample, Scope(), sample_draw(codes(sample)))
    assert found.why is not None and found.effect.estimate is None and found.state is None
