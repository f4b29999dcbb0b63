"""How each page is clicked: with what it has been asked before, and with what nobody has asked for yet."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace

from benchmarks.measuring import Sample
from benchmarks.practices import Practice
from benchmarks.servers import Server
from benchmarks.visitor import VisitFailed, Visitor

SEEN, NEVER_SEEN = "seen before", "never seen"
FILTERS = ("period", "site", "program", "age_group")
PAGES_OF_FIGURES = ("overview", "outcomes", "alliance", "therapists", "evidence")
PAGES_AS_THEY_ARE = ("supervision", "data", "definitions")
TOURED = (*PAGES_OF_FIGURES, "caseload", *PAGES_AS_THEY_ARE)

Step = Callable[[Visitor], Awaitable[Sample]]


@dataclass
class Tour:
    """One visitor who clicks through one page again and again. steps: what each click does; pid: the server's."""

    page: str
    kind: str
    visitor: Visitor
    steps: Iterator[Step] = field(repr=False)
    pid: int = 0

    @property
    def name(self) -> str:
        """overview, never seen."""
        return f"{self.page}, {self.kind}" if self.kind else self.page

    async def click(self) -> Sample:
        """The next click, timed. Raises VisitFailed when it led to another page."""
        before = self.visitor.title.split(" ")[0]
        sample = await next(self.steps)(self.visitor)
        if not self.visitor.title.startswith(before):
            raise VisitFailed(f"{self.name}: {before} became {self.visitor.title or 'no page'}")
        return sample


def tours(practice: Practice, server: Server) -> list[Tour]:
    """A visitor for every page and both kinds of clicks; none of them has arrived yet.

    The person at this computer sees the whole practice. A therapist sees their own caseload and clients: there
    "never seen" means another therapist's caseload, another client. Pages without filters are run again.
    """
    port = server.port
    people, clients = practice.therapist_keys, iter(practice.clients_of_first)
    mine = f"practice=Made-up+practice&as={people[0]}"
    client = f"{mine}&client={next(clients)}"
    whole = "caseload of everybody"
    made = [Tour(page, SEEN, Visitor(port, page), two("period")) for page in PAGES_OF_FIGURES]
    made += [Tour(page, NEVER_SEEN, Visitor(port, page), _fresh(FILTERS)) for page in PAGES_OF_FIGURES]
    made += [
        Tour(whole, SEEN, Visitor(port, "caseload"), two("site")),
        Tour(whole, NEVER_SEEN, Visitor(port, "caseload"), _fresh(FILTERS[1:])),
        Tour("caseload", SEEN, Visitor(port, "caseload", mine), _again()),
        Tour("caseload", NEVER_SEEN, Visitor(port, "caseload", mine), _others(people[1:])),
        Tour("client", SEEN, Visitor(port, "client", client), two("session", first=1)),
        Tour("client", NEVER_SEEN, Visitor(port, "client", client), _clients(mine, clients)),
    ]
    made += [Tour(page, SEEN, Visitor(port, page), _again()) for page in PAGES_AS_THEY_ARE]
    return [replace(tour, pid=server.process.pid) for tour in made]


def _again() -> Iterator[Step]:
    return itertools.repeat(Visitor.again)


def two(name: str, first: int = 0) -> Iterator[Step]:
    """To and fro between two options of one select box."""
    for turn in itertools.count(1):
        place = first + turn % 2
        yield lambda visitor, place=place: visitor.choose({name: visitor.options(name)[place]})


def _fresh(names: tuple[str, ...]) -> Iterator[Step]:
    """Every combination of the filters once, those that narrow least first."""
    places: list[tuple[int, ...]] = []

    def step(visitor: Visitor, turn: int) -> Awaitable[Sample]:
        if not places:
            every = itertools.product(*(range(len(visitor.options(name))) for name in names))
            places.extend(sorted(every, key=lambda place: (sum(map(bool, place)), place))[1:])
        chosen = {name: visitor.options(name)[at] for name, at in zip(names, places[turn], strict=True)}
        return visitor.choose(chosen)

    for turn in itertools.count():
        yield lambda visitor, turn=turn: step(visitor, turn)


def _others(people: list[str]) -> Iterator[Step]:
    """One therapist after the other."""
    for key in people:
        yield lambda visitor, key=key: visitor.choose({"as": key})


def _clients(query: str, records: Iterator[str]) -> Iterator[Step]:
    """One client after the other."""
    for record in records:
        yield lambda visitor, record=record: visitor.go("client", f"{query}&client={record}")
