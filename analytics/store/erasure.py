"""Erasure of clients from all data versions and files of a store, and from later imports.

DuckDB keeps deleted rows in its file, so the current version is rebuilt without the clients and every other
version is deleted; earlier imports can then no longer be undone. The codes to erase are first written to
`erase.next`. If the process is killed afterwards, the next writer finds that file and completes the erasure
(`finish`). Every step may run twice.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from analytics import sql
from analytics.errors import HoldfastError
from analytics.store import atomic_file, backups_made, erased_traces, journal, tombstones, versions
from analytics.store.disk_errors import StoreUnusable
from analytics.store.lock import StoreBusy
from analytics.store.pseudonyms import of_record, record_ids
from analytics.store.queries import dicts
from analytics.store.read_only_connection import connect

if TYPE_CHECKING:
    from analytics.store.store import Store

NEXT = "erase.next"
AGE = "age"  # reason of an erasure: the retention period is over


class NotHeld(HoldfastError, LookupError):
    """Error for a client code that does not occur in the store; the message is one plain sentence."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Everything that a store contains about some clients: their codes, and numbers of sessions, notes, etc.

    codes: all codes of the clients, as delivered. sessions: number of sessions in the current version.
    versions: number of data versions with these clients, to be rebuilt or deleted. notes: number of marks
    and picks for supervision. labels: number of display names. rows_left_out: number of rows and cells set aside by
    imports. journal_lines, answers: numbers of journal lines and saved answers that contain a code. backups:
    all known backup files of the store.
    """

    codes: tuple[str, ...]
    sessions: int
    versions: int
    notes: int
    labels: int
    rows_left_out: int
    journal_lines: int
    answers: int
    backups: tuple[backups_made.Backup, ...]


def held_codes(path: Path) -> frozenset[str]:
    """Return every client code in a data version; empty for an unreadable file."""
    for question in ("erase/codes", "erase/codes_of_older"):
        with contextlib.suppress(duckdb.Error, OSError), connect(path) as connection:
            return frozenset(code for (code,) in connection.execute(sql.read(question)).fetchall())
    return frozenset()


def every_code(store: Store) -> dict[str, frozenset[str]]:
    """Return the client codes in each intact data version on disk, by version name."""
    folder = store.folder
    return {
        name: held_codes(folder / "versions" / name)
        for name in versions.listed(folder)
        if versions.verify_checksum(folder, name)
    }


def find(store: Store, clients: Sequence[str]) -> Held:
    """Find everything that a store contains about clients, under all codes merged with the given ones.

    Parameters
    ----------
    store
        The store; its current version has the newest layout.
    clients
        Codes as the practice writes them.

    Raises
    ------
    NotHeld
        If the store holds nothing under one of the codes.
    """
    from analytics.notes import AgendaPicks, ClientLabels, FlagMarks, Talks
    from analytics.store.client_rights import joined_codes

    there = every_code(store)
    known, said = frozenset().union(*there.values()), store.aliases()
    codes: set[str] = set()
    for client in clients:
        own = joined_codes(said, client)
        if not own & known and not _counts(store, own)["rows_left_out"]:
            raise NotHeld(f"No client has the code {client}. Write it as the practice does.")
        codes |= own
    key = store.secret()
    # An exported file with pseudonyms that was imported again holds the same clients.
    codes |= known & {of_record(one) for one in record_ids(codes, key)}
    counts = _counts(store, codes)
    ids = record_ids(codes, key)
    lines, answers = erased_traces.count_traces(store.folder, codes)
    return Held(
        codes=tuple(sorted(codes)),
        sessions=counts["sessions"],
        versions=sum(bool(codes & one) for one in there.values()),
        notes=sum(one(store.folder).count(ids) for one in (Talks, AgendaPicks, FlagMarks)),
        labels=len(ClientLabels(store.folder).all().keys() & set(ids)),
        rows_left_out=counts["rows_left_out"],
        journal_lines=lines,
        answers=answers,
        backups=backups_made.read(store.folder),
    )


def _counts(store: Store, codes: Collection[str]) -> dict[str, Any]:
    """Return the numbers of the clients' sessions, codes and left-out rows in the current version."""
    version = store.shown()
    if version is None:
        return dict.fromkeys(("sessions", "folded", "codes", "rows_left_out"), 0)
    asked = {"codes": sorted(codes), "record_ids": record_ids(codes, store.secret())}
    with connect(version.path) as connection:
        return dicts(connection.execute(sql.read("erase/held"), asked))[0]


