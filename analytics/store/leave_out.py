"""Removal, after an import, of stored sessions and values that the last delivered file no longer contains.

It creates a new version built on the current one, which can be undone like an import.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from analytics.access import Scope
from analytics.store import journal, undo_redo, versions
from analytics.store.disk_errors import StoreUnusable
from analytics.store.ledger import Origin
from analytics.store.store import Store


@dataclass(frozen=True)
class ToFollow:
    """Numbers of stored sessions, scores and endings to be removed because the last delivery lacks them."""

    sessions: int = 0
    scores: int = 0
    endings: int = 0

    def __bool__(self) -> bool:
        """Return whether at least one session, score or ending would be removed."""
        return bool(self.sessions or self.scores or self.endings)


def to_follow(store: Store) -> ToFollow:
    """Count the stored sessions, scores and endings that the last delivery does not contain."""
    if store.current() is None:
        return ToFollow()
    return ToFollow(**store.warehouse().query("not_in_file_counts", Scope(imports=True)).one())


def leave_out(store: Store, by: str = "") -> ToFollow:
    """Make a new version without the sessions and values that the last delivery does not contain.

    Returns
    -------
    ToFollow
        Numbers of removed sessions and values; all 0 (and no new version) if there are none.

    Raises
    ------
    StoreUnusable
        If nothing is imported.
    StoreBusy
        While another writer works.
    """
    from analytics.store import recount

    store.bring_up_to_date()
    with store.writing():
        version = store.shown()
        if version is None:
            raise StoreUnusable("Nothing has been imported yet.")
        found = to_follow(store)
        if not found:
            return found
        origin = Origin(versions.fresh_name(store.folder, store.name), version.name)
        with recount.recounted(
            store, version, version.definitions, origin, version.data_date, follow=True
        ) as built:
            noted = {
                "by": by,
                "day": version.data_date.isoformat(),
                "parent": version.name,
                "counts": asdict(found),
            }
            with journal.noting(store.folder, journal.LEAVE_OUT, version=origin.name, **noted):
                undo_redo.make_current(
                    store.folder, built, origin.name, parent=version.name, day=version.data_date
                )
    return found
