"""Tests of the data date of a delivery: proposed from the file, checked if given, never set back."""

import dataclasses
import datetime

import pytest

from analytics import clock
from analytics.ingest import data_day, data_day_report, deliver
from analytics.ingest.base.errors import QuestionForUser
from analytics.ingest.data_day import Delivered, Situation
from analytics.store import DataFolder
from tests.support import first_practices
from tests.support.command import run
from tests.support.importing import in_this_process, state

NOW = datetime.date(2026, 11, 28)
HEAD = "client_id,session_date,therapist,ors_total,srs_total"


@pytest.fixture(autouse=True)
def _without_a_process():
    with in_this_process():
        yield


@pytest.fixture
def store(tmp_path):
    return DataFolder(tmp_path / "data").practice


def table(*days: str, head: str = HEAD, rest: str = "T1,20,36") -> list[tuple[str, bytes]]:
    """Return a CSV file with one session on each given day, each of a different client."""
    rows = [f"C{number},{day},{rest}" for number, day in enumerate(days)]
    return [("export.csv", "\n".join([head, *rows, ""]).encode())]


def weekly(last: str, n: int = 6) -> list[str]:
    """Return n dates one week apart, ending with `last`."""
    end = datetime.date.fromisoformat(last)
    return [(end - datetime.timedelta(days=7 * k)).isoformat() for k in reversed(range(n))]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("newest", "expected", "source"),
    [
        ("2025-09-30", "2025-09-30", "newest_session"),
        ("2026-11-13", "2026-11-13", "newest_session"),  # 15 days ago
        ("2026-11-14", "2026-11-28", "today"),  # 14 days ago
        ("2026-11-28", "2026-11-28", "today"),
    ],
)
def test_a_first_delivery_speaks_up_to_its_newest_session_or_today(store, newest, expected, source):
    report = deliver(store, table(*weekly(newest)), calendar_day=NOW)
    assert report.outcome == "accept"
    assert (report.data_day["day"], report.data_day["from"]) == (expected, source)
    assert store.current().data_date == day(expected)
    assert data_day_report.sentence(report.data_day) in report.message


def test_a_trial_says_what_the_import_would(store):
    files = table(*weekly("2025-09-30"))
    trial = deliver(store, files, calendar_day=NOW, dry_run=True)
    assert store.current() is None
    assert trial.data_day == deliver(store, files, calendar_day=NOW).data_day
    assert trial.message.endswith(
        "These data speak up to 30 Sep 2025, the day of the newest session;"
        " today would count every open course as ended."
    )


@pytest.mark.parametrize("year", [2027, 2031, 2046])
def test_years_later_the_same_file_gives_the_same_day(store, year):
    report = deliver(store, table(*weekly("2026-11-20")), calendar_day=datetime.date(year, 2, 1))
    assert (report.data_day["day"], report.data_day["from"]) == ("2026-11-20", "newest_session")


def test_an_export_of_every_week_moves_the_day_on(store):
    for passed in range(0, 29, 7):
        today = datetime.date(2026, 10, 1) + datetime.timedelta(days=passed)
        report = deliver(store, table(*weekly(str(today), 10)), calendar_day=today)
        assert (report.data_day["day"], report.data_day["from"]) == (str(today), "today")
    later = datetime.date(2027, 3, 1)  # nothing new in the file: the day on show stays
    report = deliver(store, table(*weekly("2026-10-29", 10)), calendar_day=later)
    assert (report.outcome, report.data_day["day"]) == ("accept", "2026-10-29")


def test_a_late_file_never_asks_and_never_moves_the_practice_back(store):
    deliver(store, table(*weekly("2026-09-30")), calendar_day=NOW)
    late = deliver(store, table("2025-01-10", "2025-06-20"), calendar_day=NOW)  # days apart, and old
    assert late.outcome == "accept"
    assert (late.data_day["day"], late.data_day["from"]) == ("2026-09-30", "newest_session")
    assert store.current().data_date == day("2026-09-30")


def test_a_kept_day_that_is_no_session_and_not_today_says_so(store):
    deliver(store, table(*weekly("2026-09-25")), today=day("2026-09-30"), calendar_day=NOW)
    late = deliver(store, table("2026-01-10"), calendar_day=NOW)
    assert (late.data_day["day"], late.data_day["from"]) == ("2026-09-30", "on_show")
    assert "as before; this file brings nothing later" in late.message


