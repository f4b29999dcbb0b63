"""Search of a restored backup for clients who were erased since, by the tombstones of the practice it replaces."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import duckdb

from analytics import sql
from analytics.store import erasure, pseudonyms, tombstones
from analytics.store.read_only_connection import connect

if TYPE_CHECKING:
    from analytics.store.store import Store, Version


def find(restored: Store, version: Version) -> tuple[list[str], list[str]]:
    """Return the codes in a restored version that have a tombstone, and the record ids of further erased clients.

    The others have notes or rows left out of imports only, such as clients of an import that was undone before the
    backup was made. They are found by the tombstone of their pseudonym, if record ids are those of the erasure.

    Parameters
    ----------
    restored, version
        The restored store with the tombstones of both sides, and its version.

    Raises
    ------
    NotesUnusable
        If the notes cannot be read.
    """
    entries = tombstones.read(restored.folder)
    if not entries:
        return [], []
    codes = sorted(tombstones.matching(entries, erasure.held_codes(version.path)))
    others = _records_held(restored, version) - set(pseudonyms.record_ids(codes, restored.secret()))
    by_name = {pseudonyms.of_record(one): one for one in others}
    return codes, sorted(by_name[name] for name in tombstones.matching(entries, by_name))


def _records_held(store: Store, version: Version) -> set[str]:
    """Return the record ids of clients with notes in a store, or with rows left out of imports in its version."""
    from analytics.notes import AgendaPicks, ClientLabels, FlagMarks, Talks

    folder = store.folder
    marks = (*Talks(folder).all(), *AgendaPicks(folder).all(), *FlagMarks(folder).all())
    held = {one.record_id for one in marks} | ClientLabels(folder).all().keys()
    with contextlib.suppress(duckdb.Error, OSError), connect(version.path) as connection:
        held |= {one for (one,) in connection.execute(sql.read("erase/left_out_records")).fetchall()}
    return held
