"""History of a store, newest first, from its journal and its current version."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from analytics.store import delivered, journal
from analytics.store.journal import ALIAS, IMPORT, LEAVE_OUT, REDO, RULES, UNDO
from analytics.store.journal import REPLACED as REPLACED_IN_PLACE

if TYPE_CHECKING:
    from analytics.store.store import Store

ON_SHOW, TAKEN_BACK, REPLACED, NOTHING_NEW = "on_show", "taken_back", "replaced", "nothing_new"

_APART = ("id", "compared")  # parts of an entry that others read


def list_entries(store: Store) -> list[dict[str, Any]]:
    """Return the journal entries of a store, newest first; each import also says if it is still in effect.

    state: ON_SHOW (part of the current data), TAKEN_BACK, REPLACED (a later import replaced all data) or
    NOTHING_NEW (every row was stored already). Merges of codes and removals of sessions have a state, too. An
    import that the journal lacks is reconstructed from the data.
    """
    rows = [delivered.as_entry(row) for row in reversed(store.history())]
    entries = [
        {key: one[key] for key in one if key not in _APART} for one in journal.read(store.folder).entries
    ]
    noted = {one.get("import_id") for one in entries}
    missing = [{"what": IMPORT, "version": None, **row} for row in rows if row["import_id"] not in noted]
    if missing:
        entries = sorted([*entries, *missing], key=lambda one: one["at"])
    there = {row["import_id"] for row in rows}
    return list(reversed(_with_state(entries, there)))


def _with_state(entries: list[dict[str, Any]], existing: set[str]) -> list[dict[str, Any]]:
    """Return the journal entries, adding whether each import, merge or removal is still in effect.

    This is the added key `state`.

    Parameters
    ----------
    entries
        Entries of the journal, oldest first.
    existing
        Ids of the imports behind the data on show.
    """
    taken, replaced, made = _undone(entries), False, []
    for entry in reversed(entries):
        if entry["what"] == IMPORT:
            behind = entry.get("import_id") in existing
            state = REPLACED if replaced else ON_SHOW
            if entry.get("import_id") is None:
                state = NOTHING_NEW
            elif not behind:
                state = TAKEN_BACK
            replaced = replaced or (behind and bool(entry.get("replace")))
            entry = {**entry, "state": state}
        elif entry["what"] in (ALIAS, LEAVE_OUT):
            entry = {**entry, "state": TAKEN_BACK if entry["version"] in taken else ON_SHOW}
        made.append(entry)
    return made[::-1]


def _undone(entries: list[dict[str, Any]]) -> set[str]:
    """Return the undone and not redone versions, by the name that each had before any recount."""
    first: dict[str, str] = {}
    taken: set[str] = set()
    for entry in entries:
        name: str = entry["version"]
        replaced: str = entry.get("replaced") or ""
        left: str = entry.get("left") or ""
        if entry["what"] in (RULES, REPLACED_IN_PLACE) and replaced:
            first[name] = first.get(replaced, replaced)
        elif entry["what"] == UNDO and left:
            taken.add(first.get(left, left))
        elif entry["what"] == REDO:
            taken.discard(first.get(name, name))
    return taken


def local(entry: dict[str, Any]) -> datetime.datetime:
    """Return the time of a journal entry in the time zone of this computer."""
    return datetime.datetime.fromisoformat(entry["at"]).astimezone()
