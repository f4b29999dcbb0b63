"""Retention period of a practice: clients are erased when their last session is older than that period.

The period is stored in `retention.json` beside the data versions; without that file there is no limit. It is
not a counting rule: it belongs to the practice and not to a data version, so that undo does not bring back an
earlier period.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analytics import clock, sql
from analytics.errors import HoldfastError
from analytics.store import atomic_file, erasure
from analytics.store.disk_errors import StoreUnusable
from analytics.store.read_only_connection import connect

if TYPE_CHECKING:
    from analytics.store.store import Store

FILE, LAYOUT = "retention.json", 1
LEAST_MONTHS = 12  # a shorter time would erase clients in treatment
UNREADABLE = (
    "The retention period (retention.json) cannot be read, so nobody is erased for their age. Set it anew:"
    " retention --years N, or retention --off."
)


class TooShort(HoldfastError, ValueError):
    """Error for a retention period so short that clients in treatment would be erased."""


@dataclass(frozen=True)
class TooOld:
    """Clients whose retention period is over, with their number of sessions and last session days.

    clients: client codes, those seen longest ago first. before: clients last seen before this day are too
    old. oldest, newest: earliest and latest last session among these clients; None without clients.
    """

    clients: tuple[str, ...]
    sessions: int
    before: datetime.date
    oldest: datetime.date | None = None
    newest: datetime.date | None = None


def months(folder: Path) -> int | None:
    """Return the retention period of a store in months; None if clients are kept without limit.

    Raises
    ------
    StoreUnusable
        If the file is damaged.
    """
    try:
        held = json.loads((folder / FILE).read_bytes())
        number = held["months"]
        if held["layout"] != LAYOUT or not isinstance(number, int) or number < LEAST_MONTHS:
            raise ValueError("no retention period")
        return number
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreUnusable(UNREADABLE) from error


def change(store: Store, number: int | None) -> None:
    """Set the retention period of a store in months, or remove it (None); erases nobody by itself.

    Raises
    ------
    TooShort
        For a period shorter than `LEAST_MONTHS`.
    """
    if number is not None and number < LEAST_MONTHS:
        raise TooShort(
            f"A retention period has at least {LEAST_MONTHS} months; a shorter one would erase clients in treatment."
        )
    with store.writing():
        if number is None:
            atomic_file.remove(store.folder / FILE)
            atomic_file.flush(store.folder)
        else:
            atomic_file.write(store.folder / FILE, json.dumps({"layout": LAYOUT, "months": number}))


def months_before(day: datetime.date, number: int) -> datetime.date:
    """Return the day a number of months earlier, or that month's last day if the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    following = datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - datetime.timedelta(days=1)).day
    return datetime.date(year, month + 1, min(day.day, last))


def too_old(store: Store, number: int) -> TooOld:
    """Find the clients whose last session is more than a number of months ago.

    The months are counted back from the data date or from today, whichever is earlier, so that neither a
    wrong clock nor a wrong data date causes an early erasure.
    """
    store.bring_up_to_date()
    version = store.current()
    if version is None:
        return TooOld((), 0, months_before(clock.today(), number))
    before = months_before(min(clock.today(), version.data_date), number)
    with connect(version.path) as connection:
        rows = connection.execute(sql.read("erase/last_sessions")).fetchall()
    found = [row for row in rows if row[1] < before]
    days = [day for _, day, _ in found]
    return TooOld(
        tuple(client for client, _, _ in found),
        sum(n for _, _, n in found),
        before,
        min(days, default=None),
        max(days, default=None),
    )


def apply(store: Store, by: str = "") -> TooOld | None:
    """Erase the clients whose retention period is over and return them; None if no period is set."""
    number = months(store.folder)
    if number is None:
        return None
    found = too_old(store, number)
    if found.clients:
        erasure.erase(store, found.clients, by, erasure.AGE)
    return found
