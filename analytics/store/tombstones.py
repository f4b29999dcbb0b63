"""Tombstones: keyed hashes of erased clients' codes and pseudonyms, by which later imports recognise and exclude them.

The file `tombstones.json` lies beside the data versions and survives undo and restore. It contains no codes:
with the folder one can test whether a known code was erased, but cannot list the erased codes. Each entry
contains the key of its hashes, so that it stays valid after a restore of data with another key.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from analytics import clock
from analytics.store import atomic_file, pseudonyms
from analytics.store.disk_errors import StoreUnusable

FILE, LAYOUT = "tombstones.json", 2
_READ = (1, LAYOUT)  # entries of layout 1 have no hash of the pseudonym
UNREADABLE = (
    "The list of erased clients (tombstones.json) cannot be read, so nothing is imported: an erased client could come"
    " back. Put the file back from a backup."
)
_BLANKS = re.compile("[\\s\u00a0\u2000-\u200d\u202f\u2060\ufeff]+")


@dataclass(frozen=True)
class Tombstone:
    """Keyed hashes of one erased client code: as delivered, in simplified spelling, and of its pseudonym.

    key: 64 hexadecimal digits. code: hash of the code as delivered. spelling: hash of the code in simplified
    spelling; empty if another client's code had that spelling too. at: time of the erasure. pseudonym: hash of the
    name of the client in exported files; empty in an entry of an older Holdfast.
    """

    key: str
    code: str
    spelling: str
    at: str
    pseudonym: str = ""


def spelling(code: str) -> str:
    """Return a code in simplified spelling: no case, blanks, leading zeros or decimals of a spreadsheet.

    Equal to the SQL function `staging.spelling`.
    """
    bare = _BLANKS.sub("", unicodedata.normalize("NFC", code).lower())
    bare = re.sub(r"^([0-9]+)[.,]0+$", r"\1", bare)
    return re.sub(r"(^|[^0-9])0+([0-9])", r"\1\2", bare)


def code_hash(key: str, code: str) -> str:
    """Return the keyed hash of a client code as delivered."""
    return hashlib.sha256(f"{key}:erased:{code}".encode()).hexdigest()


def spelling_hash(key: str, code: str) -> str:
    """Return the keyed hash of a client code in simplified spelling."""
    return hashlib.sha256(f"{key}:erased spelling:{spelling(code)}".encode()).hexdigest()


def pseudonym_hash(key: str, pseudonym: str) -> str:
    """Return the keyed hash of a client's pseudonym (`pseudonyms.of_record`), in simplified spelling."""
    return hashlib.sha256(f"{key}:erased pseudonym:{spelling(pseudonym)}".encode()).hexdigest()


def read(folder: Path) -> tuple[Tombstone, ...]:
    """Return the tombstones of a store, oldest first; empty if no client was erased.

    Raises
    ------
    StoreUnusable
        If the file is damaged, as an import without it could bring back an erased client.
    """
    try:
        held = json.loads((folder / FILE).read_bytes())
        if held["layout"] not in _READ:
            raise ValueError("another layout")
        return tuple(Tombstone(**one) for one in held["entries"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreUnusable(UNREADABLE) from error


def write(folder: Path, entries: Iterable[Tombstone]) -> None:
    """Replace the tombstones of a store atomically, if they have changed."""
    found = tuple(dict.fromkeys(entries))
    if found != read(folder):
        document = {"layout": LAYOUT, "entries": [asdict(one) for one in found]}
        atomic_file.write(folder / FILE, json.dumps(document, indent=1))


def add(folder: Path, codes: Iterable[str], key: str, others: Iterable[str]) -> None:
    """Add a tombstone for each of the codes that does not have one yet.

    Parameters
    ----------
    folder
        Folder of the store.
    codes
        Codes of the erased clients, as delivered.
    key
        Key of the store.
    others
        Codes of the remaining clients, whose simplified spellings must not be blocked.
    """
    held, now = read(folder), clock.now().isoformat()
    shared = {spelling(code) for code in others}
    there = matching(held, codes := list(codes), by_spelling=False)
    new = [
        Tombstone(
            key=key,
            code=code_hash(key, code),
            spelling="" if spelling(code) in shared else spelling_hash(key, code),
            at=now,
            pseudonym=pseudonym_hash(key, pseudonyms.of_record(record_id)),
        )
        for code, record_id in zip(codes, pseudonyms.record_ids(codes, key), strict=True)
        if code not in there
    ]
    write(folder, [*held, *new])


def remove(folder: Path, code: str) -> int:
    """Delete the tombstones that match a code or its simplified spelling; return their number."""
    held = read(folder)
    kept = [one for one in held if not matching([one], [code])]
    write(folder, kept)
    return len(held) - len(kept)


def matching(
    entries: Sequence[Tombstone], codes: Collection[str], *, by_spelling: bool = True
) -> frozenset[str]:
    """Return the client codes, among the given ones, that have a tombstone; pseudonyms match like codes.

    by_spelling: whether codes that differ only in case, blanks or leading zeros match too.
    """
    written = {(one.key, one.code) for one in entries}
    spelt = {(one.key, one.spelling) for one in entries if by_spelling and one.spelling}
    exported = {(one.key, one.pseudonym) for one in entries if one.pseudonym}
    keys = {one.key for one in entries}
    return frozenset(
        code
        for code in codes
        for key in keys
        if (key, code_hash(key, code)) in written
        or (spelt and (key, spelling_hash(key, code)) in spelt)
        or (exported and (key, pseudonym_hash(key, code)) in exported)
    )


def as_columns(entries: Sequence[Tombstone]) -> dict[str, list[str]]:
    """Return the tombstones as the parameters of `staging/erased_codes.sql`."""
    return {
        "keys": [one.key for one in entries],
        "codes": [one.code for one in entries],
        "spellings": [one.spelling for one in entries],
        "pseudonyms": [one.pseudonym for one in entries],
    }
