"""Tests of comparing stored data with the latest file, and of the message that sessions were left out."""

from __future__ import annotations

import pytest

from analytics.access import Scope
from analytics.ingest import delivery
from analytics.quality import reconciliation
from analytics.store import DataFolder, latest, leave_out
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.support.practice import ALWAYS_RECORDED, TODAY

ALL = Scope(every_therapist=True, imports=True)
HEAD = "client_id,session_date,therapist,ors_total,srs_total"
HELD = [f"c{n},2026-09-0{n + day},T1,{10 + n + day},36" for n in (1, 2, 3) for day in (1, 3)]
LATER = [HELD[0], *HELD[2:]]


@pytest.fixture
def store(tmp_path):
    return DataFolder(tmp_path).practice


def bring(store, name: str, *rows: str, head: str = HEAD, replace: bool = False):
    with in_this_process():
        content = "\n".join([head, *rows, ""]).encode()
        answers = {"replace": "yes"} if replace else {}
        report = delivery.deliver(store, [(name, content)], today=TODAY, replace=replace, answers=answers)
    assert report.outcome == "accept", report.message
    return report


def found(store):
    return reconciliation.latest(store.warehouse(), ALL, later=latest.later(store, store.current()))


def said(store) -> str:
    return run("imports", "--reconcile", data=store.folder.parent).out


def test_a_file_in_which_everything_is_known_is_the_latest(store):
    bring(store, "first.csv", *HELD)
    assert found(store) is None
    asked = run("imports", "--reconcile", data=store.folder.parent)
    assert asked.status == 4 and "Nothing was held before the only import behind these data" in asked.err
    version = store.current().name
    bring(store, "second.csv", *HELD)
    assert store.current().name == version, "nothing is written anew for it"
    assert (found(store).files, found(store).found["n"]) == (("second.csv",), 0)
    assert said(store).startswith("second.csv, ")
    bring(store, "third.csv", *HELD, "c3,2026-09-20,T1,20,36")
    assert found(store).files == ("third.csv",)
    bring(store, "part.csv", HELD[0])
    assert (found(store).files, found(store).months[0].in_file) == (("part.csv",), 1)
    journal = run("imports", "--json", data=store.folder.parent).document["journal"]
    assert [one["what"] for one in journal] == ["import"] * 4 and "compared" not in journal[0]


def test_it_stays_the_latest_under_other_rules_and_goes_and_comes_with_undo_and_redo(store):
    bring(store, "first.csv", *HELD)
    bring(store, "second.csv", *HELD, "c3,2026-09-20,T1,20,36")
    bring(store, "part.csv", HELD[0])
    store.change_definitions(ALWAYS_RECORDED)
    assert found(store).files == ("part.csv",)
    store.undo()
    assert found(store) is None
    store.redo()
    assert found(store).files == ("part.csv",)
    store.say_alias("client", "c1", "c2")
    assert found(store).files == ("part.csv",)


def test_a_file_that_is_compared_with_nothing_is_said(store):
    bring(store, "first.csv", *HELD)
    bring(store, "clients.csv", "c1,North", head="client_id,site")
    assert said(store).startswith(
        "No session of the latest file, clients.csv, was taken in, so there is nothing to"
    )
    bring(store, "whole.csv", *HELD[:3], replace=True)
    assert (
        found(store).instead
        == "The latest file, whole.csv, took the place of everything that was held before it."
    )


@pytest.mark.parametrize("way", ["later", "later, after a file that changed nothing"])
def test_left_out_is_said_where_it_was_done(store, way):
    bring(store, "first.csv", *HELD)
    bring(store, "second.csv", *LATER)
    if "nothing" in way:
        bring(store, "third.csv", *LATER)
    assert not found(store).found["followed"] and "left out." not in said(store)
    assert leave_out.leave_out(store).sessions == 1
    assert found(store).found["followed"] and "It was left out." in said(store)
    assert found(store).files == (("third.csv",) if "nothing" in way else ("second.csv",))
    store.undo()
    assert not found(store).found["followed"] and found(store).open.sessions == 1


def test_left_out_is_not_said_where_only_codes_were_joined(store):
    """Merging codes does not trigger the message that sessions were left out."""
    bring(store, "first.csv", *HELD, "c2,2026-09-04,T1,12,36")
    bring(store, "second.csv", *LATER, "c2,2026-09-04,T1,12,36")
    assert found(store).open.sessions == 1
    store.say_alias("client", "c1", "c2")
    assert not found(store).found["followed"] and "left out." not in said(store)
    assert not found(store).open and not found(store).rows
    store.change_definitions(ALWAYS_RECORDED)
    store.forget_alias("client", "c1")
    assert found(store).open.sessions == 1 and found(store).rows[0]["client_id"] == "c1"
    assert leave_out.leave_out(store).sessions == 1
    assert store.current().n_sessions == len(HELD)


def test_counts_by_therapist_follow_codes_that_were_joined_since(store):
    bring(store, "first.csv", *HELD, "c4,2026-09-02,T1-old,12,36", "c4,2026-09-03,T1-old,13,36")
    bring(store, "second.csv", LATER[0], *LATER[2:], "c4,2026-09-03,T1-old,13,36", "c5,2026-09-09,T1,20,36")
    before = {row["therapist"]: row["n"] for row in found(store).by_therapist}
    assert before.keys() == {"T1", "T1-old"}
    store.say_alias("therapist", "T1-old", "T1", "This computer")
    after = {row["therapist"]: row["n"] for row in found(store).by_therapist}
    assert after == {"T1": sum(before.values())}
