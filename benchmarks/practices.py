"""The practices that are measured: an export of a given size, and a data folder filled from it by the product."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

from analytics.ingest import deliver
from analytics.store import DataFolder
from benchmarks.processes import ROOT
from benchmarks.volume import write_volume
from sample_data import shape

SIZES = {"20k": 20_000, "1m": 1_000_000, "10m": 10_000_000}
CODE = [ROOT / "analytics" / "sql" / name for name in ("marts", "views", "staging")]
ROWS_PER_FILE = 1_000_000  # more rows come as several files of one delivery: an import has a limit per file


@functools.cache
def _code() -> str:
    """Eight letters for the code that decides what a store holds."""
    parts = [path.read_bytes() for folder in CODE for path in sorted(folder.rglob("*.sql"))]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:8]


@functools.cache
def _folder(path: Path) -> DataFolder:
    """One per process, so that each version is opened once."""
    return DataFolder(path)


@dataclass(frozen=True)
class Practice:
    """One size: its number of rows, the folder its files lie in, the data date."""

    size: str
    rows: int
    home: Path
    today: str = shape.DATA_DATE.isoformat()

    @property
    def csv(self) -> Path:
        """The export, written if it is not there."""
        path = self.home / f"{self.size}.csv"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_volume(path.with_suffix(".new"), self.rows)
            path.with_suffix(".new").rename(path)
        return path

    @property
    def data(self) -> Path:
        """A data folder whose own practice holds the export; imported if it is not there or the code is other."""
        path = self.home / f"data-{self.size}-{_code()}"
        store = DataFolder(path).practice
        if store.current() is None:
            report = deliver(store, [self.csv], today=shape.DATA_DATE)
            if not report.outcome.startswith("accept"):
                raise RuntimeError(f"the practice of {self.size} rows was not imported: {report.message}")
        return path

    @property
    def store(self):
        """The store of that folder."""
        return _folder(self.data).practice
