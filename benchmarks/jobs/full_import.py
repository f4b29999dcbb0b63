"""Job that imports files into an empty practice with `analytics.ingest.deliver`, in a new process."""

from __future__ import annotations

import datetime
import sys

from analytics.ingest import deliver
from analytics.store import DataFolder


def main(data: str, today: str, *files: str) -> None:
    """Import files as one delivery; exit with an error unless the import is accepted."""
    report = deliver(DataFolder(data).practice, files, today=datetime.date.fromisoformat(today))
    if not report.outcome.startswith("accept"):
        raise SystemExit(f"the import was refused: {report.message}")


if __name__ == "__main__":
    main(*sys.argv[1:])
