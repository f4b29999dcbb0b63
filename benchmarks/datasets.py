"""Practices used in benchmarks: an export of a given size, and a data folder imported from it."""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from analytics.access import Scope, read_people
from analytics.ingest import deliver
from analytics.store import DataFolder, Store, versions
from benchmarks.processes import ROOT
from benchmarks.recorded_queries import imported, therapists_like
from benchmarks.synthetic_export import split, write_volume
from sample_data import parameters

SIZES = {"20k": 20_000, "1m": 1_000_000, "10m": 10_000_000}
CODE = [ROOT / "analytics" / "sql" / name for name in ("marts", "views", "staging")]
# Clients whose every course has five sessions or more, so that a click can go from one session to another.
CLIENTS = """
SELECT record_id FROM scoped.client JOIN scoped.episode USING (client_key)
GROUP BY record_id, n_episodes HAVING min(n_sessions) >= 5 ORDER BY n_episodes, record_id LIMIT 200
"""
ROWS_PER_FILE = 1_000_000  # more rows come as several files of one delivery: an import has a limit per file


@functools.cache
def _code() -> str:
    """Return eight hex digits of a hash over the SQL files that determine the content of a store."""
    parts = [path.read_bytes() for folder in CODE for path in sorted(folder.rglob("*.sql"))]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:8]


@functools.cache
def _folder(path: Path) -> DataFolder:
    """Return the DataFolder at a path; the same path always gives the same object."""
    return DataFolder(path)


def _made_up(folder: DataFolder) -> None:
    """Copy the practice's current version into the sample store and add therapist accounts there."""
    own, sample = imported(folder.practice), folder.sample
    versions.prepare(sample.folder)
    name = own.name.replace(own.store, sample.name, 1)
    copy = sample.folder / "building" / name
    shutil.copyfile(own.path, copy)
    versions.publish(sample.folder, copy, name)
    versions.set_current(sample.folder, name)
    people = [
        {"person": code, "name": code, "role": "therapist", "therapist": code}
        for code in therapists_like(folder.practice)
    ]
    (sample.folder / "people.json").write_text(json.dumps(people), encoding="utf-8")


@dataclass(frozen=True)
class Dataset:
    """Benchmark practice of a given size; its export and data folder are created on first use.

    size: its name; rows: of the export; home: the folder its files lie in; today: the data date.
    """

    size: str
    rows: int
    home: Path
    today: str = parameters.DATA_DATE.isoformat()

    @property
    def csv(self) -> Path:
        """Path of the CSV export, which is written on first use."""
        path = self.home / f"{self.size}.csv"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_volume(path.with_suffix(".new"), self.rows)
            path.with_suffix(".new").rename(path)
        return path

    @property
    def files(self) -> list[Path]:
        """Paths of the exported files: one, or several for a large practice.

        One file has at most ROWS_PER_FILE rows.
        """
        if self.rows <= ROWS_PER_FILE:
            return [self.csv]
        parts = [self.home / f"{self.size}-{k}.csv" for k in range(-(-self.rows // ROWS_PER_FILE))]
        if not parts[-1].exists():
            split(self.csv, parts, ROWS_PER_FILE)
        return parts

    @property
    def bytes(self) -> int:
        """Size of the export file in bytes."""
        return self.csv.stat().st_size

    @property
    def data(self) -> Path:
        """Path of a data folder with the export imported; the import runs on first use."""
        path = self.home / f"data-{self.size}-{_code()}"
        store = DataFolder(path).practice
        if store.current() is None:
            report = deliver(store, self.files, today=parameters.DATA_DATE)
            if not report.outcome.startswith("accept"):
                raise RuntimeError(f"the practice of {self.size} rows was not imported: {report.message}")
            _made_up(DataFolder(path))
        return path

    @property
    def store(self) -> Store:
        """Store that holds the imported export."""
        return _folder(self.data).practice

    @property
    def therapist_keys(self) -> list[str]:
        """Keys of therapists in page addresses; those with the most typical number of open clients first.

        The typical number is USUAL_CASELOAD.
        """
        return [person.key for person in read_people(_folder(self.data).sample.folder / "people.json")]

    @property
    def clients_of_first(self) -> list[str]:
        """Record ids of the clients that the first therapist of the sample store may see."""
        people = read_people(_folder(self.data).sample.folder / "people.json")
        with self.store.warehouse().cursor(
            Scope(therapists=tuple(filter(None, [people[0].therapist])))
        ) as cursor:
            return [record for (record,) in cursor.execute(CLIENTS).fetchall()]
