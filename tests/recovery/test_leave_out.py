"""Tests of removing stored data that the latest file lacks: undo, redo, rule changes, failures."""

from __future__ import annotations

from unittest import mock

import pytest

from analytics import definitions
from analytics.store import leave_out, undo_redo
from analytics.store.leave_out import ToFollow
from tests.support.importing import state
from tests.support.practice import deliver, practice, session

ROWS = [session(f"c{c}", f"2026-0{m}-0{c}", 10 + c, 30 + m, therapist=f"T{c % 2}") for c in range(1, 9)
        for m in range(1, 8)]  # fmt: skip
LATER = [*ROWS[:-4], session("c1", "2026-07-09", 17, 36, therapist="T1")]


@pytest.fixture
def store(tmp_path):
    """Return a store with fifty-seven sessions, of which the latest file lacks four."""
    made = practice(tmp_path, ROWS)
    deliver(made, LATER)
    return made


def test_back_and_forward(store):
    assert leave_out.leave_out(store) == ToFollow(4)
    assert (store.current().n_sessions, store.steps().back) == (53, 3)
    assert [store.undo().n_sessions, store.undo().n_sessions] == [57, 56]
    assert not leave_out.to_follow(store), "before the later file nothing was lacking"
    assert [store.redo().n_sessions, store.redo().n_sessions] == [57, 53]
    store.undo()
    assert leave_out.to_follow(store) == ToFollow(4)
    deliver(store, [session("c1", "2026-07-16", 18, 36, therapist="T1")])
    assert not leave_out.to_follow(store), "a later file has its own list"
    assert store.redo().n_sessions == 58


def test_other_rules_and_joined_codes_keep_what_can_be_left_out(store):
    store.change_definitions(definitions.from_toml("[endings]\nlapse_days = 30"))
    assert leave_out.to_follow(store) == ToFollow(4)
    store.say_alias("client", "c8", "eight")
    assert leave_out.to_follow(store) == ToFollow(4)
    store.forget_alias("client", "c8")
    assert leave_out.leave_out(store) == ToFollow(4)
    assert store.current().n_sessions == 53
    assert store.definitions().endings.lapse_days == 30


def test_a_failure_leaves_everything_as_it_was(store):
    before = state(store)
    with (
        mock.patch.object(undo_redo, "make_current", side_effect=OSError("disk")),
        pytest.raises(OSError, match="disk"),
    ):
        leave_out.leave_out(store)
    assert state(store) == before
    assert leave_out.leave_out(store) == ToFollow(4)


def test_an_older_version_without_the_list_is_compared_anew(store):
    from analytics.store import lacking

    with mock.patch.object(lacking, "is_stored", return_value=False):
        store.change_definitions(definitions.from_toml("[endings]\nlapse_days = 45"))
    assert not leave_out.to_follow(store)
    deliver(store, LATER)
    assert leave_out.to_follow(store) == ToFollow(4)
