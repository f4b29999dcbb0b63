"""Import of a pandas DataFrame or a DuckDB relation from a notebook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analytics.ingest.delivery import deliver
from analytics.ingest.rows.report import ImportReport
from analytics.store import DataFolder


def import_table(
    frame_or_relation: Any,
    *,
    data: str | Path | None = None,
    answers: Mapping[str, str] | None = None,
    today: datetime.date | str | None = None,
    name: str = "table",
    dry_run: bool = False,
) -> ImportReport:
    """Import a pandas DataFrame or a DuckDB relation with one row per session, form or answer.

    Parameters
    ----------
    frame_or_relation : the table; its column names are read like those of a file.
    data : the data folder; None for the one that the command line uses.
    answers : question key -> choice, as `import --answer KEY=VALUE`.
    today : the data day, a date or YYYY-MM-DD; None for the one found in the table.
    name : what the report calls the table.
    dry_run : report what an import would do and change nothing.

    Returns
    -------
    ImportReport, which can be read by attribute or by key (`report["rows_accepted"]`), as `import --json` prints it.

    Raises
    ------
    TypeError for anything that is no table, StoreBusy, StoreUnusable, WrongAnswer, ImportFailed.
    """
    day = datetime.date.fromisoformat(today) if isinstance(today, str) else today
    return deliver(
        DataFolder(data).practice,
        [(name, frame_or_relation)],
        today=day,
        answers=dict(answers or {}),
        dry_run=dry_run,
    )
