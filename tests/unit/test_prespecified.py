"""Tests of prespecified reports: chosen before the period, never changed, everything printed, kept for owners."""

from __future__ import annotations

import dataclasses
import datetime
import sqlite3

import pytest

from analytics import alliance, clock, prespecified
from analytics.access import Viewer
from analytics.accounts import audit, people
from analytics.answers import Estimate
from analytics.definitions import from_toml
from analytics.filters import Filters
from analytics.notes import AgendaPicks, NotesUnusable, database, schema
from analytics.notes.prespecified import ChosenMeasure, PrespecifiedReports
from analytics.outcomes import outcomes, overview
from analytics.prespecified import MEASURES, ChoiceRefused
from analytics.prespecified.choices import counting_rules
from analytics.prespecified.report import BOARD, against_goal, report
from analytics.store import DataFolder, encryption, encryption_key
from tests.support import first_installed, first_practices
from tests.support.practice import ALWAYS_RECORDED, practice, session

DAY = datetime.date
YEAR = DAY(2025, 10, 1), DAY(2026, 9, 30)
EVERY = tuple(ChosenMeasure(measure=name) for name in MEASURES)
RULES = from_toml("")


@pytest.fixture
def today(monkeypatch):
    """Return a function that sets the calendar day."""

    def at(day: str) -> None:
        monkeypatch.setenv(clock.VARIABLE, day)

    at("2025-09-01")
    return at


def viewer(*roles: str) -> Viewer:
    return Viewer(person="p1", name="Anna", roles=frozenset(roles), store="practice")


def chosen(folder, measures=EVERY, period=YEAR, title="To the board", who=None, rules=RULES):
    since, until = period
    return prespecified.choose(folder, who or viewer("owner"), title, measures, since, until, rules)


def test_a_choice_is_kept_with_its_day_and_order(tmp_path, today):
    measures = (ChosenMeasure(measure="unplanned", goal=0.2), ChosenMeasure(measure="recovered"))
    one = chosen(tmp_path, measures)
    assert PrespecifiedReports(tmp_path).all() == (one,)
    assert (one.number, one.chosen_on, one.measures) == (1, DAY(2025, 9, 1), measures)
    assert chosen(tmp_path).number == 2


@pytest.mark.parametrize(
    "statement",
    [
        "delete from prespecified_report",
        "update prespecified_report set measures = '[]'",
        "update prespecified_report set chosen_on = '2020-01-01'",
        "update prespecified_report set until = '2027-01-31', withdrawn_on = '2026-01-01'",
        "update prespecified_report set withdrawn_on = null",
    ],
)
def test_the_database_refuses_every_change_but_a_withdrawal(tmp_path, today, statement):
    one = chosen(tmp_path)
    with (
        sqlite3.connect(PrespecifiedReports(tmp_path).path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="prespecified_report"),
    ):
        connection.execute(statement)
    assert PrespecifiedReports(tmp_path).all() == (one,)


def test_a_withdrawn_choice_stays_listed_with_its_first_day(tmp_path, today):
    one = chosen(tmp_path)
    today("2026-02-03")
    prespecified.withdraw(tmp_path, viewer("owner"), one.number)
    today("2026-03-03")
    PrespecifiedReports(tmp_path).withdraw(one.number, DAY(2026, 3, 3))
    (kept,) = prespecified.visible(tmp_path, viewer("owner"))
    assert kept == dataclasses.replace(one, withdrawn_on=DAY(2026, 2, 3))
    with pytest.raises(ChoiceRefused, match="no prespecified report 1"):
        prespecified.withdraw(tmp_path, viewer("owner"), one.number)


def test_a_file_of_an_older_release_has_none_and_takes_one(tmp_path, today, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:5])
        with database.transaction(AgendaPicks(tmp_path).path):
            pass
    assert PrespecifiedReports(tmp_path).all() == ()
    assert chosen(tmp_path).number == 1


