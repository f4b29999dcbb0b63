"""Held data that a delivery lacks: sessions it does not have, scores and endings that it has emptied.

An import adds and corrects. A session deleted, moved or cancelled at the source stays held until a person follows the
file: `follow` before the delivery is merged, or `leave_out.leave_out` afterwards, from what is kept with the version in
`meta.lacking`. All steps are set-based SQL over the tables `known` and `matched` of the merge.
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
    """Comparison of a delivery with what was held before it.

    Attributes
    ----------
    first_day, last_day
        Of its sessions, None where it has none.
    n_file, n_there
        Its sessions; held sessions it has.
    n_missing
        Held sessions of its days and people that it lacks; of these n_cancelled are not attended in the file,
        n_moved_day and n_moved_client equal a new session of it.
    n_only_here
        Every held session that it has not.
    n_unclear
        Those that rows set aside may be about.
    n_elsewhere
        Held sessions of other days or people.
    n_scores, n_endings
        Values it has emptied.
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
        """Share of the held sessions of its days and people that the delivery has; None where none is held."""
        held = self.n_there + self.n_missing
        return self.n_there / held if held else None

    @property
    def is_partial(self) -> bool:
        """Whether the delivery has so little of what is held in its days that lacking a session says nothing."""
        return self.share is not None and self.share < PARTIAL_SHARE

    @property
    def n_to_leave_out(self) -> int:
        """Number of sessions that following the delivery would leave out."""
        return self.n_cancelled if self.is_partial else self.n_missing

    @property
    def n_to_follow(self) -> int:
        """Number of sessions, scores and endings that following the delivery would leave out or clear."""
        return self.n_to_leave_out + self.n_scores + self.n_endings


def find(connection: duckdb.DuckDBPyConnection) -> Lacking:
    """Compare the delivery with what is held; leaves the temporary table `lacking` for `follow` and `write`.

    Needs `known` and `matched` of the merge. The delivery's rows without a session are in `delivery.mentioned`.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS delivery.mentioned (client_id VARCHAR, case_id VARCHAR, source_session_id VARCHAR,"
        " session_date DATE, kind VARCHAR)"
    )
    _run(connection, "compared", whole_practice=WHOLE_PRACTICE)
    for step in ("missing", "moved", "emptied"):
        _run(connection, step)
    if scalar(connection, "SELECT count(*) FROM empty WHERE lost_ending"):
        _run(connection, "emptied_endings")
    figures = _rows(connection, "figures")[0]
    found = Lacking(
        **figures,
        months=tuple(_rows(connection, "months")),
        therapists=tuple(_rows(connection, "therapists")),
        sessions=tuple(_rows(connection, "listed", most=MOST_LISTED)),
        emptied=tuple(_rows(connection, "emptied_listed", most=MOST_LISTED)),
    )
    _run(connection, "kept", partial=found.is_partial)
    for table in ("compared", "missing", "unclear", "empty", "emptied"):
        connection.execute(f"DROP TABLE {table}")
    return found


def follow(connection: duckdb.DuckDBPyConnection) -> None:
    """Remove what `lacking` names from `known` and `raw`; afterwards nothing is lacking any more."""
    _run(connection, "followed")
    connection.execute("DELETE FROM lacking")


def settle(connection: duckdb.DuckDBPyConnection) -> None:
    """Rename the sessions in `lacking` to what they are after the merge."""
    _run(connection, "settled")


def nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """Make an empty `lacking`: nothing was held, or everything was replaced."""
    _run(connection, "empty")


def carry(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy to `lacking` what the version in `old` keeps, for a version that replaces it or follows its delivery."""
    _run(connection, "found" if holds(connection) else "empty")


def holds(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether the version in `old` keeps what its latest delivery lacks; those of older Holdfasts do not."""
    return scalar(connection, sql.read("lacking/holds"))


def differs(connection: duckdb.DuckDBPyConnection) -> bool:
    """Return whether `lacking` differs from what `old` keeps; the latest delivery counts even where it lacks none."""
    if holds(connection):
        return scalar(connection, sql.read("lacking/different"))
    return bool(scalar(connection, "SELECT count(*) FROM lacking"))


def write(connection: duckdb.DuckDBPyConnection, kept: dict[str, Any] | None) -> None:
    """Write `lacking` and the delivery's comparison into the version being built.

    Parameters
    ----------
    connection
        Connection with that version attached as `new`.
    kept
        Of the delivery: compared_at, imported_by, files and document (a dictionary without client codes,
        None where nothing was held before it); None copies what the version in `old` says.
    """
    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'lacking' AND database_name = 'temp'"
    if not scalar(connection, there):
        nothing(connection)
    _run(connection, "written")
    if kept is None:
        if holds(connection):
            connection.execute("INSERT INTO new.meta.compared FROM old.meta.compared")
    elif kept["document"] is not None:
        texts = {key: json.dumps(kept[key]) for key in ("files", "document")}
        _run(connection, "written_compared", **{**kept, **texts})


def _run(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> duckdb.DuckDBPyConnection:
    """Run one file of `sql/lacking`."""
    text = sql.read(f"lacking/{name}")
    return connection.execute(text, values) if values else connection.execute(text)


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """Run one file of `sql/lacking` and return its rows as dictionaries."""
    return dicts(_run(connection, name, **values))
