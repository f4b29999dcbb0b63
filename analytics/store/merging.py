"""Merging of a delivery with the stored sessions: additions, corrections, removals, replacement."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb

from analytics import sql
from analytics.store import aliases, lacking
from analytics.store.queries import scalar


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """Result of importing a delivery: accepted rows by their effect, and the current version after it.

    Attributes
    ----------
    new, unchanged, corrected, added_to
        Rows of the files by effect (corrected: a value was replaced; added_to: an empty value was filled); they add up
        to the accepted ones.
    version
        Name of the version now current; None after a dry run on an empty store.
    switched
        Whether that version is new.
    removed, cleared
        Stored sessions that were removed; scores and endings that were cleared.
    replaced
        Whether the delivery replaced all stored data and differs from them.
    recoded
        A session was delivered under another one of merged codes, which is visible only after the merge is
        undone.
    import_id
        Of the delivery; None if it changed nothing or was a dry run.
    courses
        Number of episodes with new warnings, by code (`courses.new_warnings`).
    """

    new: int
    unchanged: int
    corrected: int
    added_to: int
    version: str | None
    switched: bool
    removed: int = 0
    cleared: int = 0
    replaced: bool = False
    recoded: bool = False
    import_id: str | None = None
    courses: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Number of accepted rows of the delivery by effect: new, unchanged, corrected, added_to."""
        return {effect: getattr(self, effect) for effect in ("new", "unchanged", "corrected", "added_to")}

    @property
    def changes(self) -> bool:
        """Return whether the import changed anything in the stored data."""
        effects = (
            self.new,
            self.corrected,
            self.added_to,
            self.removed,
            self.cleared,
            self.replaced,
            self.recoded,
        )
        return any(effects)


def merge(
    connection: duckdb.DuckDBPyConnection,
    has_old: bool,
    replace: bool,
    decide: Callable[[lacking.Lacking], bool] | None,
) -> BuildResult:
    """Merge stored and delivered sessions into `fact.session`, and create the table `lacking`.

    Parameters
    ----------
    connection
        Connection with the delivery; `delivery.row_client` names the clients of rows left out.
    has_old
        Whether a version is attached as `old`.
    replace
        Whether the delivery replaces all stored sessions.
    decide
        Called with what the delivery lacks; returns whether to remove it.

    Returns
    -------
    BuildResult
        Counts, without a version.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS fact")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS delivery.row_client (file_no INTEGER, line INTEGER, client_id VARCHAR)"
    )
    if not has_old:
        connection.execute(sql.read("merge/initial_load"))
        connection.execute(sql.read("merge/reasons"))
        lacking.create_empty(connection)
        n = scalar(connection, "SELECT coalesce(sum(n_rows), 0)::BIGINT FROM delivery.session")
        return BuildResult(new=n, unchanged=0, corrected=0, added_to=0, version=None, switched=False)
    load_stored(connection)
    are_joined = bool(scalar(connection, "SELECT count(*) FROM joined_client"))
    _run(connection, "matched", *(["matched_by_code"] if are_joined else []))
    found = lacking.find(connection)
    follows = decide(found) if decide else False
    if replace:
        return _replaced(connection, found, are_joined)
    if follows:
        lacking.remove_listed(connection)
        connection.execute(
            "DELETE FROM matched WHERE stored_row NOT IN (SELECT stored_row FROM stored_session)"
        )
    if are_joined:
        _run(connection, "sessions_by_code", "merged", "delivered_raw", "joined_sessions", "joined_states")
    else:
        _run(connection, "merged")
    lacking.update_keys(connection)
    _run(connection, "fact", "reasons")
    gone = (found.n_to_leave_out, found.n_scores + found.n_endings) if follows else (0, 0)
    recoded = scalar(connection, "SELECT coalesce(bool_or(is_recoded), false) FROM merged")
    return dataclasses.replace(_counted(connection), removed=gone[0], cleared=gone[1], recoded=recoded)


def load_stored(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the sessions of the version `old` into the table `stored_session`, with merged codes applied.

    Aliases are in the temporary table `alias`. Sessions of clients with several codes are in `raw` as
    delivered.
    """
    aliases.load_stored_names(connection)
    _run(connection, "stored", "raw", "joined_sessions", "joined_shown")


def rebuild_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create fact.session from the stored sessions alone, with merged codes applied."""
    _run(connection, "joined_sessions", "joined_shown")
    connection.execute("CREATE VIEW fact.session AS SELECT * EXCLUDE (stored_row) FROM stored_session")
    _run(connection, "reasons")


def _run(connection: duckdb.DuckDBPyConnection, *steps: str) -> None:
    """Run the named SQL files of `sql/merge` in the given order."""
    for step in steps:
        connection.execute(sql.read(f"merge/{step}"))


def _counted(connection: duckdb.DuckDBPyConnection) -> BuildResult:
    """Count the accepted rows of the delivery by effect: new, unchanged, corrected, added_to."""
    counts: dict[str, int] = dict(connection.execute(sql.read("merge/state_counts")).fetchall())
    return BuildResult(
        new=counts.get("new", 0),
        unchanged=counts.get("unchanged", 0),
        corrected=counts.get("corrected", 0),
        added_to=counts.get("added_to", 0),
        version=None,
        switched=False,
    )


def _replaced(
    connection: duckdb.DuckDBPyConnection, comparison: lacking.Lacking, are_joined: bool
) -> BuildResult:
    """Replace all stored sessions by the delivery; return row counts and whether the data changed."""
    if are_joined:
        _run(connection, "sessions_by_code", "merged", "replaced", "joined_sessions", "joined_states")
    else:
        _run(connection, "merged", "replaced", "joined_sessions")
    _run(connection, "replaced_fact", "reasons")
    counted = _counted(connection)
    equal = scalar(connection, sql.read("merge/replaced_equals"))
    connection.execute("DROP VIEW replacing")
    for table in ("stored_session", "matched", "merged", "lacking"):
        connection.execute(f"DROP TABLE {table}")
    lacking.create_empty(connection)
    return dataclasses.replace(
        counted,
        removed=comparison.n_only_here,
        cleared=comparison.n_scores + comparison.n_endings,
        replaced=not equal,
    )