def test_a_given_day_is_taken_where_nothing_speaks_against_it(store):
    report = deliver(store, table(*weekly("2026-09-25")), today=day("2026-09-30"), calendar_day=NOW)
    assert (report.data_day["day"], report.data_day["from"]) == ("2026-09-30", "given")
    again = deliver(store, table(*weekly("2026-09-25")), today=day("2026-09-30"), calendar_day=NOW)
    assert again.outcome == "accept"
    assert store.current().data_date == day("2026-09-30")


@pytest.mark.parametrize("given", ["2026-09-25", "2026-09-26", "2026-11-28"])
def test_days_equal_to_the_newest_session_the_day_on_show_or_today_are_taken(store, given):
    for rows in (weekly("2026-09-25"), ["2026-05-01"]):
        report = deliver(store, table(*rows), today=day(given), calendar_day=NOW)
        assert (report.outcome, report.data_day["day"]) == ("accept", given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("2026-11-29", "lies ahead: today is 28 Nov 2026"),
        ("2099-01-01", "lies ahead"),
        ("2026-09-24", "sessions up to 30 Sep 2026"),
        ("2024-01-01", "sessions up to 30 Sep 2026"),
    ],
)
def test_a_given_day_ahead_or_before_the_newest_session_is_asked_about(store, given, words):
    report = deliver(store, table(*weekly("2026-09-30")), today=day(given), calendar_day=NOW)
    assert (report.outcome, report.question["key"]) == ("needs_choice", "data_day")
    assert words in report.question["text"]
    assert "2026-09-30" in report.question["choices"]
    assert store.current() is None


def test_no_answer_takes_a_practice_back_behind_the_day_on_show(store):
    deliver(store, table(*weekly("2026-09-25")), today=day("2026-09-30"), calendar_day=NOW)
    before = state(store)
    for given in ("2026-09-29", "2026-09-25", "2026-06-01"):
        for answers in ({}, {"data_day": given}):
            report = deliver(store, table("2026-05-01"), today=day(given), calendar_day=NOW, answers=answers)
            assert (report.outcome, report.question["key"]) == ("needs_choice", "data_day"), (given, answers)
            assert given not in report.question["choices"]
    assert state(store) == before
    asked = {"data_day": "2026-09-30"}
    kept = deliver(store, table("2026-05-01"), today=day("2026-06-01"), calendar_day=NOW, answers=asked)
    assert (kept.outcome, kept.data_day["day"]) == ("accept", "2026-09-30")


@pytest.mark.parametrize("answer", ["2099-01-01", "soon", "", "2026-13-01"])
def test_an_answer_that_is_no_possible_day_is_asked_again(store, answer):
    report = deliver(store, table(*weekly("2026-09-30")), calendar_day=NOW, answers={"data_day": answer})
    assert (report.outcome, report.question["key"]) == ("needs_choice", "data_day")
    assert store.current() is None


def test_an_answer_holds_for_one_import_only(store):
    files = table(*weekly("2025-09-30"), "2026-06-01")
    deliver(store, files, calendar_day=NOW, answers={"data_day": "2025-09-30"})
    assert store.current().data_date == day("2025-09-30")
    report = deliver(store, table(*weekly("2026-11-20")), calendar_day=NOW)
    assert report.data_day["from"] == "today"


def test_a_newest_session_far_from_all_others_is_asked_about(store):
    files = table(*weekly("2025-09-30"), "2026-10-30")
    report = deliver(store, files, calendar_day=NOW)
    assert (report.outcome, report.question["key"]) == ("needs_choice", "data_day")
    assert report.question["choices"] == ["2025-09-30", "2026-10-30"]
    left_out = deliver(store, files, calendar_day=NOW, answers={"data_day": "2025-09-30"}, dry_run=True)
    assert [(row["line"], row["reason"]) for row in left_out.quarantined] == [(8, "date_in_future")]
    taken = deliver(store, files, calendar_day=NOW, answers={"data_day": "2026-10-30"})
    assert (taken.rows_quarantined, taken.data_day["day"]) == (0, "2026-10-30")
    assert deliver(store, files, calendar_day=NOW).outcome == "accept"  # known by now


