"""Fixtures that read files into sessions in this process, without storing a data version."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.ingest import deliver, pipeline
from analytics.ingest.base import saved_mappings
from analytics.store import DataFolder
from analytics.store.staging import Staging
from tests.ingest import hostile
from tests.support.importing import in_this_process

TODAY = datetime.date(2026, 11, 22)
COLUMNS = (
    "client_id, case_id, CAST(session_date AS VARCHAR), therapist, ors_version, CAST(ors_total AS DOUBLE),"
    " CAST(ors_individual AS DOUBLE), srs_version, CAST(srs_total AS DOUBLE), CAST(srs_goals AS DOUBLE), age_group,"
    " closure, rater, site, program"
)


@dataclass
class Seen:
    """Result of reading files without storing them: import report, and sessions as sorted tuples.

    Each tuple has the columns of COLUMNS.
    """

    document: dict
    sessions: list[tuple]

    def left_out(self, kind: str = "quarantined") -> list[tuple]:
        """Return (line, reason, column) of the rows left out."""
        return [(row["line"], row["reason"], row["column"]) for row in self.document[kind]]

    def column(self, position: int) -> list:
        """Return one column of the sessions."""
        return [session[position] for session in self.sessions]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a data folder with one session; refused files leave it unchanged, so that tests can share it."""
    folder = DataFolder(tmp_path_factory.mktemp("filled"))
    with in_this_process():
        deliver(folder.practice, [("known.csv", hostile.KNOWN.encode())], today=TODAY)
    return folder


@pytest.fixture
def understand(tmp_path: Path):
    """Return a function that reads files (text, bytes or paths) into sessions, without storing them."""

    def read(*contents: str | bytes | Path, answers: dict | None = None, today=TODAY) -> Seen:
        files = []
        for number, content in enumerate(contents):
            path = content if isinstance(content, Path) else tmp_path / f"given-{number}"
            if not isinstance(content, Path):
                path.write_bytes(content.encode() if isinstance(content, str) else content)
            files.append((f"file-{number}.csv", path))
        with Staging(tmp_path / "scratch", allowed=[tmp_path], threads=1) as staging:
            understood = pipeline.run_pipeline(
                staging,
                files,
                today=today,
                answers=answers or {},
                remembered=saved_mappings.Profiles(tmp_path),
                progress=lambda stage, share: None,
            )
            order = f"SELECT {COLUMNS} FROM delivery.session ORDER BY ALL"
            return Seen(understood.document, staging.connection.execute(order).fetchall())

    return read
