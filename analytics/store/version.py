"""Description of a data version, read from its file; errors for files that are refused."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, fields
from pathlib import Path

import duckdb

from analytics import definitions as rules
from analytics import sql
from analytics.store import disk_errors
from analytics.store.disk_errors import InUse, NewerHoldfast, StoreUnusable
from analytics.store.queries import dicts
from analytics.store.read_only_connection import connect

NEWER = (
    "These data were made by a newer Holdfast than this one. Install the newer one again to see them;"
    " nothing was changed."
)


@dataclass(frozen=True, kw_only=True)
class Version:
    """Description of one data version: name, file, data date, counting rules and session counts.

    parent: the version it was built on, None for the first. layout, layout_no: of its tables; a higher number is that
    of a newer Holdfast. secret: the key of its record ids. people: whether a list of people lay beside it.
    """

    name: str
    path: Path
    version_no: int
    data_date: datetime.date
    definitions: rules.Definitions
    definitions_digest: str
    store: str
    n_sessions: int
    built_at: datetime.datetime
    layout: str = ""
    newest_session: datetime.date | None = None  # None: no session, or a version that did not say so yet
    parent: str | None = None
    layout_no: int = 1
    secret: str = field(default="", repr=False)
    people: bool = False
    n_courses: int = 0
    n_ended: int = 0  # courses that have ended, recorded or lapsed
    n_recorded: int = 0  # of these, with a usable reason
    n_only_over: int = 0  # recorded as over, without a usable reason
    n_words: int = 0  # courses with an ending in words that nobody knows yet
    n_no_session: int = 0  # courses without a session for the lapse window or longer

    @property
    def cache_key(self) -> tuple[str, str, str]:
        """Return the identity of this version: its file, its name and the digest of its definitions."""
        return (str(self.path), self.name, self.definitions_digest)

    @property
    def endings_recorded(self) -> bool:
        """Return whether enough ended episodes have a recorded reason to show rates of endings."""
        return not self.n_ended or self.n_recorded / self.n_ended >= self.definitions.endings.min_recorded


class NotOne(StoreUnusable):
    """Error for a file that has the name of a data version but is damaged or not made by Holdfast."""


def read_version(path: Path) -> Version:
    """Read the description of a data version from its file.

    Raises
    ------
    NotOne
        When it is not one of ours.
    NewerHoldfast
        When a newer Holdfast made it.
    InUse
        When another program has it open for writing.
    StoreUnusable
        When it may not be read.
    """
    try:
        with connect(path) as connection:
            found = dicts(connection.execute("SELECT * FROM meta.version"))
    except duckdb.Error as error:
        explanation = disk_errors.sentence(error, path.parent.parent)
        if explanation is not None:
            raise InUse(explanation) from error
        raise NotOne(f"The data version {path.name} cannot be read. {BACK}") from error
    except OSError as error:
        raise StoreUnusable(disk_errors.sentence(error, path.parent.parent) or disk_errors.BROKEN) from error
    if not found:
        raise NotOne(f"The data version {path.name} cannot be read. {BACK}")
    row = found[0]
    known = {one.name for one in fields(Version)}
    number = row.get("layout_no", 1)
    if set(row) - known or (isinstance(number, int) and number > sql.LAYOUT_NO):
        raise NewerHoldfast(NEWER)
    try:
        row["definitions"] = rules.from_stored(row["definitions"])
        row = {key: value for key, value in row.items() if key != "name"}
        return Version(name=path.name, path=path, **row)
    except (rules.DefinitionError, TypeError, KeyError) as error:
        raise NotOne(f"The data version {path.name} was not made by this Holdfast. {BACK}") from error


BACK = "Use imports --undo to go back to the one before, or import again."
