"""Tests of history sentences for imports, merged codes and sessions left out."""

import pytest

from analytics.cli import history_lines
from analytics.store import history
from pages.data import history_text
from pages.shell import undo_text

AT = {"at": "2026-06-01T08:00:00+00:00", "by": "office", "version": "v", "state": history.ON_SHOW}
IMPORT = {**AT, "what": "import", "files": [], "counts": {"new": 2, "removed": 0}}


def left_out(sessions: int = 0, scores: int = 0, endings: int = 0) -> dict:
    return {**AT, "what": "leave_out", "counts": {"sessions": sessions, "scores": scores, "endings": endings}}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (left_out(1), "1 session was left out"),
        (left_out(1200, 2), "1,200 sessions were left out; 2 scores were cleared"),
        (left_out(endings=1), "1 ending was cleared"),
        (left_out(scores=1, endings=1), "1 score and 1 ending were cleared"),
    ],
)
def test_a_leaving_out_says_what_went(row, words):
    assert history_text.description(row) == words


def test_the_history_counts_sessions_left_out_among_those_taken_out():
    made = history_text.history([left_out(3, 2), IMPORT])
    assert made["Taken out"] == [3, 0]
    assert "Taken out" not in history_text.history([left_out(scores=2), IMPORT])
    assert history_lines.line(left_out(3, endings=1)).endswith(
        "what the latest file lacks: 3 sessions, 1 ending"
    )


def test_taking_back_names_the_step_that_goes():
    joined, gone = {**AT, "what": "alias"}, {**AT, "what": "alias", "state": history.TAKEN_BACK}
    rules = {"at": AT["at"], "by": "", "version": "v", "what": "rules"}
    assert undo_text.before([IMPORT]).endswith("before the last import.")
    assert undo_text.before([rules, gone, IMPORT]).endswith("before the last import.")
    assert undo_text.before([rules, joined, IMPORT]).endswith("before who is the same person was changed.")
    assert undo_text.before([left_out(1), IMPORT]).endswith(
        "before sessions, scores or endings were left out."
    )


def test_how_far_back_counts_imports_only_where_there_is_nothing_else():
    way = {"can_undo": 2, "can_redo": 0}
    assert history_lines.way_back(way | {"journal": [IMPORT]}).startswith("The last 2 imports can")
    assert history_lines.way_back(way | {"journal": [left_out(1), IMPORT]}).startswith(
        "The last 2 changes can"
    )
