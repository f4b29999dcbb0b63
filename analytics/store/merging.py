"""Putting a delivery together with what is held: added and corrected, followed where it lacks something, or alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

from analytics import sql
from analytics.store import aliases, lacking


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """What became of a delivery: its accepted rows by what they did to the store, and the version now current.

    new, unchanged, corrected (a value was replaced) and added_to (an empty value was filled) count rows of the
    files and add up to the accepted ones; version is None after a dry run on an empty store. removed: held sessions
    that went; cleared: scores and endings that were emptied with the delivery; replaced: it took the place of
    everything held, and differs from it. recoded: a session was told under another of the codes that are joined, which
    is seen only when they are parted. import_id: of the delivery, None where it changed nothing or was only a look.
    courses: what became of courses that are held (`courses.new_facts`).
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
        """Accepted rows of the files by their effect."""
        return {effect: getattr(self, effect) for effect in ("new", "unchanged", "corrected", "added_to")}

    @property
    def changes(self) -> bool:
        """Whether the store holds something else than before."""
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
    connection, has_old: bool, replace: bool, decide: Callable[[lacking.Lacking], bool] | None
) -> BuildResult:
    """Make fact.session from what is known and what was delivered; leaves the temporary table `lacking`.

    Parameters: has_old, whether `old` is attached; replace, the delivery takes the place of everything held; decide,
    called with what the delivery lacks: whether it is followed. Returns: counts, without a version.
    """
    connection.execute("CREATE SCHEMA IF NOT EXISTS fact")
    if not has_old:
        connection.execute(sql.read("merge/first"))
        connection.execute(sql.read("merge/reasons"))
        lacking.nothing(connection)
        n = connection.execute("SELECT coalesce(sum(n_rows), 0)::BIGINT FROM delivery.session").fetchone()[0]
        return BuildResult(new=n, unchanged=0, corrected=0, added_to=0, version=None, switched=False)
    held(connection)
    are_joined = bool(connection.execute("SELECT count(*) FROM joined").fetchone()[0])
    _run(connection, "matched", *(["matched_given"] if are_joined else []))
    found = lacking.find(connection)
    follows = decide(found) if decide else False
    if replace:
        return _replaced(connection, found, are_joined)
    if follows:
        lacking.follow(connection)
        connection.execute("DELETE FROM matched WHERE known_row NOT IN (SELECT known_row FROM known)")
    if are_joined:
        _run(connection, "given", "merged", "delivered_raw", "together", "settled")
    else:
        _run(connection, "merged")
    lacking.settle(connection)
    _run(connection, "fact", "reasons")
    gone = (found.n_to_leave_out, found.n_scores + found.n_endings) if follows else (0, 0)
    recoded = connection.execute("SELECT coalesce(bool_or(is_recoded), false) FROM merged").fetchone()[0]
    made = BuildResult(**_counted(connection), version=None, switched=False, removed=gone[0], cleared=gone[1])
    return dataclasses.replace(made, recoded=recoded)


def held(connection) -> None:
    """Leave the sessions of the attached version `old` in `known`, as the aliases in the temporary table `alias` show
    them. Those of clients to whom several codes lead are in `raw` as they were delivered."""
    aliases.held(connection)
    _run(connection, "known", "raw", "together", "shown")


def again(connection) -> None:
    """Make fact.session from what is held alone: `known`, and `raw` put together anew."""
    _run(connection, "together", "shown")
    connection.execute("CREATE VIEW fact.session AS SELECT * EXCLUDE (known_row) FROM known")
    _run(connection, "reasons")


def _run(connection, *steps: str) -> None:
    for step in steps:
        connection.execute(sql.read(f"merge/{step}"))


def _counted(connection) -> dict[str, int]:
    counts = dict(connection.execute(sql.read("merge/counted")).fetchall())
    return {state: counts.get(state, 0) for state in ("new", "unchanged", "corrected", "added_to")}


def _replaced(connection, found: lacking.Lacking, are_joined: bool) -> BuildResult:
    """The delivery alone becomes fact.session; where it equals what is held, nothing has changed."""
    if are_joined:
        _run(connection, "given", "merged", "replaced", "together", "settled")
    else:
        _run(connection, "merged", "replaced", "together")
    _run(connection, "replaced_fact", "reasons")
    counts = _counted(connection)
    equal = connection.execute(sql.read("merge/replaced_equals")).fetchone()[0]
    connection.execute("DROP VIEW replacing")
    for table in ("known", "matched", "merged", "lacking"):
        connection.execute(f"DROP TABLE {table}")
    lacking.nothing(connection)
    return BuildResult(
        **counts,
        version=None,
        switched=False,
        removed=found.n_only_here,
        cleared=found.n_scores + found.n_endings,
        replaced=not equal,
    )
