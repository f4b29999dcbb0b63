"""Tests of lots on the page Training focus: owners draw and read, supervisors and therapists see whose turn it is."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import replace

import pytest

from analytics import clock
from analytics.access import read_people
from analytics.agreements import lots, lots_drawing
from analytics.agreements.lots_answer import lot_comparison
from analytics.notes.lot_draws import LotDraws
from analytics.store import DataFolder
from pages.supervision import lots_text
from tests.pages.run_page import people, start, words
from tests.unit.test_lots import TOTALS, codes, owner, sample_draw

DAY = datetime.date


@pytest.fixture
def folder(sample_folder, tmp_path):
    """Return a data folder with a copy of the made-up practice, to which a test may write."""
    shutil.copytree(sample_folder / "sample", tmp_path / "data" / "sample")
    return tmp_path / "data"


def drawn(folder, monkeypatch, strata):
    """Draw lots on 1 Nov 2026 until 1 May 2027; return the draw and the codes drawn to start."""
    monkeypatch.setenv(clock.VARIABLE, "2026-11-01")
    store = DataFolder(folder).sample
    one = lots_drawing.draw(store.folder, owner(), "goals", strata, DAY(2026, 11, 1), DAY(2027, 5, 1))
    monkeypatch.setenv(clock.VARIABLE, "2026-11-28")
    return one, lots.starts_now(one.seed, one.strata)


def test_an_owner_draws_on_the_page_and_calls_it_off(folder):
    person, store = people(folder)["owner"], DataFolder(folder).sample
    page = start("supervision", folder, person)
    assert "would be found in" in words(page)
    page = page.multiselect(key="lots-among").set_value(["T01", "T02", "T03"]).run()
    assert "Lots among 3 therapists cannot show a difference; it takes 7." in words(page)
    page = page.multiselect(key="lots-among").set_value([f"T{n:02}" for n in range(1, 10)]).run()
    page = page.toggle(key="lots-balanced").set_value(True).run()
    page = page.button(key="lots-draw").click().run()
    assert not page.exception
    (one,) = LotDraws(store.folder).all()
    assert (one.start, one.later) == (DAY(2026, 11, 28), DAY(2027, 5, 29))
    assert sorted(set(one.strata.values())) == [lots_drawing.HIGHER, lots_drawing.LOWER]
    said = words(page)
    assert "drawn by lot on 28 Nov 2026 among 9 therapists" in said and one.seed in said
    assert lots_drawing.HIGHER not in said, "who rates higher is nobody's to read"
    page = page.button(key="lots-draw").click().run()
    assert "Draw 1 on this practice still runs." in words(page)
    page = page.button(key="lots-off-1").click().run()
    assert "Called off on 28 Nov 2026" in words(page)


@pytest.mark.parametrize("role", ["supervisor", "therapist"])
def test_others_see_whose_turn_it_is_of_those_in_reach_and_nothing_more(folder, monkeypatch, role):
    store = DataFolder(folder).sample
    one, starts = drawn(folder, monkeypatch, codes(store.warehouse(), 24))
    person = next(
        each for each in read_people(store.folder / "people.json") if each.role == role and each.therapist
    )
    page = start("supervision", folder, person)
    assert not page.exception
    said = words(page)
    turn = "your turn began on 1 Nov 2026" if person.therapist in starts else "your turn comes on 1 May 2027"
    assert turn in said or role == "supervisor"
    assert "drawn by lot on 1 Nov 2026" in said
    assert one.seed not in said and "Who starts first, by lot" not in said
    assert not [each for each in page.button if str(each.key).startswith("lots-")]


def test_a_therapist_who_is_not_in_the_draw_reads_nothing_of_it(folder, monkeypatch):
    drawn(folder, monkeypatch, {"T02": "", "T03": ""})
    person = next(
        each
        for each in read_people(DataFolder(folder).sample.folder / "people.json")
        if each.role == "therapist" and each.therapist not in ("T02", "T03")
    )
    assert "drawn by lot" not in words(start("supervision", folder, person))


def test_by_lot_is_said_only_where_somebody_trained(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    found = lot_comparison(warehouse, TOTALS, sample_draw(codes(warehouse)))
    better = replace(found, state="started_better", trained=3)
    assert lots_text.BY_LOT in lots_text.state(better)
    nobody = replace(found, state="started_better", trained=0)
    assert lots_text.BY_LOT not in lots_text.state(nobody) and lots_text.NOBODY_TRAINED in lots_text.state(
        nobody
    )
    for state in ("cannot_tell", "too_few", "too_early", "called_off"):
        assert lots_text.BY_LOT not in lots_text.state(replace(better, state=state))


def test_a_power_of_one_is_not_said():
    assert "more than 99 in 100" in lots_text.announced(1.0, "goals", 0.5, 24, 7)
    assert "40 in 100" in lots_text.announced(0.4, "early_retention", 0.2, 8, 7)
