"""Tests of stored sessions missing in a file: reported, listed, and removed only on request."""

from __future__ import annotations

import datetime

import pytest

from analytics.ingest import coverage, deliver
from analytics.store import DataFolder, leave_out
from tests.support.importing import adds_up, in_this_process, state

TODAY = datetime.date(2026, 9, 30)
HEADER = "Client ID,Date,ORS,SRS,Therapist,Status,Closure reason\n"


def line(client: int, month: int, **other) -> dict:
    """Return one session of a client in a month of 2026, with distinct day and scores."""
    row = {
        "client": f"K{client:02d}",
        "date": f"2026-{month:02d}-{client % 9 + 1:02d}",
        "ors": f"{12 + client + month / 10:.1f}",
        "srs": f"{30 + month / 10:.1f}",
        "therapist": f"T{client % 3 + 1}",
        "status": "Attended",
        "closure": "Completed" if client < 4 and month == 8 else "",
    }
    return row | other


def practice() -> list[dict]:
    """Return 96 sessions: twelve clients of three therapists, monthly from January to August, four endings."""
    return [line(client, month) for client in range(12) for month in range(1, 9)]


def text(rows: list[dict], header: str = HEADER) -> str:
    return header + "".join(",".join(row.values()) + "\n" for row in rows)


@pytest.fixture
def give(tmp_path):
    """Return a function that imports rows into one store and returns the report as a dict."""

    class Give:
        store = DataFolder(tmp_path / "data").practice

        def __call__(self, rows, **options) -> dict:
            content = (rows if isinstance(rows, str) else text(rows)).encode()
            with in_this_process():
                document = deliver(self.store, [("file.csv", content)], today=TODAY, **options).as_dict()
            if document["outcome"].startswith("accept"):
                adds_up(document)
            return document

        def held(self) -> int:
            return self.store.current().n_sessions

    made = Give()
    made(practice())
    return made


def test_a_full_export_says_which_held_sessions_it_lacks_and_changes_nothing(give):
    rows = [row for row in practice() if row["client"] != "K05" or row["date"] < "2026-03"]
    said = give(rows, dry_run=True)["not_in_file"]
    assert (said["n"], said["covers"], said["partial"]) == (6, ["2026-01-01", "2026-08-09"], False)
    assert said["share"] == pytest.approx(90 / 96, abs=1e-4)
    assert said["by_therapist"] == [{"therapist": "T3", "n": 6, "cancelled": 0}]
    assert [(row["client_id"], row["session_date"], row["why"]) for row in said["rows"]] == [
        ("K05", f"2026-{month:02d}-06", "not_there") for month in range(3, 9)
    ]
    march = {"month": "2026-03", "in_file": 11, "held": 12, "only_held": 1, "only_file": 0}
    assert said["months"][2] == march
    assert sum(row["only_held"] for row in said["months"]) == 6
    report = give(rows)
    assert "6 sessions held in that span are not in it." in report["message"]
    assert (give.held(), report["removed"]) == (96, 0)


def test_what_the_file_lacks_is_left_out_after_the_import_and_comes_back(give):
    rows = [*practice()[:-2], line(20, 8)]
    give(rows)
    assert (give.held(), leave_out.to_follow(give.store)) == (97, leave_out.ToFollow(2))
    assert leave_out.leave_out(give.store) == leave_out.ToFollow(2)
    assert (give.held(), give.store.steps().back) == (95, 3)
    assert not leave_out.leave_out(give.store), "nothing is left to follow"
    assert give.store.steps().back == 3
    assert give.store.undo().n_sessions == 97
    assert leave_out.to_follow(give.store) == leave_out.ToFollow(2)
    assert give.store.redo().n_sessions == 95
    assert not leave_out.to_follow(give.store)


