"""Self-check of a store's data protection: erased clients, retention period, and age of the newest backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics import clock
from analytics.messages import count, gettext, ngettext
from analytics.store import backups_made, erasure, journal, retention, tombstones
from analytics.store.disk_errors import StoreUnusable

if TYPE_CHECKING:
    from analytics.store.store import Store
    from analytics.store.version import Version

BACKUP_DAYS = 30  # after which the newest backup is called old
Found = tuple[str, str, str]  # what was checked, its level (ok, note, problem), a sentence


def findings(store: Store, version: Version | None) -> list[Found]:
    """Check the list of erased clients, the retention period and the backups of one store."""
    found = [*_erased(store), *_retention_period(store)]
    return [*found, _backup(store)] if version is not None and store.name == "practice" else found


def _erased(store: Store) -> list[Found]:
    """Report how many erased client codes are kept out of imports; empty if no client was erased."""
    what = "erased clients"
    if erasure.is_pending(store.folder):
        sentence = gettext(
            "An erasure was stopped before it was finished; the next command that writes completes it."
        )
        return [(what, "problem", sentence)]
    try:
        n = len(tombstones.read(store.folder))
    except StoreUnusable as error:
        return [(what, "problem", str(error))]
    if n:
        sentence = ngettext(
            "{n} client code was erased and stays out of imports.",
            "{n} client codes were erased and stay out of imports.",
            n,
        )
        return [(what, "ok", sentence.format(n=count(n)))]
    last = next(
        (one["what"] for one in reversed(journal.read(store.folder).entries) if one["what"] in _CHANGES), None
    )
    if last == journal.ERASE:
        sentence = gettext(
            "Clients were erased, but the list that keeps them out of imports (tombstones.json) is missing. Put it"
            " back from a backup, or erase them again after the next import."
        )
        return [(what, "problem", sentence)]
    return []


_CHANGES = (journal.ERASE, journal.ALLOWED)


def _retention_period(store: Store) -> list[Found]:
    """Report the retention period, or that it cannot be read; empty if none is set."""
    try:
        months = retention.months(store.folder)
    except StoreUnusable as error:
        return [("retention period", "problem", str(error))]
    if months is None:
        return []
    sentence = gettext("Clients are erased {n} months after their last session.").format(n=count(months))
    return [("retention period", "ok", sentence)]


def _backup(store: Store) -> Found:
    """Report how old the newest known backup of this store is."""
    made = backups_made.read(store.folder)
    if not made:
        return "backup", "note", gettext("No backup is known. `backup --out FILE` makes one.")
    newest = max(one.day for one in made)
    days = (clock.today() - newest).days
    if days > BACKUP_DAYS:
        sentence = ngettext(
            "The newest backup is {n} day old (of {day}).",
            "The newest backup is {n} days old (of {day}).",
            days,
        )
        return "backup", "note", sentence.format(n=count(days), day=newest.isoformat())
    return "backup", "ok", gettext("The newest backup is of {day}.").format(day=newest.isoformat())
