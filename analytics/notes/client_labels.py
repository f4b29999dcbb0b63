"""Display names ("labels") of clients for the screen: initials or a name that a therapist typed.

They are off by default and can be switched on for a practice. They are stored in the notes file by opaque
record id and shown only on the caseload and the client timeline: no data version, export, address, log or
model contains them.
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
    """Return a typed display name as one line without invisible characters, of at most LONGEST characters."""
    one_line = " ".join(unicodedata.normalize("NFC", text).split())
    visible = "".join(one for one in one_line if unicodedata.category(one)[0] != _INVISIBLE)
    return visible[:LONGEST].strip()


class ClientLabels:
    """Display names of all clients of one store, and the switch that shows or hides them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / database.FILE

    def is_on(self) -> bool:
        """Return whether display names are shown; raise NotesUnusable if the file cannot be read."""
        with database.reading(self.path) as connection:
            if connection is None or not schema.has(connection, SWITCH):
                return False
            return connection.execute(f"select is_on from {SWITCH}").fetchone() == (1,)

    def switch(self, is_on: bool) -> None:
        """Show or hide display names from now on; hidden names stay in the file."""
        with database.transaction(self.path) as connection:
            connection.execute(f"insert or replace into {SWITCH} values (1, ?)", (int(is_on),))

    def all(self) -> dict[str, str]:
        """Return all display names, even hidden ones, by record id; raise NotesUnusable if unreadable."""
        with database.reading(self.path) as connection:
            if connection is None or not schema.has(connection, SWITCH):
                return {}
            return dict(connection.execute(f"select record_id, label from {LABELS}").fetchall())

    def put(self, record_id: str, text: str, others: Collection[str] = ()) -> None:
        """Set the display name of a client; text without any visible character deletes the name.

        others: further record ids of this client, from merged codes; their display names are deleted.
        """
        label = cleaned(text)
        with database.transaction(self.path) as connection:
            for one in {record_id, *others}:
                connection.execute(f"delete from {LABELS} where record_id = ?", (one,))
            if label:
                connection.execute(f"insert into {LABELS} values (?, ?)", (record_id, label))

    def erase(self, record_ids: Collection[str] | None = None) -> int:
        """Erase the display names of the given clients, or of all, without remains; return their number.

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
    """Return the display names of the clients whom a viewer may see, by record id; empty if names are off.

    After a merge of codes, the name typed for the merged code is used for the code shown, unless that has its
    own name.
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
    """Return whether the viewer may see the client with this record id."""
    return bool(warehouse.query("label_records", scope, records=[record_id]).rows)


def other_records(warehouse: Warehouse, scope: Scope, labels: ClientLabels, record_id: str) -> list[str]:
    """Return a client's other record ids, from merged codes, under which a display name is stored."""
    held = sorted(labels.all())
    rows = warehouse.query("label_records", scope, records=held).rows if held else ()
    return [one for one, in_use in rows if in_use == record_id and one != record_id]