def erase(store: Store, clients: Sequence[str], by: str = "", reason: str = "") -> Held:
    """Erase clients from a store for good; return what the store contained about these clients.

    Parameters
    ----------
    store
        The store.
    clients
        Codes as the practice writes them; codes merged with them are erased too.
    by, reason
        Person, and reason (such as `AGE`), for the journal.

    Raises
    ------
    NotHeld
        If a code does not occur in the store; nothing is changed.
    StoreBusy, StoreUnusable
        If another process writes, or the folder cannot be written.
    """
    store.bring_up_to_date()
    with store.writing():
        store.settle()
        found = find(store, clients)
        begin(store, found.codes, by, reason, len(clients))
        finish(store)
    return found


def begin(
    store: Store, codes: Sequence[str], by: str, reason: str, clients: int, records: Sequence[str] = ()
) -> None:
    """Record which client codes are to be erased, so that the erasure is completed even after a crash.

    The caller holds the write lock. clients: number of clients to whom the codes belong. records: record ids of
    further clients who have a tombstone, and whose codes are unknown.
    """
    named: dict[str, Any] = {"id": secrets.token_hex(6), "codes": list(codes), "records": list(records)}
    named |= {"by": by, "reason": reason, "clients": clients}
    atomic_file.write(store.folder / NEXT, json.dumps(named, ensure_ascii=False))


def is_pending(folder: Path) -> bool:
    """Return whether an erasure was begun but is not complete."""
    return (folder / NEXT).is_file()


def finish(store: Store) -> None:
    """Complete a pending erasure; the caller holds the write lock.

    If another program has an old version open (Windows), the erasure stays pending.
    """
    from analytics.notes import AgendaPicks, ClientLabels, FlagMarks, Talks
    from analytics.store import without_clients

    folder = store.folder
    if not is_pending(folder):
        return
    try:
        named = json.loads((folder / NEXT).read_bytes())
        codes, mark, records = list(named["codes"]), str(named["id"]), list(named.get("records", ()))
    except (ValueError, KeyError, TypeError):  # damaged: the codes to erase are unknown
        atomic_file.remove(folder / NEXT)
        return
    key = store.secret()
    others = frozenset().union(*every_code(store).values()) - set(codes)
    tombstones.add(folder, codes, key, others)
    ids = [*record_ids(codes, key), *records]
    for notes in (Talks, AgendaPicks, FlagMarks, ClientLabels):
        notes(folder).erase(ids)
    erased_traces.remove(folder, codes)
    shown = store.shown()
    if not any(one.get("erasure") == mark for one in journal.read(folder).entries):
        noted = {"by": str(named.get("by", "")), "erasure": mark, "counts": {"clients": named["clients"]}}
        noted |= {"reason": named["reason"]} if named.get("reason") else {}
        if shown is None:
            journal.append(folder, journal.ERASE, version=versions.NOTHING, **noted)
        else:
            without_clients.rebuild(store, shown, codes, ids, noted)
    if not erased_traces.delete_other_versions(folder, versions.current(folder)):
        atomic_file.remove(folder / NEXT)
        atomic_file.flush(folder)


def resume(store: Store) -> None:
    """Complete an erasure that a killed process left pending, unless the store is busy or read-only."""
    if is_pending(store.folder):
        with contextlib.suppress(StoreBusy, StoreUnusable), store.writing():
            pass


def allow_again(store: Store, client: str, by: str = "") -> int:
    """Delete the tombstones of a client code, so that later imports accept its rows again.

    Erased data are not restored.

    Raises
    ------
    NotHeld
        If nobody with this code was erased.
    """
    with store.writing():
        removed = tombstones.remove(store.folder, client)
        if not removed:
            raise NotHeld(f"No client with the code {client} was erased.")
        shown = store.shown()
        journal.append(
            store.folder, journal.ALLOWED, version=shown.name if shown else versions.NOTHING, by=by
        )
    return removed
