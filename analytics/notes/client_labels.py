"""Display names of clients for the screen: initials or a name that a therapist typed by hand.

A practice switches them on; they are off by default. They are kept in the file of notes by opaque record id and read
by the caseload and the client timeline only: no data version, export, address, log or model has them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.access import Scope
from analytics.notes import database, schema
from analytics.notes.schema import LABELS, SWITCH

if TYPE_CHECKING:
    from analytics.store.warehouse import Warehouse

LONGEST = 40  # characters
_INVISIBLE = "C"  # Unicode categories: control, format (direction marks too), private, surrogate
_NONE: Mapping[str, str] = {}


def cleaned(text: str) -> str:
    """Return typed text as a label: one line without invisible characters, at most LONGEST characters."""
    one_line = " ".join(unicodedata.normalize("NFC", text).split())
    visible = "".join(one for one in one_line if unicodedata.category(one)[0] != _INVISIBLE)
    return visible[:LONGEST].strip()


class ClientLabels:
    """All labels of one store, and the switch that shows them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def is_on(self) -> bool:
        """Return whether labels are shown; raise NotesUnusable if the file cannot be read."""
        with database.reading(self.path) as connection:
            if connection is None or not schema.has_labels(connection):
                return False
            return connection.execute(f"select is_on from {SWITCH}").fetchone() == (1,)

    def switch(self, is_on: bool) -> None:
        """Show labels from now on, or hide them; hidden ones are kept."""
        with database.transaction(self.path) as connection:
            connection.execute(f"insert or replace into {SWITCH} values (1, ?)", (int(is_on),))

    def all(self) -> dict[str, str]:
        """Return every label by record id, shown or hidden; raise NotesUnusable if the file cannot be read."""
        with database.reading(self.path) as connection:
            if connection is None or not schema.has_labels(connection):
                return {}
            return dict(connection.execute(f"select record_id, label from {LABELS}").fetchall())

    def put(self, record_id: str, text: str, others: Collection[str] = ()) -> None:
        """Set the label of a client; text without a visible character removes it.

        others: record ids that lead to the same client; their labels go.
        """
        label = cleaned(text)
        with database.transaction(self.path) as connection:
            for one in {record_id, *others}:
                connection.execute(f"delete from {LABELS} where record_id = ?", (one,))
            if label:
                connection.execute(f"insert into {LABELS} values (?, ?)", (record_id, label))

    def erase(self, record_ids: Collection[str] | None = None) -> int:
        """Erase the labels of some clients, or all, from the file to the last byte; return how many there were.

        Raises
        ------
        NotesUnusable
            If the file cannot be read or written, or another process reads it at this moment.
        """
        held = self.all()
        gone = [one for one in held if record_ids is None or one in record_ids]
        if not self.path.exists():
            return 0
        with database.transaction(self.path) as connection:
            for one in gone:
                connection.execute(f"delete from {LABELS} where record_id = ?", (one,))
        database.scrub(self.path)
        return len(gone)


def visible(warehouse: Warehouse, scope: Scope, labels: ClientLabels) -> dict[str, str]:
    """Return the labels of the clients whom a viewer may see, by the record id in use; empty while they are off.

    A label that was typed for a code which is now shown as another one follows it, unless that one has its own.
    """
    held = labels.all() if labels.is_on() else _NONE
    if not held:
        return {}
    found: dict[str, str] = {}
    for record_id, in_use in warehouse.query("label_records", scope, records=sorted(held)).rows:
        if record_id == in_use or in_use not in found:
            found[in_use] = held[record_id]
    return found


def is_visible(warehouse: Warehouse, scope: Scope, record_id: str) -> bool:
    """Return whether a viewer may see the client with a record id."""
    return bool(warehouse.query("label_records", scope, records=[record_id]).rows)


def other_records(warehouse: Warehouse, scope: Scope, labels: ClientLabels, record_id: str) -> list[str]:
    """Return the other record ids with a label that lead to the client with the record id in use."""
    held = sorted(labels.all())
    rows = warehouse.query("label_records", scope, records=held).rows if held else ()
    return [one for one, in_use in rows if in_use == record_id and one != record_id]
