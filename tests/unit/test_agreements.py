"""Tests of supervision agreements: kept in the notes file, seen by the two involved, counted for others."""

from __future__ import annotations

import datetime

import pytest

from analytics.access import Viewer, this_computer
from analytics.notes import AgendaPicks, Agreement, Agreements, NotesUnusable, agreements, database, schema

START = datetime.date(2026, 9, 30)
LATER = START + datetime.timedelta(weeks=6)


def agreement(therapist: str = "T01", person: str = "sup", **more) -> Agreement:
    usual = {"signal": "goals", "practice": "confirm_goals", "start": START, "look_again": LATER}
    return Agreement(**{"id": agreements.new_id(), "therapist": therapist, "person": person} | usual | more)


def viewer(person: str, *roles: str, codes=(), own: str | None = None) -> Viewer:
    reached = None if codes is None else frozenset(codes)
    return Viewer(
        person=person,
        name=person,
        roles=frozenset(roles),
        store="practice",
        therapists=reached,
        own_therapist=own,
    )


def seen(who: Viewer, *made: Agreement, shown=str) -> list[str]:
    return [one.therapist for one in agreements.visible(agreements.as_shown(made, shown), who)]


def test_an_agreement_is_kept_and_ended_once(tmp_path):
    kept, one = Agreements(tmp_path), agreement()
    assert kept.all() == () and not kept.path.exists()
    kept.add(one)
    kept.end(one, LATER)
    kept.end(one, LATER + datetime.timedelta(days=9))
    assert [each.ended for each in kept.all()] == [LATER]


def test_the_two_involved_see_it_and_nobody_else():
    made = (agreement("T01"), agreement("T02", person="other"))
    supervisor = viewer("sup", "supervisor", codes=("T01", "T02"))
    assert seen(supervisor, *made) == ["T01"], "another supervisor's agreement is not hers"
    assert seen(viewer("t1", "therapist", codes=("T01",), own="T01"), *made) == ["T01"]
    assert seen(viewer("t3", "therapist", codes=("T03",), own="T03"), *made) == []
    assert seen(viewer("own", "owner"), *made) == []
    assert seen(viewer("own", "owner", codes=None), *made) == [], "nor with the client pages switched on"
    assert seen(viewer("off", "office"), *made) == []


def test_a_supervision_that_has_ended_closes_the_agreement_to_the_supervisor():
    assert seen(viewer("sup", "supervisor", codes=("T02",)), agreement("T01")) == []


def test_a_supervisor_sees_her_own_training_but_not_that_of_her_supervisees():
    own = viewer("sup", "supervisor", "therapist", codes=("T09", "T01"), own="T09")
    assert seen(own, agreement("T09", person="hers"), agreement("T01", person="hers")) == ["T09"]


def test_a_therapist_with_two_codes_sees_both():
    both = viewer("t1", "therapist", codes=("T01", "T07"), own="T01")
    assert seen(both, agreement("T01"), agreement("T07")) == ["T01", "T07"]


def test_without_accounts_this_computer_sees_its_own():
    one = agreement(person=this_computer().person)
    assert seen(this_computer(), one) == ["T01"]


def test_codes_of_one_therapist_that_were_joined_lead_to_the_code_shown():
    who = viewer("t1", "therapist", codes=("T01",), own="T01")
    assert seen(who, agreement("old"), shown=lambda code: "T01" if code == "old" else code) == ["T01"]


def counted(made, codes: set[str]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the therapists by practice, now and before, where these codes are in the data."""
    return agreements.therapists_by_practice(made, dict.fromkeys(codes, 1).get)


def test_owners_get_numbers_of_therapists_only():
    made = [
        agreement("T01"),
        agreement("T01"),
        agreement("T02"),
        agreement("T03", practice="use_tools"),
        agreement("T04", ended=LATER),
        agreement("T01", ended=LATER),
    ]
    running, before = agreements.therapists_by_practice(
        made, dict.fromkeys({"T01", "T02", "T03", "T04"}, 1).get
    )
    assert running == {"confirm_goals": 2, "use_tools": 1}
    assert before == {"confirm_goals": 1}, "T01 trains it now, so only T04 did before"


def test_an_agreement_of_a_code_that_left_the_data_runs_no_more():
    made = [agreement("T01"), agreement("gone")]
    assert counted(made, {"T01"}) == (
        {"confirm_goals": 1},
        {"confirm_goals": 1},
    )
    assert counted(made, {"T01", "gone"}) == (
        {"confirm_goals": 2},
        {},
    )


def test_who_made_an_agreement_leaves_and_the_therapist_reads_that_it_has_ended(tmp_path):
    kept, one, other = Agreements(tmp_path), agreement("T01"), agreement("T02", person="other")
    earlier = agreement("T03", ended=START)
    for each in (one, other, earlier):
        kept.add(each)
    assert kept.close_for("sup", (), LATER) == 1
    assert {each.id: each.ended for each in kept.all()} == {one.id: LATER, other.id: None, earlier.id: START}
    therapist = viewer("t1", "therapist", codes=("T01",), own="T01")
    assert [each.ended for each in agreements.visible(kept.all(), therapist)] == [LATER]
    assert counted(kept.all(), {"T01", "T02", "T03"}) == (
        {"confirm_goals": 1},
        {"confirm_goals": 2},
    )


def test_a_therapist_leaves_and_nobody_reads_the_agreements_not_even_the_next_holder_of_the_code(tmp_path):
    kept = Agreements(tmp_path)
    for each in (agreement("T01"), agreement("T01", ended=START), agreement("T02")):
        kept.add(each)
    assert kept.close_for("t1", ("T01", "old"), LATER) == 1
    assert sorted(each.ended for each in kept.all() if each.therapist == "T01") == [START, LATER]
    for who in (
        viewer("sup", "supervisor", codes=("T01", "T02")),
        viewer("next", "therapist", codes=("T01",), own="T01"),
        viewer("own", "owner", codes=None),
        viewer("both", "therapist", codes=("T01", "T07"), own="T07"),
    ):
        assert "T01" not in seen(who, *kept.all())
    assert seen(viewer("sup", "supervisor", codes=("T01", "T02")), *kept.all()) == ["T02"]
    assert counted(kept.all(), {"T01", "T02"}) == (
        {"confirm_goals": 1},
        {"confirm_goals": 1},
    ), "it stays in the owner's numbers"


def test_nothing_is_written_where_nobody_agreed_on_anything(tmp_path):
    kept = Agreements(tmp_path)
    assert kept.close_for("sup", ("T01",), LATER) == 0
    assert not kept.path.exists()


def test_a_file_of_an_older_release_has_none_and_keeps_its_picks(tmp_path, monkeypatch):
    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:3])
        with database.transaction(AgendaPicks(tmp_path).path):
            pass
    assert Agreements(tmp_path).all() == ()
    Agreements(tmp_path).add(one := agreement())
    assert Agreements(tmp_path).all() == (one,)


def test_a_damaged_file_is_said(tmp_path):
    kept = Agreements(tmp_path)
    kept.path.write_bytes(b"no database")
    with pytest.raises(NotesUnusable, match="cannot be read"):
        kept.all()
    with pytest.raises(NotesUnusable, match="could not be kept"):
        kept.add(agreement())