def test_a_file_that_only_lacks_sessions_takes_no_undo_and_can_be_followed_later(give):
    first = give.store.current().name
    give(practice()[:-2])
    kept = give.store.current().name
    assert kept != first and give.store.steps().back == 1, "the version is replaced in its place"
    give(practice()[:-2])
    assert give.store.current().name == kept
    assert leave_out.leave_out(give.store) == leave_out.ToFollow(2)
    assert [give.store.undo().n_sessions, give.store.undo()] == [96, None]


def test_a_look_and_one_answer_follow_the_file_in_one_step(give):
    look = give(practice()[:-2], dry_run=True)
    assert look["not_in_file"]["to_leave_out"] == 2
    look = give(practice()[:-2], dry_run=True, answers={"not_in_file": "leave_out"})
    assert (look["removed"], look["not_in_file"]["followed"], give.held()) == (2, True, 96)
    done = give(practice()[:-2], answers={"not_in_file": "leave_out"})
    assert (done["removed"], give.held(), give.store.steps().back) == (2, 94, 2)
    assert not leave_out.to_follow(give.store)
    again = give(practice()[:-2])
    assert again["not_in_file"]["n"] == 0 and give.held() == 94, "the answer was for that import alone"
    assert give.store.undo().n_sessions == 96


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([line(9, 8, srs="31.5"), line(2, 1, srs="31.5")], id="two corrections far apart"),
        pytest.param([line(c, 9) for c in range(12)], id="the next month"),
        pytest.param([line(c, 9) for c in range(12)] + [line(3, 2, ors="20")], id="the next month and a correction"),
        pytest.param([row for row in practice() if row["therapist"] == "T2"], id="one therapist's own export"),
    ],
)  # fmt: skip
def test_a_part_of_the_practice_does_not_shout(give, rows):
    before = give.held()
    said = give(rows, answers={"not_in_file": "leave_out"})
    assert said["outcome"] == "accept" and said["removed"] == 0
    assert "held in that span" not in said["message"]
    assert not said["not_in_file"]["to_leave_out"] and not leave_out.to_follow(give.store)
    assert give.held() >= before


def test_a_client_shared_with_another_therapist_is_not_lacking_in_ones_own_export(give):
    give([line(1, 9, therapist="T3"), line(4, 9, therapist="T3")])
    own = [row for row in practice() if row["therapist"] == "T2"]
    assert give(own, dry_run=True)["not_in_file"]["n"] == 0


def test_cancelled_afterwards_is_said_and_followed_even_by_a_part(give):
    rows = [line(3, 4, status="Cancelled", ors="", srs=""), line(3, 5, srs="33.0")]
    said = give(rows)
    assert "1 session held as attended is cancelled or not attended in the file." in said["message"]
    assert (said["not_in_file"]["cancelled"], said["not_in_file"]["to_leave_out"]) == (1, 1)
    assert leave_out.leave_out(give.store) == leave_out.ToFollow(1)
    assert give.held() == 95


def test_moved_without_session_ids_is_recognised(give):
    rows = practice()
    rows[10] |= {"date": "2026-03-20"}
    rows[50] |= {"date": "2026-03-21"}
    for row in rows[64:72]:
        row["client"] = "NEW8"
    said = give(rows, dry_run=True)
    found = said["not_in_file"]
    assert (found["n"], found["moved_day"], found["moved_client"]) == (10, 2, 8)
    assert "2 of them look moved to another day." in said["message"]
    assert "8 of them look moved to another client code." in said["message"]


def test_rows_set_aside_are_not_called_lacking(give):
    rows = practice()
    rows[7] |= {"ors": "55", "srs": "55"}
    rows[30] |= {"date": "the 3rd of May"}
    said = give(rows)
    assert said["rows_quarantined"] == 2
    assert (said["not_in_file"]["n"], said["not_in_file"]["set_aside"]) == (0, 2)


