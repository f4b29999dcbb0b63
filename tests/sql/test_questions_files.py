"""Tests of the pages' SQL files: header comment, permitted tables, and valid syntax."""

import datetime
import re

import pytest

from analytics import sql
from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import DataFolder

FILES = sql.names("questions")
ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
SCANS_SESSIONS = {
    *("questions/timeline_sessions", "questions/export_sessions", "questions/focus_clients"),
    "questions/export_span",  # asked once for a whole export
    "questions/landmark_rows",  # asked when a model is fitted, never by a page
    "questions/delivered_record",  # of the client who is being marked
    "questions/sessions_of_clients",  # of two clients who may be joined
    "questions/mark_episodes",  # of the few clients with a mark; sessions lie sorted by client
}
VALUES = {
    "since": datetime.date(2026, 1, 1), "until": datetime.date(2026, 6, 30), "many": 4,
    "thresholds": [5.0, 6.0], "in_force": 6.0, "more": 0.0, "record_id": "0" * 16, "client_key": 1, "episode_key": 1,
    "early_to": 5, "low_total": 36.0, "full_forms": 4, "full_total": 39.5, "part": 0, "part_end": 5,
    "slope": 0.5, "start": 18.0, "wide": 1.0, "high": 2.0, "at_least": 1, "episode_therapist_key": 1,
    "first_client": 0, "last_client": 10, "measure": "unplanned", "shares": True, "by_site": True, "by_age_group": True,
    "by_program": True, "by_orientation": True, "by_half_year": True,
    "therapist": "T09", "signal": "goals", "most": 3, "code": "42",
    "record": "0" * 16, "day": datetime.date(2026, 3, 1), "episode_no": 1, "codes": ["42"],
    "forms_before": 3, "kind": "client", "records": ["0" * 16], "days": [datetime.date(2026, 3, 1)], "outcome": "unplanned",
    "first_day": datetime.date(2026, 3, 1), "settled": datetime.date(2026, 3, 1),
    "site": None, "program": None, "age_group": "adult",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_question_says_what_its_rows_are_and_reads_only_views(name):
    text = sql.read(name)
    comments = [line for line in text.splitlines() if line.startswith("--")]
    assert any("One row" in line for line in comments)
    assert len(text.splitlines()) <= 60
    assert max(map(len, text.splitlines())) <= 120
    code = re.sub(r"--[^\n]*", "", text)
    assert not re.search(r"\b(mart|meta|fact)\.", code)
    used = set(re.findall(r"\b(scoped|practice|selected|imports)\.(\w+)", code))
    assert used, "a question that reads nothing"
    if name not in SCANS_SESSIONS:
        assert not any(table == "session" for _, table in used)
    documented = set(re.findall(r"\$([a-z_]+)", "\n".join(comments)))
    assert sql.parameters(name) <= documented, "every parameter stands in the header"


@pytest.mark.parametrize("name", FILES)
def test_a_question_binds_and_shows_nothing_without_a_scope(sample_folder, name):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    question = name.removeprefix("questions/")
    given = {key: VALUES[key] for key in sql.parameters(name)}
    warehouse.query(question, ALL, Filters(), **given)
    for scope in (None, Scope()):
        for row in warehouse.query(question, scope, Filters(), **given).dicts():
            counts = [value for value in row.values() if value]
            assert not counts, f"{question} shows {row} to somebody without a scope"
