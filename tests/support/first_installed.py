"""Import of a new practice into a data folder, as the user's practice or in place of the sample.

folder = own("no_endings", tmp_path)            # `show` and `export` answer from it
folder = with_people("no_endings", tmp_path)    # pages for each role, see tests.pages.run_page
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from analytics.ingest import deliver
from analytics.risk import refresh
from analytics.store import DataFolder, Store
from tests.support import first_practices
from tests.support.importing import in_this_process


def own(kind: str, folder: Path) -> Path:
    """Import one kind of practice as the user's practice of a data folder, and fit its models."""
    return _import(kind, folder, DataFolder(folder).practice, first_practices.rows(kind))


def of_rows(name: str, folder: Path, rows: Iterable[dict[str, str]]) -> Path:
    """Import these export rows into the practice store of a data folder, not the sample store."""
    return _import(name, folder, DataFolder(folder).practice, list(rows))


def with_people(kind: str, folder: Path) -> Path:
    """Import one kind of practice in place of the sample practice, with people of every role."""
    rows = first_practices.rows(kind)
    store = DataFolder(folder).sample
    _import(kind, folder, store, rows)
    codes = sorted({row["Provider_ID"] for row in rows})
    people = [
        {"person": "owner", "name": "O. Wner", "role": "owner"},
        {"person": "supervisor", "name": "S. Upervisor", "role": "supervisor", "supervises": codes},
        {"person": "office", "name": "O. Ffice", "role": "office"},
        *(
            {"person": code, "name": f"Person {code}", "role": "therapist", "therapist": code}
            for code in codes
        ),
    ]
    (store.folder / "people.json").write_text(json.dumps(people), encoding="utf-8")
    return folder


def _import(name: str, folder: Path, store: Store, rows: list[dict[str, str]]) -> Path:
    path = Path(folder) / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    day = first_practices.YEAR_OLD_LAST_DAY if name == "year_old" else first_practices.LAST_DAY
    with in_this_process():
        report = deliver(store, [path], today=day, imported_by="test")
    assert report.outcome == "accept", report.message
    refresh.run(store)
    return Path(folder)
