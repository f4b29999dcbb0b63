"""Differences between a data version and the version it was built on, as sessions and changed values.

    step = changes.steps(store)[0]                # the last import, or joining of codes
    changes.counts(store, step)                   # sessions new, gone and changed, and how many values of each field
    changes.rows(store, step, scope)              # old and new values of the sessions that a scope may see

Only versions whose files exist can be compared, that is, as far back as undo reaches.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from analytics import sql, version_cache
from analytics.access import Scope
from analytics.store import aliases, identities, undo_redo, versions
from analytics.store.aliases import Alias
from analytics.store.database_file import attach
from analytics.store.staging import Staging
from analytics.store.warehouse import Rows, Warehouse

if TYPE_CHECKING:
    from analytics.store.reading import ReadStore

COLUMNS = ("client_id", "case_id", "session_date", "rater", "therapist", "change", "field", "before", "after")
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class Step:
    """One change of the data: a version, its parent version, and its rank counted from the newest.

    `back` is 1 for the newest change.
    """

    back: int
    version: str
    parent: str


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Numbers of sessions added, removed or changed by one version, and of changed values per field.

    joined: sessions that count as one with a session of another code since a merge; parted: sessions that
    count separately again. Neither are new or removed.
    """

    new: int = 0
    gone: int = 0
    changed: int = 0
    fields: dict[str, int] = field(default_factory=dict)
    joined: int = 0
    parted: int = 0


def steps(store: ReadStore) -> list[Step]:
    """Return the pairs of version and parent whose files both exist, newest first."""
    shown = store.standing().shown
    if shown is None:
        return []
    names = [shown, *undo_redo.ancestors(store.folder, shown)]
    pairs = [
        (after, before) for after, before in zip(names, names[1:], strict=False) if before != versions.NOTHING
    ]
    return [Step(back, after, before) for back, (after, before) in enumerate(pairs, 1)]


def sees_values(scope: Scope) -> bool:
    """Return whether a viewer's scope includes the scores of any client."""
    return scope.every_therapist or bool(scope.therapists)


def counts(store: ReadStore, step: Step) -> Counts:
    """Count the sessions and values that differ between a version and its parent, over the whole practice.

    The result is cached, as versions never change.
    """
    before, after = (store.opened(name) for name in (step.parent, step.version))
    sides = (_Side.of("before", before), _Side.of("after", after))
    return version_cache.get(_counts, after, store.folder, *sides)


@dataclass(frozen=True, kw_only=True)
class _Side:
    """One version in a comparison of versions: its aliases, and the rows that the viewer may see.

    keeps_aside: whether the version has `meta.folded`, the sessions merged with one of another code. codes:
    therapist codes that the viewer may see, as shown in this version.
    """

    name: str
    version: str
    said: tuple[Alias, ...] = ()
    keeps_aside: bool = True
    every_therapist: bool = False
    therapists: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, warehouse: Warehouse, scope: Scope | None = None) -> _Side:
        """Return one side of a comparison of versions, limited to the rows that a scope may see.

        Without a scope no row is visible.
        """
        keeps = warehouse.version.layout_no >= identities.ALIASES_SINCE
        side = cls(
            name=name,
            version=warehouse.version.name,
            said=identities.aliases_in(warehouse),
            keeps_aside=keeps,
        )
        if scope is None:
            return side
        visible = warehouse.variables(scope)
        codes = tuple(warehouse.shown_therapist(code) for code in scope.therapists)
        return replace(
            side,
            every_therapist=visible["every_therapist"],
            therapists=tuple(visible["therapists"]),
            codes=codes,
        )


def _counts(_: Warehouse, folder: Path, before: _Side, after: _Side) -> Counts:
    """Count the sessions and values that differ between two versions, over the whole practice."""
    with _compared(folder, before, after) as connection:
        found = connection.execute(sql.read("changes/counts")).fetchall()
    sessions = {change: n for change, name, _, n in found if name is None}
    fields = {name: n for change, name, n, _ in found if change == "changed" and name is not None}
    return Counts(**sessions, fields=fields)


def rows(store: ReadStore, step: Step, scope: Scope) -> Iterator[Rows]:
    """Yield old and new values of the changed sessions visible in a scope, in parts of at most 50,000 rows.

    A session is visible to viewers who may see it in the newer version; a removed session, to those who saw
    it in the older one. Sessions of other people in the current version are never visible, because codes may
    have been merged earlier.

    Yields
    ------
    Rows
        At least one part, which may be empty; columns as in `COLUMNS`.
    """
    named = {"before": step.parent, "after": step.version, "now": store.standing().shown}
    sides = [_Side.of(name, store.opened(version), scope) for name, version in named.items()]
    with _compared(store.folder, *sides) as connection:
        cursor = connection.execute(sql.read("changes/listed"))
        part = cursor.fetchmany(ROWS_AT_ONCE)
        yield Rows(COLUMNS, tuple(part))
        while part := cursor.fetchmany(ROWS_AT_ONCE):
            yield Rows(COLUMNS, tuple(part))


@contextlib.contextmanager
def _compared(
    folder: Path, before: _Side, after: _Side, now: _Side | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with the table `changed`, which compares two versions.

    With `now`, the table has only rows that are visible in that version.
    """
    scratch = folder / "building" / f"changes-{secrets.token_hex(4)}"
    sides = [before, after, *([now] if now else [])]
    try:
        with Staging(scratch, allowed=[folder / "versions"]) as staging:
            connection = staging.connection
            for side in sides:
                aliases.fill_tables(connection, side.said)
                connection.execute(f"ALTER TABLE alias RENAME TO alias_{side.name}")
            places = {side.version: f"version_{side.name}" for side in reversed(sides)}
            for version, schema in places.items():
                attach(connection, folder / "versions" / version, schema, read_only=True)
            for side in sides:
                connection.execute(f"USE {places[side.version]}")
                for variable in ("every_therapist", "therapists", "codes"):
                    value = getattr(side, variable)
                    staging.set(variable, list(value) if isinstance(value, tuple) else value)
                for made in ("sessions", "folded" if side.keeps_aside else "folded_none"):
                    connection.execute(sql.read(f"changes/{made}"))
                connection.execute(sql.read(f"changes/{side.name}"))
            for made in (*(["permitted"] if now else []), "paired", "changed"):
                connection.execute(sql.read(f"changes/{made}"))
            yield connection
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
