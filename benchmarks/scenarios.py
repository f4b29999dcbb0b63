"""Simulated clicks on each page, with repeated filters (answers cached) and with new filters."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from benchmarks.datasets import Dataset
from benchmarks.servers import Server
from benchmarks.timing import Sample
from benchmarks.websocket_client import VisitFailed, WebsocketClient

SEEN, NEVER_SEEN = "seen before", "never seen"
FILTERS = ("period", "site", "program", "age_group")
PAGES_OF_FIGURES = ("overview", "outcomes", "alliance", "therapists", "evidence")
PAGES_AS_THEY_ARE = ("supervision", "data", "definitions")
TOURED = (*PAGES_OF_FIGURES, "caseload", *PAGES_AS_THEY_ARE)

Step = Callable[[WebsocketClient], Awaitable[Sample]]


@dataclass
class Scenario:
    """One simulated visitor and the series of clicks that this visitor makes on one page.

    steps: what each click does; pid: the server's.
    """

    page: str
    kind: str
    visitor: WebsocketClient
    steps: Iterator[Step] = field(repr=False)
    pid: int = 0

    @property
    def name(self) -> str:
        """Label of the scenario with page and kind of clicks: `overview, never seen`."""
        return f"{self.page}, {self.kind}" if self.kind else self.page

    async def click(self) -> Sample:
        """Make the next click and return its timing (a Sample).

        Raises
        ------
        VisitFailed
            The click led to another page.
        """
        before = self.visitor.title.split(" ")[0]
        sample = await next(self.steps)(self.visitor)
        if not self.visitor.title.startswith(before):
            raise VisitFailed(f"{self.name}: {before} became {self.visitor.title or 'no page'}")
        return sample


def scenarios(practice: Dataset, server: Server) -> list[Scenario]:
    """Return one Scenario per page and kind of clicks, with simulated visitors not yet connected.

    The person at this computer sees the whole practice. A therapist sees their own caseload and clients: there
    "never seen" means another therapist's caseload, another client. Pages without filters are run again.
    """
    port = server.port
    people, clients = practice.therapist_keys, iter(practice.clients_of_first)
    mine = f"practice=Made-up+practice&as={people[0]}"
    client = f"{mine}&client={next(clients)}"
    whole = "caseload of everybody"
    tours = [Scenario(page, SEEN, WebsocketClient(port, page), two("period")) for page in PAGES_OF_FIGURES]
    tours += [
        Scenario(page, NEVER_SEEN, WebsocketClient(port, page), _fresh(FILTERS)) for page in PAGES_OF_FIGURES
    ]
    tours += [
        Scenario(whole, SEEN, WebsocketClient(port, "caseload"), two("site")),
        Scenario(whole, NEVER_SEEN, WebsocketClient(port, "caseload"), _fresh(FILTERS[1:])),
        Scenario("caseload", SEEN, WebsocketClient(port, "caseload", mine), _again()),
        Scenario("caseload", NEVER_SEEN, WebsocketClient(port, "caseload", mine), _others(people[1:])),
        Scenario("client", SEEN, WebsocketClient(port, "client", client), two("session", first=1)),
        Scenario("client", NEVER_SEEN, WebsocketClient(port, "client", client), _clients(mine, clients)),
    ]
    tours += [Scenario(page, SEEN, WebsocketClient(port, page), _again()) for page in PAGES_AS_THEY_ARE]
    return [replace(tour, pid=server.process.pid) for tour in tours]


def _again() -> Iterator[Step]:
    return itertools.repeat(WebsocketClient.again)


def two(name: str, first: int = 0) -> Iterator[Step]:
    """Yield endless clicks that switch a select box back and forth between two options."""
    for turn in itertools.count(1):
        place = first + turn % 2
        yield lambda visitor, place=place: visitor.choose({name: visitor.options(name)[place]})


def _fresh(names: tuple[str, ...]) -> Iterator[Step]:
    """Yield clicks that choose each combination of filter values once, from few filters to many."""
    places: list[tuple[int, ...]] = []

    def step(visitor: WebsocketClient, turn: int) -> Awaitable[Sample]:
        if not places:
            every = itertools.product(*(range(len(visitor.options(name))) for name in names))
            places.extend(sorted(every, key=lambda place: (sum(map(bool, place)), place))[1:])
        chosen = {name: visitor.options(name)[at] for name, at in zip(names, places[turn], strict=True)}
        return visitor.choose(chosen)

    for turn in itertools.count():
        yield lambda visitor, turn=turn: step(visitor, turn)


def _others(people: list[str]) -> Iterator[Step]:
    """Yield clicks that select one therapist after another in the selector."""
    for key in people:
        yield lambda visitor, key=key: visitor.choose({"as": key})


def _clients(query: str, records: Iterator[str]) -> Iterator[Step]:
    """Yield clicks that open the page of one client after another."""
    for record in records:
        yield lambda visitor, record=record: visitor.go("client", f"{query}&client={record}")
