"""Property-based tests of the import: valid tables are read exactly, damaged files do no harm."""

from __future__ import annotations

import csv
import datetime
import io
import os
import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics.ingest import deliver, pipeline
from analytics.ingest.base import saved_mappings
from analytics.ingest.base.errors import QuestionForUser
from analytics.store.staging import Staging
from tests.ingest.hostile import REJECT, TABLE
from tests.support import any_table, exports
from tests.support.importing import adds_up, in_this_process, state
from tests.support.small_practice import TODAY

QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(
        Phase.explicit,
        Phase.generate,
    ),  # one import is slow: nothing is tried again to find a smaller example
    report_multiple_bugs=False,
)
# Drawn anew in each run, but not where a failure would stop somebody else's change.
LONG = settings(QUICK, max_examples=60, derandomize=bool(os.environ.get("CI")))
ORDERS = {"%d": "day_first", "%-": "month_first"}


def read(
    files: list[tuple[str, bytes]], fields: tuple[str, ...], answers: dict[str, str]
) -> tuple[dict, set]:
    """Run the import up to the list of sessions, without building a data version.

    Returns (report, sessions).
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files:
            (folder / file).write_bytes(content)
        with Staging(folder / "scratch", allowed=[folder]) as staging:
            understood = pipeline.run_pipeline(
                staging,
                [(file, folder / file) for file, _ in files],
                today=TODAY,
                answers=answers,
                remembered=saved_mappings.Profiles(folder),
                progress=lambda *_: None,
            )
            found = staging.connection.execute("FROM delivery.session").fetchall()
            columns = [column[0] for column in staging.connection.description]
            return understood.document, {tuple(row[columns.index(name)] for name in fields) for row in found}


def comes_back(rows, way, seed):
    files = any_table.contents(rows, way, random.Random(seed))
    answers = {"date_order": ORDERS[way.locale.date[:2]]} if way.locale.date[:2] in ORDERS else {}
    try:
        document, found = read(files, any_table.fields_of(way), answers)
    except QuestionForUser as asked:  # few made-up words fit several encodings: a person knows which it is
        if asked.question.key != "encoding" or way.locale.encoding not in asked.question.choices:
            raise
        answers["encoding"] = way.locale.encoding
        document, found = read(files, any_table.fields_of(way), answers)
    assert document["rows_accepted"] == document["rows_in"]
    if "items_not_answered_separately" not in document["warnings"]:
        assert found == any_table.holds(rows, way)


any_way = given(rows=any_table.rows(), way=any_table.ways(), seed=st.integers(0, 99))
test_a_valid_table_comes_back_as_it_was = QUICK(any_way(comes_back))
test_many_valid_tables_come_back = pytest.mark.slow(LONG(any_way(comes_back)))


FAULTS = (
    "",
    "41",
    "-1",
    "x",
    "1e3",
    "nan",
    "#REF!",
    "2026-02-30",
    "2030-01-01",
    "a\x07b",
    "=1+1",
    '"',
    "a" * 300,
)
faulty_rows = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from(FAULTS)), max_size=8)


def leaves_the_rest_alone(faults, seed):
    """Assert that damaged cells affect only their own rows, and that the order of rows does not matter."""
    good = [[f"C{k}", f"2026-01-{k + 1:02}", "T", str(20 + k), str(30 + k / 2)] for k in range(12)]
    table = [list(row) for row in good]
    for row, column, cell in faults:
        table[row][column] = cell
    seen = []
    for order in (None, random.Random(seed)):
        shuffled = table if order is None else order.sample(table, len(table))
        out = io.StringIO(newline="")
        csv.writer(out).writerows(
            [["client_id", "session_date", "therapist", "ors_total", "srs_total"], *shuffled]
        )
        forgotten = {"blank_client": "leave_out"}  # the answer where several rows lost their client
        document, found = read([("a.csv", out.getvalue().encode())], any_table.TOTALS, forgotten)
        left = document["rows_accepted"] + document["rows_quarantined"] + document["rows_skipped"]
        assert document["rows_in"] == left == 12 - sum(not any(row) for row in table)
        assert document["rows_accepted"] >= 6
        kept = {(row[0], datetime.date.fromisoformat(row[1])) for row in good[6:]}
        assert kept <= {session[:2] for session in found}
        reasons = Counter(
            (row["reason"], row["column"]) for row in document["quarantined"] + document["skipped"]
        )
        seen.append((reasons, found, document["warnings"]))
    if not any("ditto_marks" in warnings for *_, warnings in seen):  # such a mark is the cell above it
        assert seen[0] == seen[1]


spoilt = given(faults=faulty_rows, seed=st.integers(0, 99))
test_spoilt_cells_cost_their_row_only = QUICK(spoilt(leaves_the_rest_alone))
test_many_spoilt_cells_cost_their_rows_only = pytest.mark.slow(LONG(spoilt(leaves_the_rest_alone)))


CONTAINERS = ("us", "german", "unicode_text", "administrations", "wide", "two_header_rows")
PACKED = ("xlsx", "ods", "parquet", "ndjson", "json_array", "zip", "fhir")
damage = st.lists(
    st.tuples(
        st.sampled_from(("change", "cut", "remove", "repeat", "insert")),
        st.floats(0, 1, exclude_max=True),
        st.integers(1, 40),
        st.binary(min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=4,
)


def damaged(content: bytes, steps) -> bytes:
    """Return the bytes with pieces changed, removed, repeated, inserted or cut off."""
    for kind, share, length, new in steps:
        at = int(share * len(content))
        before, piece, after = content[:at], content[at : at + length], content[at + length :]
        middle = {"change": new, "cut": b"", "remove": b"", "repeat": piece * 3, "insert": piece + new}[kind]
        content = before if kind == "cut" and at > 8 else before + middle + after
    return content


def does_no_harm(store, content: bytes) -> None:
    """Assert that importing these bytes neither fails nor changes the store."""
    before = state(store)
    with in_this_process():
        report = deliver(store, [("a", content)], today=TODAY, dry_run=True).as_dict()
    adds_up(report)
    assert report["message"].isprintable() and len(report["message"]) <= 600
    assert report["outcome"] != REJECT or report["rows_in"] == 0
    assert state(store) == before


def takes_damage(store, name: str, how: settings) -> None:
    """Import one export with random damage, repeatedly under the Hypothesis settings `how`."""
    content = exports.all_exports()[name](None).files[0][1]

    @how
    @given(steps=damage)
    def try_it(steps):
        does_no_harm(store, damaged(content, steps))

    try_it()


@pytest.mark.parametrize("name", [*CONTAINERS, *PACKED])
def test_damaged_bytes_do_no_harm(filled, name):
    takes_damage(filled.practice, name, settings(QUICK, max_examples=8))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*CONTAINERS, *PACKED])
def test_much_damage_does_no_harm(filled, name):
    takes_damage(filled.practice, name, settings(LONG, max_examples=25))


@settings(QUICK, max_examples=25)  # has no long run
@given(rows=st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=12), junk=st.binary(max_size=60))
def test_any_text_below_a_header_does_no_harm(filled, rows, junk):
    body = "\n".join(",".join(row) for row in rows).encode("utf-8", "replace")
    does_no_harm(filled.practice, TABLE.encode() + body + junk)
