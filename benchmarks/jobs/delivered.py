"""Job that imports files into a store with data, and prints the result and resource use as JSON."""

from __future__ import annotations

import datetime
import json
import resource
import sys
import time

from analytics.ingest import deliver
from analytics.store import DataFolder

MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


def main(data: str, today: str, *files: str) -> None:
    """Import files; print as JSON the outcome, message, seconds and peak bytes of the importing process."""
    store = DataFolder(data).practice
    began = time.perf_counter()
    report = deliver(store, files, today=datetime.date.fromisoformat(today))
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "outcome": report.outcome,
                "message": report.message,
                "wall": wall,
                "cpu": used.ru_utime + used.ru_stime,
                "peak": used.ru_maxrss * MAXRSS_BYTES,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