@pytest.mark.parametrize(("days", "asked"), [(30, False), (31, True)])
def test_thirty_days_between_the_last_two_sessions_are_no_question(store, days, asked):
    last = day("2026-06-30") + datetime.timedelta(days=days)
    report = deliver(store, table(*weekly("2026-06-30"), str(last)), calendar_day=NOW)
    assert (report.outcome == "needs_choice") is asked


def test_where_long_pauses_are_usual_one_more_is_no_question(store):
    months = [f"2026-0{month}-0{month}" for month in range(1, 8)]  # 29 to 33 days apart
    assert deliver(store, table(*months), calendar_day=NOW).data_day["day"] == "2026-07-07"
    assert deliver(store, table("2026-08-12"), calendar_day=NOW).outcome == "accept"
    assert deliver(store, table("2026-11-12"), calendar_day=NOW).outcome == "needs_choice"


def test_a_first_session_alone_is_no_question(store):
    assert deliver(store, table("2025-05-01"), calendar_day=NOW).data_day["day"] == "2025-05-01"


def test_a_typed_year_that_lies_ahead_is_set_aside_and_decides_nothing(store):
    report = deliver(store, table(*weekly("2025-09-30"), "2036-09-30"), calendar_day=NOW)
    assert [row["reason"] for row in report.quarantined] == ["date_in_future"]
    assert report.data_day["day"] == "2025-09-30"


def test_a_far_session_after_a_given_day_is_set_aside(store):
    files = table(*weekly("2025-09-30"), "2026-10-30")
    report = deliver(store, files, today=day("2025-09-30"), calendar_day=NOW)
    assert [row["reason"] for row in report.quarantined] == ["date_in_future"]
    assert store.current().data_date == day("2025-09-30")


@pytest.mark.parametrize("status", ["Booked", "Scheduled", "geplant", "Programada"])
@pytest.mark.parametrize("written", ["%Y-%m-%d", "%d.%m.%Y"])
def test_booked_appointments_do_not_count(store, status, written):
    attended = [f"C{n},{day(d):{written}},T1,Attended,20,36" for n, d in enumerate(weekly("2025-09-30"))]
    booked = [f"C{n},{day(d):{written}},T1,{status},," for n, d in enumerate(weekly("2026-01-13", 12))]
    head = "client_id,session_date,therapist,appointment status,ors_total,srs_total"
    files = [("export.csv", "\n".join([head, *attended, *booked, ""]).encode())]
    report = deliver(store, files, calendar_day=NOW)
    assert report.outcome == "accept", report.message
    assert (report.data_day["day"], report.data_day["from"]) == ("2025-09-30", "newest_session")
    assert {row["reason"] for row in report.skipped} == {"not_attended"}
    assert store.current().newest_session <= store.current().data_date


def test_booked_appointments_in_a_diary_of_their_own_do_not_count(store):
    scores = table(*weekly("2025-09-30"))
    rows = [f"C{n},{d},T1,Attended" for n, d in enumerate(weekly("2025-09-30"))]
    rows += [f"C{n},{d},T1,Booked" for n, d in enumerate(weekly("2025-11-25", 8))]
    diary = ("diary.csv", "\n".join(["client_id,session_date,therapist,attendance", *rows, ""]).encode())
    report = deliver(store, [*scores, diary], calendar_day=NOW)
    assert (report.outcome, report.data_day["day"]) == ("accept", "2025-09-30"), report.message


def test_rows_without_a_score_and_a_status_at_the_end_are_asked_about(store):
    rows = [f"C{n},{d},T1,20,36" for n, d in enumerate(weekly("2025-09-30"))]
    rows += [f"C{n},{d},T1,," for n, d in enumerate(weekly("2025-11-25", 8))]
    report = deliver(store, [("a.csv", "\n".join([HEAD, *rows, ""]).encode())], calendar_day=NOW)
    assert (report.outcome, report.question["choices"]) == ("needs_choice", ["2025-09-30", "2025-11-25"])
    assert "booked appointments" in report.question["text"]


