"""Tests of identity checks: renumbered clients, files of another practice, renamed therapists."""

from __future__ import annotations

import csv
import datetime
import io
import random

import pytest

from analytics.ingest import deliver
from analytics.store import DataFolder
from analytics.store.staging import Staging
from tests.support.importing import in_this_process

COLUMNS = ("client", "therapist", "date", "ORS", "SRS")
MONDAY = datetime.date(2025, 1, 6)


def sessions(
    seed: int, clients: int, therapists: tuple[str, ...], *, weeks: int = 40, first: int = 1
) -> list[tuple]:
    """Return weekly sessions with integer totals; clients start in different weeks, with 2 to 14 sessions."""
    pick, made = random.Random(seed), []
    for number in range(clients):
        day = MONDAY + datetime.timedelta(days=7 * pick.randrange(weeks) + number % 5)
        for _ in range(pick.randint(2, 14)):
            ors, srs = min(40, max(0, round(pick.gauss(20, 7)))), min(40, round(pick.gauss(36, 3)))
            made.append(
                (f"C{first + number:03}", therapists[number % len(therapists)], day.isoformat(), ors, srs)
            )
            day += datetime.timedelta(days=7)
    return made


def bring(store, rows, columns=COLUMNS, **options):
    """Import rows as one delivery and return the report."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([row[: len(columns)] for row in rows])
    with in_this_process():
        return deliver(store, [("export.csv", out.getvalue().encode())], **options)


def taken(report) -> None:
    """Assert that a delivery was accepted without a question or a suggested merge."""
    assert (report.outcome, report.question, report.same_person) == ("accept", None, []), report.message


def until(rows: list[tuple], day: str) -> list[tuple]:
    return [row for row in rows if row[2] < day]


def since(rows: list[tuple], day: str) -> list[tuple]:
    return [row for row in rows if row[2] >= day]


def renamed(rows: list[tuple], change, place: int = 0) -> list[tuple]:
    return [(*row[:place], change(row[place]), *row[place + 1 :]) for row in rows]


def lettered(code: str) -> str:
    """Return the client code that other software would give: a letter and a different number."""
    return f"K-{7919 * int(code[1:]) % 10007:05}"


@pytest.fixture
def store(tmp_path):
    return DataFolder(tmp_path).practice


FOUR = ("A", "B", "D", "E")


def test_everybody_renumbered_stops_with_one_question(store):
    rows = sessions(1, 60, FOUR)
    bring(store, rows)
    before = store.current().name
    asked = bring(store, renamed(rows, lettered))
    assert (asked.outcome, asked.question["key"]) == ("needs_choice", "identity:renumbered")
    assert asked.question["choices"] == ["map", "new", "stop"]
    assert (
        f"No client of this file is known, but {len(rows):,} of its sessions equal held ones" in asked.message
    )
    assert store.current().name == before
    stopped = bring(store, renamed(rows, lettered), answers={"identity:renumbered": "stop"})
    assert (stopped.outcome, store.current().name) == ("reject", before)


def test_all_codes_are_mapped_at_once_and_both_exports_are_known_afterwards(store):
    rows = sessions(1, 60, FOUR)
    bring(store, rows)
    courses, count = store.current().n_courses, store.current().n_sessions
    said = bring(store, renamed(rows, lettered), answers={"identity:renumbered": "map"})
    assert (said.outcome, said.rows_unchanged) == ("accept", len(rows))
    assert "60 client codes were joined with known ones" in said.message
    assert (store.current().n_courses, store.current().n_sessions) == (courses, count)
    assert {(one.code, one.stands_for) for one in store.aliases()} == {
        (code, lettered(code)) for code in {row[0] for row in rows}
    }
    assert bring(store, renamed(rows, lettered)).nothing_new
    assert bring(store, rows).nothing_new
    assert (store.undo().n_sessions, store.aliases()) == (count, ())


def test_a_renumbered_export_with_news_and_with_equal_session_ids(store):
    """A renumbered export is recognised despite new clients, even if session ids are unchanged."""
    rows = [(*row, number) for number, row in enumerate(sessions(2, 80, FOUR))]
    columns = (*COLUMNS, "session id")
    bring(store, until(rows, "2025-08-01"), columns)
    later = renamed(since(rows, "2025-05-01"), lettered)
    asked = bring(store, later, columns)
    assert asked.question["key"] == "identity:renumbered"
    bring(store, later, columns, answers={"identity:renumbered": "map"})
    assert store.current().n_sessions == len(rows)


def test_ambiguous_codes_are_left_out_of_the_map_and_said(store):
    rows = sessions(3, 30, FOUR)
    twins = [(code, "A", "2025-03-03", 20, 36) for code in ("C901", "C902")]
    bring(store, rows + twins)
    said = bring(store, renamed(rows + twins, lettered), answers={"identity:renumbered": "map"})
    assert "2 fit several and stay apart" in said.message
    assert said.facts["n_codes_mapped"] == 30
    assert not {one.code for one in store.aliases()} & {"C901", "C902"}


def test_new_clients_after_all_are_taken_as_such(store):
    rows = sessions(1, 20, FOUR)
    bring(store, rows)
    said = bring(store, renamed(rows, lettered), answers={"identity:renumbered": "new"})
    assert (said.outcome, store.current().n_sessions) == ("accept", 2 * len(rows))


def test_renumbered_with_other_names_for_therapists_too(store):
    rows = sessions(4, 40, FOUR)
    bring(store, rows)
    asked = bring(store, [(lettered(row[0]), f"person {row[1]}", *row[2:]) for row in rows])
    assert asked.question["key"] == "identity:renumbered"
    assert "equal held ones in day and scores" in asked.message


def test_codes_that_lost_their_zeros_stop_too(store):
    rows = renamed(sessions(5, 80, FOUR), lambda code: f"0{code[1:]}")
    bring(store, until(rows, "2025-08-01"))
    later = renamed(since(rows, "2025-07-15"), lambda code: code.lstrip("0"))
    asked = bring(store, until(later, "2025-08-15"))
    assert asked.question["key"] == "identity:renumbered"
    assert "are when case, blanks and leading zeros don't count" in asked.message
    said = bring(store, until(later, "2025-08-15"), answers={"identity:renumbered": "map"})
    assert (said.outcome, store.current().n_sessions) == ("accept", len(until(rows, "2025-08-15")))
    assert all(one.stands_for.startswith("0") for one in store.aliases())


@pytest.mark.parametrize("first", [500, 1])
def test_a_file_of_another_practice_stops(store, first):
    """A file of another practice is stopped, even if some codes coincide."""
    bring(store, sessions(6, 60, FOUR))
    before = store.current().name
    other = sessions(7, 40, ("P", "Q", "R"), first=first)
    asked = bring(store, other)
    assert (asked.outcome, asked.question["key"]) == ("needs_choice", "identity:foreign")
    assert bring(store, other, answers={"identity:foreign": "stop"}).outcome == "reject"
    assert store.current().name == before
    assert bring(store, other, answers={"identity:foreign": "ours"}).outcome == "accept"
    assert bring(store, other).question is None


def test_one_client_under_another_code_is_suggested(store):
    rows = sessions(8, 40, FOUR)
    bring(store, rows)
    n = sum(row[0] == "C007" for row in rows)
    said = bring(store, renamed(rows, lambda code: "N777" if code == "C007" else code))
    assert [tuple(one.values()) for one in said.same_person] == [
        ("client", "N777", "C007", "N777", "equal_sessions", n)
    ]
    assert "possible_same_client" in said.warnings
    assert "1 client may be a known one under another code." in said.message
    assert store.say_alias("client", *store.suggestions()[0].alias).n_folded == n
    assert (store.current().n_sessions, store.suggestions()) == (len(rows), ())


def test_a_code_that_is_a_held_one_with_an_addition_is_suggested(store):
    rows = sessions(8, 40, FOUR)
    bring(store, rows)
    later = [("C007 (2)", *rows[0][1:])]
    said = bring(store, later)
    assert [tuple(one.values()) for one in said.same_person] == [
        ("client", "C007 (2)", "C007", "C007", "copy", 1)
    ]
    assert "possible_same_client" in said.warnings


def test_codes_that_the_source_merged_are_suggested(store):
    rows = sessions(8, 40, FOUR)
    bring(store, rows)
    said = bring(store, renamed(rows, lambda code: "C003" if code == "C007" else code))
    assert [(one["code"], one["known"]) for one in said.same_person] == [("C003", "C007")]


def test_other_spellings_are_suggested_and_shown_as_known(store):
    rows = sessions(9, 20, ("Lind", "Özil"))
    bring(store, rows)
    day = "2026-01-05"
    more = [
        ("c001", "Lind", day, 20, 30),
        ("C\u00a0002", "LIND", day, 20, 30),
        ("C3", "O\u0308zil", day, 20, 30),
    ]
    said = bring(store, [*more, ("C004", "Lind", day, 20, 30)])
    found = {(one["kind"], one["known"], one["stands_for"]) for one in said.same_person}
    assert found >= {("client", "C001", "C001"), ("client", "C003", "C003"), ("therapist", "Lind", "Lind")}
    assert {one["why"] for one in said.same_person} == {"spelling"}


def test_a_therapist_under_a_new_name_is_suggested(store):
    rows = sessions(10, 200, FOUR, weeks=50)
    bring(store, until(rows, "2025-08-01"))
    name = {"B": "B. Meier"}
    later = renamed(since(rows, "2025-08-01"), lambda code: name.get(code, code), 1)
    said = bring(store, until(later, "2025-09-01"))
    assert [(one["code"], one["known"], one["why"]) for one in said.same_person] == [
        ("B. Meier", "B", "took_over")
    ]
    assert "new_name_old_stopped" in said.warnings
    assert "1 therapist may be a known one under a new name." in said.message
    store.say_alias("therapist", "B", "B. Meier")
    taken(bring(store, later))


def test_a_look_says_the_same_and_keeps_nothing(store):
    rows = sessions(8, 40, FOUR)
    bring(store, rows)
    look = bring(store, renamed(rows, lambda code: "N777" if code == "C007" else code), dry_run=True)
    assert [one["known"] for one in look.same_person] == ["C007"]
    assert store.suggestions() == ()


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("therapists", [("solo",), FOUR])
def test_month_by_month_nothing_is_asked(tmp_path, seed, therapists):
    """Monthly imports, of all sessions or of recent ones only, lead to no question about identities."""
    store = DataFolder(tmp_path).practice
    rows = sessions(20 + seed, 12 * len(therapists), therapists, weeks=30)
    taken(bring(store, until(rows, "2025-03-01")))
    taken(bring(store, [row for row in rows if "2025-03" <= row[2] < "2025-04"]))
    taken(bring(store, until(rows, "2025-06-01")))
    taken(bring(store, since(until(rows, "2025-07-01"), "2025-04-01")))
    taken(bring(store, rows))


def test_new_clients_only_and_a_new_colleague_are_not_asked_about(store):
    rows = sessions(30, 30, FOUR, weeks=20)
    bring(store, rows)
    fresh = sessions(31, 12, FOUR, weeks=20, first=300)
    said = bring(store, fresh)
    taken(said)
    assert said.warnings == [], "new clients of known therapists are nothing unusual"
    colleague = sessions(32, 9, ("New",), weeks=20, first=500)
    taken(bring(store, colleague))
    mixed = sessions(33, 9, ("A", "Newer"), weeks=20, first=700)
    taken(bring(store, mixed))


def test_files_without_therapists_are_not_asked_about(store):
    columns = ("client", "date", "ORS", "SRS")
    rows = [(row[0], *row[2:]) for row in sessions(34, 30, FOUR)]
    taken(bring(store, rows[: len(rows) // 2], columns))
    taken(bring(store, rows, columns))
    taken(bring(store, [(row[0], *row[2:]) for row in sessions(35, 10, FOUR, first=400)], columns))


def test_a_tiny_practice_is_not_asked_about(store):
    rows = [
        ("1", "A", "2026-01-05", 20, 36),
        ("2", "A", "2026-01-05", 21, 36),
        ("1", "A", "2026-01-12", 22, 37),
    ]
    taken(bring(store, rows[:2]))
    taken(bring(store, rows))
    taken(bring(store, [("3", "A", "2026-01-12", 20, 36), ("4", "B", "2026-01-12", 20, 36)]))
    taken(bring(store, [("5", "B", "2026-01-19", 20, 36)]))


def test_all_therapists_renamed_in_a_full_export_is_our_own_practice(store):
    rows = sessions(36, 40, FOUR)
    bring(store, rows)
    said = bring(store, renamed(rows, lambda code: f"Dr {code}", 1))
    assert (said.outcome, said.question) == ("accept", None)


def test_a_long_statement_prints_nothing(tmp_path):
    """Imports print no DuckDB progress bar to standard output."""
    with Staging(tmp_path) as staging:
        assert staging.connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (
            False,
        )
