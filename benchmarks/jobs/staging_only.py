"""Job that runs an import until its rows are checked and joined, and builds no data version."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from analytics import import_guard
from analytics.ingest import pipeline, worker
from analytics.ingest.base import saved_mappings
from analytics.store.staging import Staging


def main(folder: str, today: str, *files: str) -> None:
    """Run an import as the import process does, but only until the table `delivery.session` is filled."""
    worker.limit_memory()
    import_guard.bar("pandas", "pyarrow")
    scratch = Path(folder)
    with Staging(scratch / "staging") as staging:
        pipeline.run_pipeline(
            staging, [(Path(file).name, Path(file)) for file in files],
            today=datetime.date.fromisoformat(today), answers={},
            remembered=saved_mappings.Profiles(scratch, None), progress=lambda stage, share: None,
        )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