def test_a_day_that_an_older_release_took_ahead_can_be_set_right(store):
    ahead = day("2099-01-01")
    deliver(store, table(*weekly("2026-09-30")), today=ahead, calendar_day=ahead)
    kept = deliver(store, table("2026-09-29"), calendar_day=NOW)
    assert (kept.data_day["day"], kept.data_day["from"]) == ("2099-01-01", "on_show")
    assert "It lies ahead of today." in kept.message
    asked = deliver(store, table("2026-09-29"), today=day("2026-09-30"), calendar_day=NOW)
    assert "2026-09-30" in asked.question["choices"]
    settled = {"data_day": "2026-09-30"}
    deliver(store, table("2026-09-29"), today=day("2026-09-30"), calendar_day=NOW, answers=settled)
    assert store.current().data_date == day("2026-09-30")


def test_a_delivery_that_replaces_everything_may_go_back_by_an_answer(store):
    deliver(store, table(*weekly("2026-09-30")), calendar_day=NOW)
    older = table(*weekly("2025-09-30"))
    sure = {"replace": "yes"}
    looked = deliver(store, older, calendar_day=NOW, replace=True, dry_run=True, answers=sure)
    assert looked.data_day["day"] == "2026-09-30"
    asked = deliver(store, older, calendar_day=NOW, replace=True, today=day("2025-09-30"))
    assert asked.outcome == "needs_choice"
    assert "2025-09-30" in asked.question["choices"]
    deliver(store, older, calendar_day=NOW, replace=True, answers=sure | {"data_day": "2025-09-30"})
    assert store.current().data_date == day("2025-09-30")


def test_sessions_of_an_older_release_after_the_day_on_show_move_it_on():
    now = Situation(calendar_day=NOW, on_show=day("2026-06-01"), known_days=(day("2026-09-30"),))
    assert data_day.resolve(now, Delivered(newest=day("2026-01-01"))) == (day("2026-09-30"), "newest_session")
    with pytest.raises(QuestionForUser):
        data_day.resolve(dataclasses.replace(now, given=day("2026-08-01")), Delivered())


def test_the_clock_is_read_in_one_place_and_can_be_set(monkeypatch):
    monkeypatch.setenv(clock.VARIABLE, "2031-05-06")
    assert clock.today() == day("2031-05-06")
    monkeypatch.delenv(clock.VARIABLE)
    assert abs((clock.today() - datetime.date.today()).days) <= 1


def test_what_another_day_would_do_is_counted_in_clients(store):
    files = table(*weekly("2025-09-30"))
    looked = deliver(store, files, calendar_day=NOW, today=NOW, dry_run=True).data_day
    assert data_day_report.sentence(looked).endswith(
        "the day that was chosen; every open course counts as ended."
    )
    assert (looked["proposed"], looked["clients"], looked["quiet"], looked["quiet_if_proposed"]) == (
        *("2025-09-30", 6, 6, 0),
    )


def test_the_command_line_says_the_day_asks_and_writes_nothing(tmp_path):
    data = tmp_path / "data"
    file = first_practices.write("year_old", tmp_path)
    trial = run("import", file, "--dry-run", "--json", data=data)
    assert trial.document["data_day"]["day"] == "2025-09-30"
    for given in ("2025-09-29", "2026-11-29", "2030-01-01"):
        asked = run("import", file, "--today", given, data=data)
        assert asked.status == 3, given
        assert "--answer data_day=2025-09-30" in asked.out
        assert (
            run("import", file, "--today", given, "--json", data=data).document["question"]["key"]
            == "data_day"
        )
    assert run("imports", "--json", data=data).document["imports"] == []
    said = run("import", file, data=data)
    assert said.status == 0
    assert "These data speak up to 30 Sep 2025, the day of the newest session; today would" in said.out
    assert run("show", "overview", "--json", data=data).document["as_of"] == "2025-09-30"
    back = run("import", file, "--today", "2025-09-15", "--json", data=data)
    assert (back.status, back.document["question"]["key"]) == (3, "data_day")
    assert run("show", "overview", "--json", data=data).document["as_of"] == "2025-09-30"
    assert run("import", file, "--today", "2025-10-01", data=data).status == 0
    assert run("show", "overview", "--json", data=data).document["as_of"] == "2025-10-01"
