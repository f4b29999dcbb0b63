"""Benchmark of many signed-in people at once: response times, memory and separation of clients (P20)."""

from __future__ import annotations

import asyncio
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from analytics.access import Scope
from analytics.accounts import audit, people, sessions
from analytics.store import DataFolder
from benchmarks import processes, servers
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.recorded_queries import therapists_like
from benchmarks.reporting import Report
from benchmarks.websocket_client import VisitFailed, WebsocketClient

PEOPLE, EVERY, SECONDS = 50, 10.0, 60.0  # a click of each person in so many seconds, for so many seconds
CLICKS = round(SECONDS / EVERY)  # of each person
ALONE = range(
    1, 9
)  # people who click while nobody else is there, one after another, on a server of their own
TABS, AT_ONCE, LATER = (
    500,
    10,
    300.0,
)  # tabs opened and closed, so many at a time; seconds until memory is read again
PAGES = ("caseload", "alliance", "outcomes", "therapists", "supervision")
OWN = "SELECT DISTINCT client_id FROM scoped.client"


class Person:
    """Simulated person with one open tab, which searches all received data for other people's clients."""

    def __init__(self, port: int, token: str, foreign: Sequence[bytes], seed: int) -> None:
        self.tab = WebsocketClient(port, "caseload", cookie=f"{sessions.COOKIE}={token}")
        self.tab.on_frames = self._look
        self.foreign, self.pick = foreign, random.Random(seed)
        self.walls: list[float] = []
        self.wrong: list[str] = []

    def _look(self, frames: list[bytes]) -> None:
        text = b"".join(frames).replace(b"\\", b"")  # Markdown writes a backslash before signs of a code
        self.wrong += [
            f"a client of somebody else on /{self.tab.page}" for one in self.foreign if one in text
        ][:1]

    async def click(self) -> None:
        """Open a random page, and store the server's response time or the error."""
        try:
            self.walls.append((await self.tab.go(self.pick.choice(PAGES))).wall)
        except (VisitFailed, OSError) as error:
            self.wrong.append(str(error))


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Measure the smallest of the given practices, after adding accounts to a copy of its data folder."""
    if not practices:
        return
    practice = practices[0]
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as scratch, asyncio.Runner() as runner:
        data = Path(scratch) / "data"
        shutil.copytree(practice.data, data)
        shutil.rmtree(data / "sample", ignore_errors=True)
        env = {"HOLDFAST_DATA": str(data)}
        # What a page worked out is remembered, so both servers begin with nothing remembered.
        with servers.running(servers.PRODUCT, env=env) as server:
            persons = sign_in(data, server.port)
            alone = runner.run(_alone([persons[number] for number in ALONE]))
        with servers.running(servers.PRODUCT, env=env) as server:
            for person in persons:
                person.tab.port = server.port
            runner.run(_measured(server, persons, alone, practice.size, report))


def sign_in(data: Path, port: int, most: int = PEOPLE) -> list[Person]:
    """Add accounts of therapists to a data folder and sign them in; return them with tabs not yet open."""
    store = DataFolder(data).practice
    codes = therapists_like(store, most)
    own = {}
    for code in codes:
        with store.warehouse().cursor(Scope(therapists=(code,))) as cursor:
            own[code] = {client for (client,) in cursor.execute(OWN).fetchall()}
    found = []
    for number in range(most):
        code = codes[number % len(codes)]
        roles, held = (
            ("owner", "therapist") if number == 0 else ("therapist",),
            [code] if number < len(codes) else [],
        )
        account = people.add(store.folder, f"Person {number}", roles, held, by=audit.COMMAND_LINE)
        mine = own[code] if held else set()
        others = [client for one in codes for client in own[one] - mine]
        foreign = [client.encode() for client in random.Random(number).sample(others, min(len(others), 300))]
        found.append(Person(port, sessions.begin(store.folder, account), foreign, number))
    return found


async def _alone(persons: Sequence[Person]) -> float:
    """Return the 95th percentile of the clicks of people who come one after another, each as often as in a crowd."""
    walls: list[float] = []
    for person in persons:
        await person.tab.arrive()
        for _ in range(CLICKS):
            await person.click()
            await asyncio.sleep(0.3)
        await person.tab.leave()
        walls, person.walls = walls + person.walls, []
    return _p95(walls)


async def _measured(
    server: servers.Server, persons: list[Person], alone: float, size: str, report: Report
) -> None:
    """Measure clicks of all at once, and memory after many tabs; report figures beside the clicks of one alone."""
    await persons[0].tab.arrive()
    for page in PAGES:  # what a page loads once is not memory of a person
        await persons[0].tab.go(page)
    before = processes.memory_of(server.process.pid)
    await asyncio.gather(*(_busy(person, number) for number, person in enumerate(persons)))
    after = processes.memory_of(server.process.pid)
    walls = [wall for person in persons for wall in person.walls]
    wrong = [what for person in persons for what in person.wrong]
    note = f"{len(walls)} clicks, p50 {statistics.median(walls):.2f} s, p95 {_p95(walls):.2f} s, alone {alone:.2f} s"
    report.add(Figure(goal="P20a", size=size, value=_p95(walls) / alone, note=note))
    report.add(Figure(goal="P20b", size=size, value=len(wrong), note="; ".join(wrong[:3])))
    if before is None or after is None:
        report.note(
            "Memory of a running process is not known on this system: P20c and P20d are not measured."
        )
        return
    each = (after - before) / (len(persons) - 1)
    report.add(Figure(goal="P20c", size=size, value=each, note=f"{before:.0f} to {after:.0f} MB"))
    await _opened_and_closed(persons, TABS)
    highest = processes.memory_of(server.process.pid) or 0.0
    await asyncio.sleep(LATER)
    left = processes.memory_of(server.process.pid) or 0.0
    note = f"{after:.0f} MB before, {highest:.0f} MB after the last tab, {left:.0f} MB later"
    report.add(Figure(goal="P20d", size=size, value=left / after, note=note))


async def _busy(person: Person, number: int) -> None:
    """Simulate one person who clicks every ten seconds for a minute, with a start time of its own."""
    await asyncio.sleep(number * EVERY / PEOPLE)
    if number != 0:
        try:
            await person.tab.arrive()
        except (VisitFailed, OSError) as error:
            person.wrong.append(str(error))
            return
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        began = time.monotonic()
        await person.click()
        await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - began)))
    await person.tab.leave()


async def _opened_and_closed(persons: Sequence[Person], tabs: int) -> None:
    """Open and close tabs of the signed-in people, several at a time."""
    for start in range(0, tabs, AT_ONCE):
        cookies = [persons[(start + number) % len(persons)].tab.cookie for number in range(AT_ONCE)]
        opened = [WebsocketClient(persons[0].tab.port, "caseload", cookie=cookie) for cookie in cookies]
        await asyncio.gather(*(tab.arrive() for tab in opened))
        await asyncio.gather(*(tab.leave() for tab in opened))


def _p95(values: Sequence[float]) -> float:
    """Return the 95th percentile of the values."""
    return statistics.quantiles(values, n=20)[-1]
