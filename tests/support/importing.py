"""Helpers for importing files in the test's own process, which is faster than a child process."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from analytics.ingest import delivery, worker
from analytics.ingest.rows import report
from analytics.store import Store
from tests.support.command import run


def _work(request: dict, progress) -> dict:
    try:
        said = worker.run(json.loads(json.dumps(request)), lambda document: None)
    except BaseException as end:
        if (
            type(end).__name__ != "PanicException"
        ):  # of a reader in Rust: the importing process would have died
            raise
        return {"outcome": report.REJECT, "message": "The import stopped before it was finished."}
    return json.loads(json.dumps(said))


@contextmanager
def in_this_process() -> Iterator[None]:
    """Run `deliver` in this process during the `with` block."""
    with mock.patch.object(delivery, "_in_child", _work):
        yield


def exported(data: Path) -> list[dict[str, str]]:
    """Return the rows of `export sessions` of a data folder."""
    said = run("export", "sessions", data=data)
    assert said.status == 0, said.err
    return list(csv.DictReader(io.StringIO(said.out)))


def state(store: Store) -> tuple:
    """Return a store's current version, file sizes and number of history entries, for comparison."""
    files = {
        str(path.relative_to(store.folder)): path.stat().st_size
        for path in store.folder.rglob("*")
        if path.is_file() and path.name != "lock"
    }
    current = store.current()
    return current.name if current else None, files, len(store.history())


def adds_up(document: dict) -> None:
    """Assert that the counts of a report agree with each other and with its lists."""
    left = document["rows_accepted"] + document["rows_quarantined"] + document["rows_skipped"]
    assert document["rows_in"] == left, document
    assert len(document["quarantined"]) == document["rows_quarantined"]
    assert len(document["skipped"]) == document["rows_skipped"]
    assert document["rows_unchanged"] + document["rows_corrected"] <= document["rows_accepted"]
