"""Schema version and migrations of the notes file: "talked about it" marks, display names, picks, agreements, reports.

`PRAGMA user_version` holds the version number.

To change the tables, add a migration to the end of `MIGRATIONS`: the next write to an older file runs the
missing migrations. A released migration never changes. Reading changes nothing, so readers must cope with
every older version.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from analytics.errors import HoldfastError

TABLE = "course_talk"
LABELS, SWITCH = "client_label", "client_label_switch"  # display names, and whether they are shown
PICKS = "agenda_pick"  # clients that somebody wants to bring to supervision
AGREEMENTS = "agreement"  # of supervision: who practises what, from when, and when both look again
FLAGS = "flag_mark"  # what came of a reason to talk about a client
PRESPECIFIED = "prespecified_report"  # measures and period of reports, chosen before the period
LOTS = "lot_draw"  # who starts to train a practice first, drawn by lot
OLDER_TABLE = "talk"  # of an older Holdfast, whose marks name their course by its number alone
NEWER = (
    "The notes about clients, such as “talked about it”, were made by a newer Holdfast than this one. Install the newer"
    " one again to see them; nothing was changed."
)
UNREADABLE = (
    "The notes about clients, such as “talked about it”, cannot be read: the file notes.sqlite is damaged or made by"
    " another program. Every number is as it should be. Put the file back from a copy, or move it away to begin anew."
)
NOT_KEPT = (
    "The note could not be kept: the file notes.sqlite is damaged, or the data folder cannot be written."
)
IN_USE = (
    "The file notes.sqlite is in use, so deleted text may still be in it. Close other tabs and try again."
)


class NotesUnusable(HoldfastError, RuntimeError):
    """Error for a notes file that cannot be read or written.

    The message says what to do.
    """


class NewerNotes(NotesUnusable):
    """Error for a notes file written by a newer release of Holdfast; it is neither read nor changed."""


def _create_course_talk(connection: sqlite3.Connection) -> None:
    """Create the table of marks, with one row per client record id and session day."""
    connection.execute(
        f"""
        create table if not exists {TABLE} (
            record_id text not null, episode_no integer not null, day text not null, person text not null,
            version text not null, tier text not null, outcome text, landmark integer,
            probability real, low real, high real, band text, session_day text not null,
            primary key (record_id, session_day)
        )"""
    )


def _create_client_label(connection: sqlite3.Connection) -> None:
    """Create the table of display names, one row per client record id, and the table of the switch."""
    connection.execute(f"create table {LABELS} (record_id text primary key, label text not null)")
    connection.execute(
        f"create table {SWITCH} (one integer primary key check (one = 1), is_on integer not null)"
    )


def _create_agenda_pick(connection: sqlite3.Connection) -> None:
    """Create the table of clients picked for supervision, one row per client record id."""
    connection.execute(
        f"""
        create table {PICKS} (
            record_id text primary key, session_day text not null, day text not null, person text not null
        )"""
    )


def _create_agreement(connection: sqlite3.Connection) -> None:
    """Create the table of supervision agreements; its columns are the fields of `agreements.Agreement`."""
    connection.execute(
        f"""
        create table {AGREEMENTS} (
            id text primary key, therapist text not null, signal text not null, practice text not null,
            start text not null, look_again text not null, person text not null, ended text
        )"""
    )


def _create_flag_mark(connection: sqlite3.Connection) -> None:
    """Create the table of what came of flags, one row per client record id, session day and reason."""
    connection.execute(
        f"""
        create table {FLAGS} (
            record_id text not null, session_day text not null, code text not null, result text not null,
            day text not null, person text not null, primary key (record_id, session_day, code)
        )"""
    )


def _create_prespecified_report(connection: sqlite3.Connection) -> None:
    """Create the table of prespecified reports, one row per choice, which can only be withdrawn."""
    connection.execute(
        f"""
        create table {PRESPECIFIED} (
            number integer primary key, title text not null, measures text not null, since text not null,
            until text not null, chosen_on text not null, person text not null, rules text not null,
            digest text not null, withdrawn_on text
        )"""
    )
    fixed = ("number", "title", "measures", "since", "until", "chosen_on", "person", "rules", "digest")
    _refuse_changes(connection, PRESPECIFIED, fixed, ends="withdrawn_on")


def _create_lot_draw(connection: sqlite3.Connection) -> None:
    """Create the table of draws by lot, one row per draw, which can only be called off."""
    connection.execute(
        f"""
        create table {LOTS} (
            number integer primary key, signal text not null, practice text not null, seed text not null,
            strata text not null, start text not null, later text not null, drawn_on text not null,
            person text not null, called_off text
        )"""
    )
    fixed = ("number", "signal", "practice", "seed", "strata", "start", "later", "drawn_on", "person")
    _refuse_changes(connection, LOTS, fixed, ends="called_off")


def _refuse_changes(connection: sqlite3.Connection, table: str, fixed: tuple[str, ...], ends: str) -> None:
    """Add triggers that refuse deletion of a row and every change but setting the day in column `ends` once."""
    new, old = (", ".join(f"{side}.{name}" for name in fixed) for side in ("new", "old"))
    connection.execute(
        f"create trigger {table}_stays before delete on {table}"
        f" begin select raise(abort, '{table}: a row stays listed'); end"
    )
    connection.execute(
        f"create trigger {table}_is_fixed before update on {table}"
        f" when old.{ends} is not null or new.{ends} is null or ({new}) is not ({old})"
        f" begin select raise(abort, '{table}: a row is never changed'); end"
    )


# Number n - 1 leads from version n - 1 to version n.
MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    _create_course_talk,
    _create_client_label,
    _create_agenda_pick,
    _create_agreement,
    _create_flag_mark,
    _create_prespecified_report,
    _create_lot_draw,
)


def tables(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the tables of "talked about it" marks in the notes file, newest layout first."""
    known = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    return [name for name in (TABLE, OLDER_TABLE) if name in known]


def has(connection: sqlite3.Connection, table: str) -> bool:
    """Return whether the file has a table; a file of an older release lacks those of later ones."""
    found = connection.execute(
        "select count(*) from sqlite_master where type = 'table' and name = ?", (table,)
    )
    return found.fetchone() == (1,)


def version(connection: sqlite3.Connection) -> int:
    """Return the schema version of the notes file; 0 for a file without a table of marks.

    Files written before versions were numbered have `TABLE` and a `user_version` of 0; they count as version 1.

    Raises
    ------
    NewerNotes
        When the version is higher than the last migration leads to.
    """
    number = _number(connection)
    if number > len(MIGRATIONS):
        raise NewerNotes(NEWER)
    return number or int(TABLE in tables(connection))


def migrate(connection: sqlite3.Connection) -> None:
    """Migrate the tables of the notes file to the current schema version in one transaction.

    Raises
    ------
    NewerNotes
        When a newer Holdfast wrote the file.
    """
    if _number(connection) == len(MIGRATIONS):
        return
    connection.execute(
        "begin immediate"
    )  # another process may migrate at the same time: its writes come first
    with connection:
        for step in MIGRATIONS[version(connection) :]:
            step(connection)
        connection.execute(f"pragma user_version = {len(MIGRATIONS)}")


def _number(connection: sqlite3.Connection) -> int:
    """Return the `user_version` stored in the file; 0 if none was ever written."""
    return connection.execute("pragma user_version").fetchone()[0]