@pytest.mark.parametrize("role", ["supervisor", "therapist", "office"])
def test_only_owners_choose_read_and_withdraw(tmp_path, today, role):
    one, other = chosen(tmp_path), viewer(role)
    with pytest.raises(ChoiceRefused, match="by owners"):
        chosen(tmp_path, who=other)
    with pytest.raises(ChoiceRefused):
        prespecified.withdraw(tmp_path, other, one.number)
    assert prespecified.visible(tmp_path, other) == ()
    assert PrespecifiedReports(tmp_path).all() == (one,)
    assert prespecified.visible(tmp_path, viewer("owner", role)) == (one,)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " \u200b "}, "title"),
        ({"measures": ()}, "at least one"),
        ({"measures": (EVERY[0], EVERY[0])}, "once"),
        ({"measures": (ChosenMeasure(measure="smiles"),)}, "no measure smiles"),
        ({"measures": (ChosenMeasure(measure="recovered", goal=50.0),)}, "from 0 to 1"),
        ({"measures": (ChosenMeasure(measure="mean_sessions", goal=6.0),)}, "no better side"),
        ({"measures": (ChosenMeasure(measure="recovered", published="dropout_meta"),)}, "dropout_meta"),
        ({"period": (DAY(2025, 10, 2), DAY(2026, 9, 30))}, "whole months"),
        ({"period": (DAY(2025, 10, 1), DAY(2026, 9, 29))}, "whole months"),
        ({"period": (DAY(2026, 10, 1), DAY(2026, 9, 30))}, "whole months"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(tmp_path, today, wrong, words):
    with pytest.raises(ChoiceRefused, match=words):
        chosen(tmp_path, **wrong)
    assert PrespecifiedReports(tmp_path).all() == ()


def test_the_audit_log_holds_the_day_and_content_of_the_choice(tmp_path, today):
    people.add(tmp_path, "Anna Berg", ["owner"], by=audit.COMMAND_LINE)
    one = chosen(tmp_path)
    line = next(line for line in audit.lines(tmp_path) if line.action == "report_chosen")
    assert line.at.startswith("2025-09-01") and line.about == "1" and line.who == "p1"
    assert line.detail["digest"] == one.digest and "unplanned" in str(line.detail["measures"])
    assert prespecified.record(tmp_path, one) == "logged"
    prespecified.withdraw(tmp_path, viewer("owner"), 1)
    assert audit.lines(tmp_path)[0].action == "report_withdrawn"
    (withdrawn,) = PrespecifiedReports(tmp_path).all()
    assert prespecified.record(tmp_path, withdrawn) == "logged"


def test_a_choice_written_over_by_hand_is_noticed(tmp_path, today):
    people.add(tmp_path, "Anna Berg", ["owner"], by=audit.COMMAND_LINE)
    one = chosen(tmp_path)
    earlier = dataclasses.replace(one, chosen_on=DAY(2020, 1, 1))
    assert prespecified.record(tmp_path, earlier) == "differs"
    forged = dataclasses.replace(earlier, stored_digest=earlier.digest)
    assert prespecified.record(tmp_path, forged) == "differs", "the log knows better"
    with sqlite3.connect(tmp_path / "accounts.sqlite") as connection:
        connection.execute("update audit set at = '2020-01-01T00:00:00+00:00' where action = 'report_chosen'")
    assert prespecified.record(tmp_path, one) == "log_broken"


def test_a_choice_that_vanished_with_its_file_is_named(tmp_path, today):
    people.add(tmp_path, "Anna Berg", ["owner"], by=audit.COMMAND_LINE)
    chosen(tmp_path)
    chosen(tmp_path)
    every = PrespecifiedReports(tmp_path).all()
    assert prespecified.missing(tmp_path, every) == ()
    for path in tmp_path.glob("notes.sqlite*"):
        path.unlink()
    assert prespecified.missing(tmp_path, PrespecifiedReports(tmp_path).all()) == (1, 2)
    again = chosen(tmp_path, title="Another")
    assert prespecified.missing(tmp_path, (again,)) == (2,)
    assert prespecified.record(tmp_path, again) == "differs", "number 1 was another choice"


def test_a_choice_from_before_anybody_signed_in_says_so(tmp_path, today):
    one = chosen(tmp_path)
    assert prespecified.record(tmp_path, one) == "no_log"
    people.add(tmp_path, "Anna Berg", ["owner"], by=audit.COMMAND_LINE)
    assert prespecified.record(tmp_path, one) == "not_logged"


@pytest.fixture(scope="module")
def sample(sample_folder):
    return DataFolder(sample_folder).sample.warehouse()


def made(folder, warehouse, **more):
    """Choose in `folder`, and return the report over the data of `warehouse`."""
    one = chosen(folder, rules=warehouse.version.definitions, **more)
    return report(warehouse, one, PrespecifiedReports(folder).all(), "no_log")


def test_the_figures_are_those_of_the_pages_for_the_period(tmp_path, today, sample):
    found = made(tmp_path, sample)
    asked = Filters(since=YEAR[0], until=YEAR[1], episodes="closed")
    pages = {
        **vars(alliance.alliance(sample, BOARD, asked)),
        **vars(overview(sample, BOARD, asked)),
        **vars(outcomes(sample, BOARD, asked)),
    }
    pages["forms"] = pages["completed"]
    by_name = {row.measure: row for row in found.measures}
    same = set(MEASURES) - {"early_alliance", "scored"}
    assert {name: by_name[name].value for name in same} == {name: pages[name] for name in same}
    assert found.n == pages["n"]
    assert by_name["scored"].value.events == pages["assessable"]
    left = {row.reason: row.n for row in by_name["scored"].left_out}
    assert left == {row.reason: row.n for row in pages["left_out"] if row.reason in left} and left
    bounds = pages["unplanned_declared"], pages["unplanned_all_unknown"]
    assert by_name["unplanned"].bounds == bounds


def test_early_alliance_is_the_mean_of_the_clients_who_ended(tmp_path, today):
    rows = []
    for index, srs in enumerate((30.0, 33.0, 36.0, 39.0, 21.0)):
        days = ("2026-02-01", "2026-02-08", "2026-02-15", "2026-02-22", "2026-03-01")
        rows += [session(f"C{index}", day, 20.0, srs) for day in days]
    rows += [session("C9", "2026-03-01", 20.0, 12.0)]  # one session: no early SRS
    store = practice(tmp_path, rows, definitions=ALWAYS_RECORDED)
    one = next(row for row in made(tmp_path, store.warehouse()).measures if row.measure == "early_alliance")
    assert (one.value.n, one.value.estimate) == (5, pytest.approx(31.8))
    assert one.value.interval == pytest.approx(
        (31.8 - 8.576, 31.8 + 8.576), abs=0.001
    )  # 2.776 * 6.907 / sqrt(5)
    assert [(row.reason, row.n) for row in one.left_out] == [("no_early_srs", None)], "1 is hidden"


@pytest.mark.parametrize("kind", first_practices.KINDS)
def test_every_measure_is_there_in_the_chosen_order_with_a_value_or_a_reason(kind, tmp_path, today):
    today("2026-11-28")
    warehouse = DataFolder(first_installed.own(kind, tmp_path)).practice.warehouse()
    order = tuple(reversed(EVERY))
    found = made(tmp_path, warehouse, measures=order)
    assert [row.measure for row in found.measures] == [one.measure for one in order]
    for row in found.measures:
        assert (row.value.estimate is None) == bool(row.value.why), row
        assert not 0 < row.value.n < 5, row
        assert row.value.events is None or not 0 < row.value.events < 5, row
        assert all(one.n is None or one.n >= 5 for one in row.left_out), row
    assert found.as_dict()["measures"][0]["measure"] == order[0].measure
    if kind == "no_srs":
        assert {
            row.measure for row in found.measures if row.value.why and row.value.why.code == "no_srs"
        } == {
            "early_alliance",
            "forms",
        }


def test_bad_news_is_printed_and_stays_beside_its_goal(tmp_path, today):
    """Nobody improves, everybody leaves; the goals say the opposite, and both stand there."""
    rows = []
    for index in range(40):
        rows += [
            session(f"C{index}", "2026-02-01", 20.0, 30.0),
            session(f"C{index}", "2026-02-08", 12.0, 30.0, closure="unplanned"),
        ]
    store = practice(tmp_path, rows)
    goals = (
        ChosenMeasure(measure="reliable_improvement", goal=0.5),
        ChosenMeasure(measure="deteriorated", goal=0.1),
        ChosenMeasure(measure="mean_change", goal=2.0),
        ChosenMeasure(measure="unplanned", goal=0.2, published="dropout_meta"),
    )
    found = made(tmp_path, store.warehouse(), measures=goals)
    assert [round(row.value.estimate or 0.0, 2) for row in found.measures] == [0.0, 1.0, -8.0, 1.0]
    assert [row.against_goal for row in found.measures[:2]] == ["not_reached", "not_reached"]
    assert found.measures[3].against_goal == "not_reached"
    assert found.measures[3].published is not None and found.measures[3].published.value == 0.197


def test_a_goal_is_reached_only_with_the_whole_interval():
    def said(low, high, goal, measure):
        return against_goal(Estimate((low + high) / 2, (low, high), 50), goal, MEASURES[measure])

    assert said(0.51, 0.70, 0.50, "recovered") == "reached"
    assert said(0.45, 0.70, 0.50, "recovered") == "cannot_tell"
    assert said(0.30, 0.49, 0.50, "recovered") == "not_reached"
    assert said(0.10, 0.19, 0.20, "unplanned") == "reached"
    assert said(0.10, 0.25, 0.20, "unplanned") == "cannot_tell"
    assert said(0.21, 0.30, 0.20, "unplanned") == "not_reached"
    few = Estimate(0.9, (0.6, 0.98), 9)
    assert against_goal(few, 0.5, MEASURES["recovered"]) is None, "nine say nothing"
    assert against_goal(Estimate(0.5, (0.4, 0.6), 50), None, MEASURES["unplanned"]) is None


def test_one_or_two_clients_who_got_worse_cannot_be_worked_out(tmp_path, today):
    rows = []
    for index in range(30):
        last = 8.0 if index < 2 else 30.0 if index < 20 else 18.0
        rows += [
            session(f"C{index}", "2026-02-01", 18.0, 30.0),
            session(f"C{index}", "2026-02-08", last, 30.0, closure="planned"),
        ]
    names = ("reliable_improvement", "no_change", "deteriorated")
    found = made(
        tmp_path,
        practice(tmp_path, rows).warehouse(),
        measures=tuple(ChosenMeasure(measure=name) for name in names),
    )
    hidden = [row.measure for row in found.measures if row.value.estimate is None]
    assert "deteriorated" in hidden and len(hidden) >= 2, "30 less the other two would give it away"


def test_fewer_than_five_clients_give_no_figure_but_every_line(tmp_path, today):
    rows = [session(f"C{i}", day, 20.0, 30.0) for i in range(4) for day in ("2026-02-01", "2026-02-08")]
    found = made(tmp_path, practice(tmp_path, rows).warehouse())
    assert found.n == 0 and found.few and len(found.measures) == len(MEASURES)
    assert {row.value.why.code for row in found.measures if row.value.why} == {"few_clients_in_period"}


def test_the_report_says_when_the_choice_was_made_and_how_far_the_period_is(tmp_path, today, sample):
    def said(day, period):
        today(day)
        found = made(tmp_path, sample, period=period)
        return found.chosen, found.state

    assert sample.version.data_date == DAY(2026, 9, 30)
    assert said("2025-09-30", YEAR) == ("before", "settling")
    assert said("2025-10-01", YEAR) == ("during", "settling")
    assert said("2026-09-30", YEAR) == ("during", "settling")
    assert said("2026-10-01", YEAR) == ("after", "settling")
    assert said("2025-09-30", (YEAR[0], DAY(2026, 7, 31))) == ("before", "complete")
    assert said("2025-09-30", (YEAR[0], DAY(2026, 12, 31))) == ("before", "running")
    assert said("2025-09-30", (DAY(2026, 10, 1), DAY(2026, 12, 31))) == ("before", "not_begun")


def test_other_rules_and_other_choices_of_the_time_are_named(tmp_path, today, sample):
    stricter = from_toml("[change]\nors_reliable_change = 9.0")
    assert counting_rules(stricter) != counting_rules(RULES)
    assert counting_rules(from_toml("[small_numbers]\nsuppress_below = 11")) == counting_rules(RULES)
    chosen(tmp_path, title="Another", period=(DAY(2026, 9, 1), DAY(2026, 12, 31)), rules=stricter)
    chosen(tmp_path, title="Later", period=(DAY(2026, 10, 1), DAY(2026, 12, 31)))
    one = chosen(tmp_path, rules=stricter)
    prespecified.withdraw(tmp_path, viewer("owner"), 1)
    found = report(sample, one, PrespecifiedReports(tmp_path).all())
    assert found.rules_changed
    assert [(row.title, row.withdrawn_on) for row in found.others] == [("Another", DAY(2025, 9, 1))]


def test_an_encrypted_practice_keeps_it_unreadable_and_as_fixed(tmp_path, today, monkeypatch):
    today("2026-11-28")
    store = practice(tmp_path, [session("C1", "2026-09-01", 20.0)])
    one = chosen(store.folder)
    key = encryption_key.Key(bytes(range(32)))
    monkeypatch.setenv(encryption_key.VARIABLE, key.written())
    monkeypatch.setattr(encryption_key, "_found", {})
    encryption.write_anew(store, key, encryption_key.ENVIRONMENT)
    reports = PrespecifiedReports(store.folder)
    assert reports.all() == (one,) and b"To the board" not in reports.path.read_bytes()
    with pytest.raises(NotesUnusable), database.transaction(reports.path) as connection:
        connection.execute("delete from prespecified_report")
    prespecified.withdraw(store.folder, viewer("owner"), 1)
    assert [each.withdrawn_on for each in reports.all()] == [DAY(2026, 11, 28)]
