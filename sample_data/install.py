"""Installation of the made-up practice: imports the shipped export into the sample store."""

from __future__ import annotations

import json
from pathlib import Path

from analytics.ingest import deliver
from analytics.store import DataFolder, StoreUnusable, atomic_file
from sample_data import parameters
from sample_data.exports import OPENFIT_NAME
from sample_data.people import accounts, roster

SHIPPED = Path(__file__).parent
IMPORTED_BY = "made-up practice"


def install(folder: DataFolder) -> bool:
    """Import the shipped export into the sample store of a data folder, if that store is empty.

    Parameters
    ----------
    folder
        The data folder; its own practice is never touched.

    Returns
    -------
    bool
        True if the sample was imported now, False if it was there.

    Raises
    ------
    RuntimeError
        The importer refused a row; the shipped file is clean.

    Notes
    -----
    The data date is that of the sample (30 September 2026), so that its open cases stay open.
    """
    store = folder.sample
    try:
        fresh = store.current() is None
    except StoreUnusable:  # the app says what is wrong with it, and starts
        return False
    if fresh:
        day = parameters.DATA_DATE  # the sample has its own clock, whatever this computer's says
        report = deliver(
            store, [SHIPPED / OPENFIT_NAME], today=day, calendar_day=day, imported_by=IMPORTED_BY
        )
        if report.outcome != "accept":
            raise RuntimeError(f"The made-up practice was not imported: {report.message}")
    write_people(store.folder / "people.json")
    return fresh


def write_people(path: Path) -> None:
    """Write the accounts of the made-up practice to a JSON file, unless the file is already identical."""
    text = json.dumps(accounts(roster(parameters.THERAPISTS, parameters.SEED)), indent=1) + "\n"
    if path.is_file() and path.read_bytes() == text.encode():
        return
    atomic_file.write(path, text)
