"""Stored sessions, scores and endings that a newly delivered file does not contain or has emptied.

An import adds and corrects. A session deleted, moved or cancelled at the source stays stored until a person
asks for its removal: by `follow` before the delivery is merged, or by `leave_out.leave_out` afterwards, from
`meta.lacking` in the version. All steps are set-based SQL over the tables `stored_session` and `matched` of the merge.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

import duckdb

from analytics import sql
from analytics.store.queries import dicts, scalar

# A delivery with a smaller share of what is held in its days covers a part: nothing is offered to be left out.
PARTIAL_SHARE = 0.5
# A delivery whose therapists hold at least this share of the sessions in its days covers the whole practice.
WHOLE_PRACTICE = 0.9
MOST_LISTED = 5_000  # sessions and values listed in a report; all of them are kept with the version


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """Result of comparing a newly delivered file with the sessions stored before it.

    Attributes
    ----------
    first_day, last_day
        First and last session day of the file, None without sessions.
    n_file, n_there
        Sessions in the file; stored sessions that the file contains.
    n_missing
        Stored sessions that the file covers (by days, therapists and clients) but does not contain. Of these,
        n_cancelled are not attended according to the file; n_moved_day and n_moved_client equal a new session
        in the file.
    n_only_here
        All stored sessions that the file does not contain.
    n_unclear
        Stored sessions that rows set aside may be about.
    n_elsewhere
        Stored sessions that the file does not cover.
    n_scores, n_endings
        Stored scores and endings that are empty in the file.
    months, therapists, sessions, emptied
        Dictionaries, as in the import report.
    """

    first_day: datetime.date | None
    last_day: datetime.date | None
    n_file: int
    n_there: int
    n_missing: int
    n_only_here: int
    n_cancelled: int
    n_moved_day: int
    n_moved_client: int
    n_unclear: int
    n_elsewhere: int
    n_scores: int
    n_endings: int
    months: tuple[dict[str, Any], ...]
    therapists: tuple[dict[str, Any], ...]
    sessions: tuple[dict[str, Any], ...]
    emptied: tuple[dict[str, Any], ...]

    @property
    def share(self) -> float | None:
        """Share of comparable stored sessions that the file contains; None if no session is comparable.

        Comparable sessions are those of the same days and people.
        """
        held = self.n_there + self.n_missing
        return self.n_there / held if held else None

    @property
    def is_partial(self) -> bool:
        """Return whether the file contains so few stored sessions that it covers only part of the practice.

        That is a `share` below PARTIAL_SHARE.
        """
        return self.share is not None and self.share < PARTIAL_SHARE

    @property
    def n_to_leave_out(self) -> int:
        """Number of stored sessions that would be removed because the file does not contain them."""
        return self.n_cancelled if self.is_partial else self.n_missing

    @property
    def n_to_follow(self) -> int:
        """Number of stored sessions, scores and endings that would be removed to match the file."""
        return self.n_to_leave_out + self.n_scores + self.n_endings


def find(connection: duckdb.DuckDBPyConnection) -> Lacking:
    """Find stored sessions and values that a delivery lacks; list them in the table `lacking`.

    Needs `stored_session` and `matched` of the merge. The delivery's rows without a session are in `delivery.mentioned`.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS delivery.mentioned (client_id VARCHAR, case_id VARCHAR, source_session_id VARCHAR,"
        " session_date DATE, kind VARCHAR)"
    )
    _run(connection, "compared", whole_practice=WHOLE_PRACTICE)
    for step in ("missing", "moved_sessions", "emptied"):
        _run(connection, step)
    if scalar(connection, "SELECT count(*) FROM emptied_session WHERE lost_ending"):
        _run(connection, "emptied_endings")
    figures = _rows(connection, "figures")[0]
    found = Lacking(
        **figures,
        months=tuple(_rows(connection, "months")),
        therapists=tuple(_rows(connection, "therapists")),
        sessions=tuple(_rows(connection, "listed", most=MOST_LISTED)),
        emptied=tuple(_rows(connection, "emptied_listed", most=MOST_LISTED)),
    )
    _run(connection, "removable", partial=found.is_partial)
    for table in ("compared", "missing", "unclear", "emptied_session", "emptied"):
        connection.execute(f"DROP TABLE {table}")
    return found


def remove_listed(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove the sessions and values listed in the table `lacking` from the store, then empty the table."""
    _run(connection, "remove")
    connection.execute("DELETE FROM lacking")


def update_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Update the session keys in the table `lacking` after a merge; delete rows that no longer apply."""
    _run(connection, "current_keys")


def create_empty(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the temporary table `lacking` (stored data missing in a delivery) without any rows."""
    _run(connection, "none")


def copy_old(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy the table `lacking` from the stored version; create an empty table if that version has none."""
    _run(connection, "carried" if is_stored(connection) else "none")


def is_stored(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the version `old` stores a list of the sessions missing in its last delivery."""
    return scalar(connection, sql.read("lacking/is_stored"))


def differs(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the table `lacking` differs from the one stored in the version attached as `old`."""
    if is_stored(connection):
        return scalar(connection, sql.read("lacking/different"))
    return bool(scalar(connection, "SELECT count(*) FROM lacking"))


def write(connection: duckdb.DuckDBPyConnection, comparison: dict[str, Any] | None) -> None:
    """Write the table `lacking` and the delivery's comparison with stored data into the new version.

    Parameters
    ----------
    connection
        Connection with that version attached as `new`.
    comparison
        Comparison made by the delivery: compared_at, imported_by, files and document (a dictionary without
        client codes, None for the first delivery); None copies the comparison stored in `old`.
    """
    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'lacking' AND database_name = 'temp'"
    if not scalar(connection, there):
        create_empty(connection)
    _run(connection, "write")
    if comparison is None:
        if is_stored(connection):
            connection.execute("INSERT INTO new.meta.compared FROM old.meta.compared")
    elif comparison["document"] is not None:
        texts = {key: json.dumps(comparison[key]) for key in ("files", "document")}
        _run(connection, "write_compared", **{**comparison, **texts})


def _run(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> duckdb.DuckDBPyConnection:
    """Run one SQL file of `sql/lacking` with the given parameters."""
    text = sql.read(f"lacking/{name}")
    return connection.execute(text, values) if values else connection.execute(text)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """Run one SQL file of `sql/lacking` and return the result as one dictionary per row."""
    return dicts(_run(connection, name, **values))
