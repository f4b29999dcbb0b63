"""Pseudonyms of clients and cases in exported files.

A pseudonym is the client's opaque record id, a keyed hash with the secret of the store (as in
`sql/marts/60_client.sql`), behind `k-`: a spreadsheet would read some of the bare ids as numbers. It stays the same
from import to import and means nothing without the secret. Days stay, so files with pseudonyms are not anonymous.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator

from analytics.store.erased_traces import SHEET
from analytics.store.warehouse import Rows

Redactor = Callable[[str], str]
PREFIX = "k-"
_DIGITS = 16


def record_ids(codes: Collection[str], key: str) -> list[str]:
    """Return the opaque record ids of client codes, as in `mart.client_record`."""
    return [_keyed("client", code, key) for code in codes]


def _keyed(kind: str, code: str, key: str) -> str:
    """Return the keyed hash of a code of one kind (client or case)."""
    return hashlib.sha256(f"{key}:{kind}:{code}".encode()).hexdigest()[:_DIGITS]


def of_record(record_id: str | None) -> str:
    """Return the pseudonym of the client with a record id; empty for a row without a client."""
    return PREFIX + record_id if record_id else ""


def in_batches(batches: Iterable[Rows], key: str, names: Redactor = str) -> Iterator[Rows]:
    """Yield batches of exported rows with pseudonyms in place of client codes and case numbers.

    Parameters
    ----------
    batches
        Rows with any of the columns client_id, case_id, file, column and text.
    key
        Secret of the store.
    names
        Function that replaces client codes in file and column names (`erased_traces.redactor`).

    Notes
    -----
    The text of a cell left out by an import may be a name, so it is emptied. Sheet names are emptied too, as
    some workbooks have one sheet per client. Rows of a batch are sorted by pseudonym, because their original
    order would reveal the order of the codes.
    """
    changed: dict[str, Callable[[str], str | None]] = {
        "client_id": lambda code: PREFIX + _keyed("client", code, key),
        "case_id": lambda case: PREFIX + _keyed("case", case, key),
        "file": lambda file: names(file.partition(SHEET)[0]),
        "column": names,
        "text": lambda _: None,
    }
    for rows in batches:
        made = [
            tuple(
                changed[name](str(cell)) if name in changed and cell is not None else cell
                for name, cell in zip(rows.columns, row, strict=True)
            )
            for row in rows.rows
        ]
        if "client_id" in rows.columns:
            at = rows.columns.index("client_id")
            made.sort(key=lambda row: row[at] or "")
        yield Rows(rows.columns, tuple(made))
