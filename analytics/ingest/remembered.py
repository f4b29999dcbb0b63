"""Listing, changing and deleting of saved answers to questions about imported files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics import clock
from analytics.errors import HoldfastError
from analytics.ingest import answering
from analytics.ingest.base import saved_mappings
from analytics.ingest.base.errors import ALL_SHEETS
from analytics.ingest.base.normalize import normalized
from analytics.ingest.base.saved_mappings import Profiles, SavedAnswer
from analytics.ingest.containers import encodings
from analytics.ingest.rows import table_names
from analytics.store import Store, delivered


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """One saved answer, with all the sets of column names to which it applies.

    number: short id that stays the same while the answer is saved for these column names. said_at: last time
    (UTC) it was given. by_hand: whether it was given without an import. files: names of files it was used
    for. choices: other allowed answers.
    """

    number: str
    key: str
    value: str
    said_at: str
    said_by: str
    by_hand: bool
    files: tuple[str, ...]
    choices: tuple[str, ...]
    signatures: tuple[str, ...]


class NotRemembered(HoldfastError, ValueError):
    """Error for a saved answer that does not exist, or for a new answer that is not allowed."""


def of_store(store: Store, name: str | None = None) -> Profiles:
    """Return the saved answers of a store that apply to its current version."""
    version = store.shown()
    there = delivered.import_ids(version.path) if version is not None else ()
    return Profiles(store.folder, name, there)


def stamp(store: Store) -> int:
    """Return a number that changes whenever the saved answers change; 0 if there is no file of answers."""
    try:
        return (store.folder / saved_mappings.FILE).stat().st_mtime_ns
    except OSError:
        return 0


def listed(store: Store) -> list[Remembered]:
    """Return all saved answers, newest first; equal answers given at the same moment are combined."""
    groups: dict[tuple, list[SavedAnswer]] = {}
    for one in of_store(store).in_force():
        groups.setdefault((one.key, one.value, one.said_at, one.import_id), []).append(one)
    found = [_together(group) for group in groups.values()]
    return sorted(found, key=lambda one: one.said_at, reverse=True)


def _together(group: Sequence[SavedAnswer]) -> Remembered:
    """Combine equal saved answers given at the same moment into one saved answer."""
    first = group[0]
    signatures = tuple(sorted(one.signature for one in group))
    number = hashlib.sha256("\n".join((first.key, *signatures)).encode()).hexdigest()[:6]
    files = tuple(dict.fromkeys(name for one in group for name in one.files))
    headers = tuple(dict.fromkeys(name for one in group for name in one.headers))
    return Remembered(
        number=number,
        key=first.key,
        value=first.value or "",
        said_at=first.said_at,
        said_by=first.said_by,
        by_hand=first.import_id is None,
        files=files,
        choices=_choices(first.key, headers),
        signatures=signatures,
    )


def _choices(key: str, headers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the allowed answers to a question, as far as they are known without the file."""
    if key == "therapist_column":
        return headers
    if key == "sheet":
        return (ALL_SHEETS,)
    kind, mark, _ = key.partition(":")
    return answering.KEYS.get(kind + mark) or ()


def change(store: Store, number: str, value: str | None, by: str = "") -> Remembered:
    """Change a saved answer or delete it (value None); return the answer as it was before.

    The change applies from the next file on.

    Raises
    ------
    NotRemembered, StoreBusy, StoreUnusable
    """
    with store.writing():
        one = next((one for one in listed(store) if one.number == number), None)
        if one is None:
            raise NotRemembered(
                f"Nothing with the number {number} is remembered; `remembered list` shows what is."
            )
        if value is not None and value not in one.choices:
            raise NotRemembered(f"{value} is no answer to {one.key}; there are {', '.join(one.choices)}.")
        held = of_store(store)
        now = clock.now().isoformat()
        added = [
            replace(entry, value=value, said_at=now, said_by=by, import_id=None)
            for entry in held.in_force()
            if entry.key == one.key and entry.signature in one.signatures
        ]
        saved_mappings.write(held.path, [*held.entries, *added])
    return one


def applied(
    profiles: Profiles,
    signatures: Mapping[str, Any],
    given: Mapping[str, str],
    recognised: Mapping[str, Any],
    words: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Return the saved answers that were used in a delivery, for the import report.

    Parameters
    ----------
    profiles : the remembered answers.
    signatures : of the column names of its tables.
    given : answers of this delivery, which count before.
    recognised : of its report.
    words : its closing reasons in plain spelling.

    Returns
    -------
    Per answer: key, value, said_at, said_by.
    """
    found = {}
    for one in profiles.in_force():
        for_these = one.signature in signatures or (
            profiles.name is not None and one.profile == profiles.name
        )
        if for_these and one.key not in given and _settles(one, recognised, words):
            found[one.key] = {
                "key": one.key,
                "value": one.value,
                "said_at": one.said_at,
                "said_by": one.said_by,
            }
    return list(found.values())


def _settles(one: SavedAnswer, recognised: Mapping[str, Any], words: Mapping[str, str]) -> bool:
    """Return whether a saved answer was used in a delivery, according to the report's entry `recognised`."""
    if one.key == "date_order":
        return recognised["date_order"] == one.value
    if one.key in answering.OF_ROWS:
        return recognised.get("between_rows", {}).get(one.key) == one.value
    if one.key == encodings.KEY:
        return recognised["encoding"] == one.value
    if one.key == "item_scale":
        return one.value in answering.names_of_scale(recognised["item_scale"])
    if one.key == "sheet":
        return len(recognised["sheets"]) > 1
    if one.key == table_names.OF_SHEET:
        return len(recognised["sheets"]) > 1
    kind, _, name = one.key.partition(":")
    return kind != "closure" or normalized(name) in words
