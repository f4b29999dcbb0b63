"""What a delivery lacks of what is held: sessions that it does not have, scores and endings that it has emptied.

An import adds and corrects. A session deleted, moved or cancelled at the source stays held until somebody follows the
file: `follow` before the delivery is merged, or `leave_out.leave_out` afterwards, from what is kept with the version in
`meta.lacking`. All steps are set-based SQL over the tables `known` and `matched` of the merge.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from analytics import sql

PARTIAL_SHARE = (
    0.5  # a delivery with less of what is held in its days is of a part: nothing is offered to be left out
)
WHOLE_PRACTICE = (
    0.9  # share of the sessions held in its days whose therapists it has: nearly the whole practice
)
MOST_LISTED = 5_000  # sessions and values listed in a report; all of them are kept with the version


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """A delivery beside what was held before it.

    first_day, last_day: of its sessions, None where it has none. n_file, n_there: its sessions; held sessions it has.
    n_missing: held sessions of its days and people that it lacks; of these n_cancelled are not attended in the file,
    n_moved_day and n_moved_client equal a new session of it. n_only_here: every held session that it has not.
    n_unclear: those that rows set aside may be about. n_elsewhere: held, of other days or people. n_scores, n_endings:
    values it has emptied. months, therapists, sessions, emptied: dictionaries, as in the import report.
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
        """The part of the held sessions of its days and people that the delivery has; None where none is held."""
        held = self.n_there + self.n_missing
        return self.n_there / held if held else None

    @property
    def is_partial(self) -> bool:
        """Whether the delivery has so little of what is held in its days that lacking a session says nothing."""
        return self.share is not None and self.share < PARTIAL_SHARE

    @property
    def n_to_leave_out(self) -> int:
        """Sessions that following the delivery would leave out."""
        return self.n_cancelled if self.is_partial else self.n_missing

    @property
    def n_to_follow(self) -> int:
        """Sessions, scores and endings that following the delivery would leave out or clear."""
        return self.n_to_leave_out + self.n_scores + self.n_endings


def find(connection) -> Lacking:
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
    if connection.execute("SELECT count(*) FROM empty WHERE lost_ending").fetchone()[0]:
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


def follow(connection) -> None:
    """Take what `lacking` names out of `known` and `raw`; afterwards nothing is lacking any more."""
    _run(connection, "followed")
    connection.execute("DELETE FROM lacking")


def settle(connection) -> None:
    """Name what `lacking` holds by what its sessions are after the merge."""
    _run(connection, "settled")


def nothing(connection) -> None:
    """Leave an empty `lacking`: nothing was held, or everything was replaced."""
    _run(connection, "empty")


def carry(connection) -> None:
    """Leave in `lacking` what the version in `old` keeps, for a version that replaces it or follows its delivery."""
    _run(connection, "found" if holds(connection) else "empty")


def holds(connection) -> bool:
    """Whether the version in `old` keeps what its latest delivery lacks; those of older Holdfasts do not."""
    return _run(connection, "holds").fetchone()[0]


def differs(connection) -> bool:
    """Whether `lacking` is not what the version in `old` keeps; the latest delivery counts even if it lacks none."""
    if holds(connection):
        return _run(connection, "different").fetchone()[0]
    return bool(connection.execute("SELECT count(*) FROM lacking").fetchone()[0])


def write(connection, kept: dict[str, Any] | None) -> None:
    """Write `lacking` and the delivery's comparison into the version being built.

    Parameters: kept, of the delivery: compared_at, imported_by, files and document (a dictionary without client codes,
    None where nothing was held before it); None copies what the version in `old` says.
    """
    if not connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'lacking'"
                              " AND database_name = 'temp'").fetchone()[0]:  # fmt: skip
        nothing(connection)
    _run(connection, "written")
    if kept is None:
        if holds(connection):
            connection.execute("INSERT INTO new.meta.compared FROM old.meta.compared")
    elif kept["document"] is not None:
        texts = {key: json.dumps(kept[key]) for key in ("files", "document")}
        _run(connection, "written_compared", **{**kept, **texts})


def _run(connection, name: str, **values: Any):
    text = sql.read(f"lacking/{name}")
    return connection.execute(text, values) if values else connection.execute(text)


def _rows(connection, name: str, **values: Any) -> list[dict[str, Any]]:
    """The rows of one file as dictionaries."""
    cursor = _run(connection, name, **values)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
