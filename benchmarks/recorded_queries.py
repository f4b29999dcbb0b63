"""Recording of the SQL queries that the pages run with their usual filters."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from analytics import alliance, caseload, client, focus, outcomes, quality, therapists, version_cache
from analytics.access import Scope
from analytics.filters import Filters
from analytics.store import Store, Version, Warehouse
from analytics.store.rows import Rows

EVERYTHING = Scope(every_therapist=True, practice_totals=True, imports=True)
USUAL_CASELOAD = 12  # open clients of the therapist whose pages are asked for
WEEKS_SHOWN = 12  # of missing forms on the page of the data
# Asked for a model that is then kept, not on each click.
ONCE_PER_VERSION = {"alliance_noise", "course_scores", "session_scores"}


@dataclass(frozen=True, kw_only=True)
class Query:
    """One SQL query that a page runs, with its scope, filters and parameters.

    page: whose; scope, filters, params: as `Warehouse.query` takes them. drawn: fetched as arrays to be drawn, not as
    rows to be read.
    """

    page: str
    question: str
    scope: Scope
    filters: Filters | None
    params: dict[str, Any] = field(hash=False)
    drawn: bool = False

    @property
    def name(self) -> str:
        """Label of the query with page and SQL file: `overview: months_ended`."""
        return f"{self.page}: {self.question}"

    def run(self, warehouse: Warehouse) -> object:
        """Run the query as the page does, after dropping cached results of the data version."""
        version_cache.forget(warehouse)
        ask = warehouse.arrays if self.drawn else warehouse.query
        return ask(self.question, self.scope, self.filters, **self.params)


class QueryRecorder(Warehouse):
    """Wrapper around a warehouse that records every SQL query before running it."""

    def __init__(self, warehouse: Warehouse, page: str) -> None:
        self._warehouse, self._page, self.version = warehouse, page, warehouse.version
        self.heard: list[Query] = []

    def query(self, question: str, scope: Scope, filters: Filters | None = None, **params: Any) -> Rows:
        """Record the SQL query and return its answer as rows."""
        self.heard.append(
            Query(page=self._page, question=question, scope=scope, filters=filters, params=params)
        )
        return self._warehouse.query(question, scope, filters, **params)

    def arrays(
        self, question: str, scope: Scope, filters: Filters | None = None, **params: Any
    ) -> dict[str, Any]:
        """Record the SQL query and return its answer as arrays."""
        self.heard.append(
            Query(page=self._page, question=question, scope=scope, filters=filters, params=params, drawn=True)
        )
        return self._warehouse.arrays(question, scope, filters, **params)


def queries_of_pages(store: Store) -> list[Query]:
    """List each distinct SQL query that the pages run, for an owner and for one therapist."""
    warehouse = store.warehouse()
    usual = usual_filters(store)
    mine = Scope(therapists=(usual_therapist(store),), practice_totals=True)
    pages = {
        "sidebar": lambda ear: outcomes.choices(ear, EVERYTHING),
        "overview": lambda ear: outcomes.overview(ear, EVERYTHING, usual),
        "outcomes": lambda ear: outcomes.outcomes(ear, EVERYTHING, usual),
        "alliance": lambda ear: alliance.alliance(ear, EVERYTHING, usual),
        "therapists": lambda ear: therapists.comparison(ear, EVERYTHING, usual),
        "supervision": lambda ear: focus.focus(ear, EVERYTHING, Filters()),
        "data": lambda ear: quality.quality(ear, EVERYTHING, Filters(), weeks=WEEKS_SHOWN),
        "caseload": lambda ear: caseload.caseload(ear, mine, Filters()),
        "overview of a therapist": lambda ear: outcomes.overview(ear, mine, usual),
        "outcomes of a therapist": lambda ear: outcomes.outcomes(ear, mine, usual),
        "client": partial(_open_client, store=store),
    }
    heard: list[Query] = []
    for page, ask in pages.items():
        ear = QueryRecorder(warehouse, page)
        ask(ear)
        known = {(one.question, one.scope, repr(one.filters), repr(one.params)) for one in heard}
        heard += [
            one for one in ear.heard
            if one.question not in ONCE_PER_VERSION
            and (one.question, one.scope, repr(one.filters), repr(one.params)) not in known
        ]  # fmt: skip
    return heard


def imported(store: Store) -> Version:
    """Return the current data version of a store, or raise RuntimeError if nothing was imported.

    Raises
    ------
    RuntimeError
        Nothing has been imported.
    """
    version = store.current()
    if version is None:
        raise RuntimeError(f"nothing was imported into {store.folder}")
    return version


def usual_filters(store: Store) -> Filters:
    """Return the pages' default filters: the last twelve months, closed episodes."""
    day = imported(store).data_date
    return Filters(since=day.replace(year=day.year - 1), until=day, episodes="closed")


def timeline_of_one(store: Store) -> list[Query]:
    """List the SQL queries that the timeline page of one client runs."""
    ear = QueryRecorder(store.warehouse(), "client")
    _open_client(ear, store=store)
    return ear.heard


def caseload_of_one(store: Store) -> list[Query]:
    """List the SQL queries that the caseload page of one typical therapist runs.

    That is a therapist with about USUAL_CASELOAD open clients.
    """
    ear = QueryRecorder(store.warehouse(), "caseload")
    caseload.caseload(ear, Scope(therapists=(usual_therapist(store),), practice_totals=True), Filters())
    return ear.heard


def therapists_like(store: Store, most: int = 60) -> list[str]:
    """List therapist codes, those with the most typical number of open clients first.

    The typical number is USUAL_CASELOAD.
    """
    rows = store.warehouse().query("caseload_therapists", EVERYTHING).dicts()
    nearest = sorted(rows, key=lambda row: (abs(row["open_clients"] - USUAL_CASELOAD), row["therapist"]))
    return [row["therapist"] for row in nearest[:most]]


def usual_therapist(store: Store) -> str:
    """Return the code of the therapist with the most typical number of open clients.

    The typical number is USUAL_CASELOAD.
    """
    return therapists_like(store, 1)[0]


def usual_client(store: Store) -> str:
    """Return the record id of an open client with about nine sessions, seen by `usual_therapist`."""
    scope = Scope(therapists=(usual_therapist(store),), practice_totals=True)
    rows = store.warehouse().query("caseload", scope).dicts()
    return min(rows, key=lambda row: (abs(row["n_sessions"] - 9), row["client_id"]))["record_id"]


def _open_client(ear: QueryRecorder, *, store: Store) -> None:
    scope = Scope(therapists=(usual_therapist(store),), practice_totals=True)
    client.timeline(ear, scope, usual_client(store), None)
