"""SQLite file of accounts: people, roles, therapist codes, supervision, sign-ins and the audit log.

`PRAGMA user_version` holds the version number. To change the tables, add a migration to the end of `MIGRATIONS`;
a released migration never changes. The file lies beside the data versions, so no import or undo touches it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from analytics.access import PeopleUnreadable

FILE = "accounts.sqlite"
IN_USE = "accounts-in-use"  # empty file beside it: where only this is left, the list was lost, and nobody is let in
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700
WAIT = 5.0  # seconds for another writer
UNREADABLE = (
    "The list of people who sign in (accounts.sqlite) cannot be read: it is damaged, or the disk refuses. Nobody is let"
    " in until it is put back from a backup."
)
NEWER = (
    "The list of people who sign in was written by a newer Holdfast than this one. Install the newer one again; nobody"
    " is let in until then, and nothing was changed."
)


LOST = "The list of people who sign in (accounts.sqlite) is missing. Nobody is let in until it is put back from a backup."


class AccountsUnusable(PeopleUnreadable):
    """Error for an accounts file that is lost, unreadable or unwritable; nobody gets access."""


def _create(connection: sqlite3.Connection) -> None:
    """Create the tables of the accounts file, as in its first schema version."""
    for statement in (
        # key: opaque, stands in addresses and in the audit log. login: as typed at sign-in, in lower case.
        "create table person (id integer primary key, key text not null unique, name text not null,"
        " login text unique, roles text not null, password text, second_factor text, last_step integer,"
        " subject text unique, made_at text not null, removed_at text)",
        "create table code (code text primary key, person integer not null references person)",
        "create table supervision (id integer primary key, person integer not null references person,"
        " code text not null, from_day text not null, to_day text)",
        "create table session (token text primary key, person integer not null references person,"
        " began_at text not null, seen_at text not null, ended_at text)",
        "create table invitation (token text primary key, person integer not null references person,"
        " made_at text not null, ends_at text not null, used_at text)",
        # login_hash: also of names that belong to nobody, so that both are locked alike.
        "create table failure (login_hash text not null, at text not null)",
        "create index failure_of on failure (login_hash, at)",
        "create table audit (id integer primary key, at text not null, who text not null, action text not null,"
        " about text not null, detail text not null, previous text not null, hash text not null)",
    ):
        connection.execute(statement)


# Number n - 1 leads from version n - 1 to version n.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (_create,)


def path(folder: Path) -> Path:
    """Return the path of the accounts file in a store's folder."""
    return folder / FILE


def in_use(folder: Path) -> bool:
    """Return whether people sign in to a store: it has an accounts file, or had one that was lost."""
    return os.path.lexists(path(folder)) or os.path.lexists(folder / IN_USE)


def _make_files(folder: Path) -> None:
    """Create an empty accounts file and the marker file that shows later that accounts were in use."""
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    for file in (path(folder), folder / IN_USE):
        with contextlib.suppress(FileExistsError):
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE))


@contextlib.contextmanager
def transaction(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open one write transaction on the accounts of a store, after migrating the tables if needed.

    Raises
    ------
    AccountsUnusable
        If the file is damaged, newer than this Holdfast, or cannot be written.
    """
    file = path(folder)
    try:
        if not in_use(folder):
            _make_files(folder)
        elif not os.path.lexists(file):
            raise AccountsUnusable(LOST)
        with contextlib.closing(sqlite3.connect(file, timeout=WAIT, isolation_level=None)) as connection:
            connection.execute("pragma foreign_keys = on")
            connection.execute("pragma synchronous = full")
            connection.execute("begin immediate")
            try:
                _migrate(connection)
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")
    except (sqlite3.Error, OSError) as error:
        raise AccountsUnusable(UNREADABLE) from error


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """Open the accounts of a store for reading; yield None if the store has none.

    Raises
    ------
    AccountsUnusable
        If the file is damaged or newer than this Holdfast.
    """
    if not in_use(folder):
        yield None
        return
    if not os.path.lexists(path(folder)):
        raise AccountsUnusable(LOST)
    try:
        address = f"{path(folder).absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=WAIT)) as connection:
            yield connection if _version(connection) else None
    except (sqlite3.Error, OSError) as error:
        raise AccountsUnusable(UNREADABLE) from error


def _version(connection: sqlite3.Connection) -> int:
    """Return the schema version of the accounts file; raise AccountsUnusable for one of a newer Holdfast."""
    number = connection.execute("pragma user_version").fetchone()[0]
    if number > len(MIGRATIONS):
        raise AccountsUnusable(NEWER)
    return number


def _migrate(connection: sqlite3.Connection) -> None:
    """Run the pending schema migrations of the accounts file inside the open transaction."""
    number = _version(connection)
    for step in MIGRATIONS[number:]:
        step(connection)
    if number < len(MIGRATIONS):
        connection.execute(f"pragma user_version = {len(MIGRATIONS)}")