def test_emptied_scores_and_endings_are_followed_only_when_asked(give):
    rows = practice()
    rows[7] |= {"closure": ""}
    rows[40] |= {"srs": ""}
    rows[41] |= {"srs": ""}
    said = give(rows)
    assert said["not_in_file"]["emptied"] == {"scores": 2, "endings": 1}
    assert "2 held scores are empty in the file. 1 held ending is empty in the file." in said["message"]
    assert values(give.store) == (96, 4)
    done = give(rows, answers={"not_in_file": "leave_out"})
    assert (done["removed"], done["not_in_file"]["followed"]) == (0, True)
    assert values(give.store) == (94, 3)
    assert give.store.undo() and values(give.store) == (96, 4)
    assert leave_out.leave_out(give.store) == leave_out.ToFollow(0, 2, 1)
    assert values(give.store) == (94, 3)


def values(store) -> tuple[int, int]:
    """Return the numbers of stored SRS totals and of stored endings."""
    from analytics.store.read_only_connection import connect

    with connect(store.current().path) as connection:
        return connection.execute("SELECT count(srs_total), count(closure) FROM mart.session").fetchone()


def test_a_file_without_a_column_empties_nothing(give):
    rows = [{key: row[key] for key in ("client", "date", "ors", "therapist")} for row in practice()]
    said = give(text(rows, "Client ID,Date,ORS,Therapist\n"), dry_run=True)
    assert said["not_in_file"]["emptied"] == {"scores": 0, "endings": 0}
    for row in rows:  # a column that is there and empty throughout is no news about any session
        row["srs"] = ""
    said = give(text(rows, "Client ID,Date,ORS,Therapist,SRS\n"), dry_run=True)
    assert said["not_in_file"]["emptied"] == {"scores": 0, "endings": 0}


def test_an_ending_that_moved_to_a_later_session_is_not_emptied(give):
    rows = practice()
    rows[7] |= {"closure": ""}
    rows.append(line(0, 9, closure="Completed"))
    assert give(rows, dry_run=True)["not_in_file"]["emptied"]["endings"] == 0


def test_the_whole_practice_always_says_first_how_many_would_go(give):
    month = [row for row in practice() if row["date"].startswith("2026-08")]
    before = state(give.store)
    for options in ({"replace": True}, {"replace": True, "dry_run": True}):
        asked = give(month, **options)
        assert (asked["outcome"], asked["question"]["key"], asked["removed"]) == (
            "needs_choice",
            "replace",
            84,
        )
        assert asked["question"]["choices"] == ["yes", "no"]
        assert asked["message"].startswith("84 of 96 sessions held would go")
        assert state(give.store) == before
    assert give(month, dry_run=True, answers={"replace": "yes"})["removed"] == 84
    assert give(month, replace=True, answers={"replace": "no"})["outcome"] == "accept"
    assert give.held() == 96
    done = give(month, replace=True, answers={"replace": "yes"})
    assert (done["removed"], give.held(), len(give.store.history())) == (84, 12, 2)
    assert give.store.undo().n_sessions == 96


def test_a_replacement_that_equals_what_is_held_makes_no_version(give):
    name = give.store.current().name
    said = give(practice(), replace=True)
    assert (said["outcome"], said["removed"], give.store.current().name) == ("accept", 0, name)
    rows = practice()
    rows[40] |= {"srs": ""}
    asked = give(rows, replace=True)
    assert asked["question"]["key"] == "replace" and "1 score would be emptied" in asked["message"]
    give(rows, replace=True, answers={"replace": "yes"})
    assert values(give.store) == (95, 4), "emptied values follow the file that is the whole practice"
    assert give(practice(), replace=True)["outcome"] == "accept", (
        "a file that takes nothing away asks nothing"
    )
    assert values(give.store) == (96, 4)


def test_neither_answer_is_remembered(give):
    give(practice()[:-2], answers={"not_in_file": "leave_out"})
    give(practice()[:-4], answers={"replace": "yes"})
    assert give.held() == 92
    give(practice()[:-10])
    assert give.held() == 92


def test_the_kept_report_names_no_client(give):
    give(practice()[:-2] + [line(20, 8)])
    kept = give.store.history()[0]["report"]
    assert '"not_in_file"' in kept and "K1" not in kept
    assert coverage.without_clients(None) is None
