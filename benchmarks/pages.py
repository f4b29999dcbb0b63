"""Benchmark of pages: server time of clicks relative to an empty page (P8 to P11), and memory (P17)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from benchmarks import processes, servers
from benchmarks.datasets import Dataset
from benchmarks.goals import Figure
from benchmarks.reporting import Report
from benchmarks.scenarios import NEVER_SEEN, SEEN, TOURED, Scenario, Step, scenarios, two
from benchmarks.timing import InterleavedRuns, Sample, run_interleaved
from benchmarks.websocket_client import WebsocketClient

THINK = 0.4  # seconds between two clicks of one visitor
CLICKS, RIVAL_CLICKS, BACK_TO_BACK = 12, 3, 40
FLOOR, LOADED = "empty page, bare app", "empty page, all our modules"
BATCH = 4  # clicks on the floor whose median counts as one repeat when noise is judged


def measure(practices: Sequence[Dataset], report: Report, reps: int | None = None) -> None:
    """Click through all pages at each practice size; add server times and memory to the report."""
    for practice in practices:
        with asyncio.Runner() as runner:
            _clicks(runner, practice, report, max(reps or CLICKS, 4))
            if practice.size != "10m":
                _rivals(runner, practice, report, RIVAL_CLICKS)
            _memory(runner, practice, report)


def _clicks(runner: asyncio.Runner, practice: Dataset, report: Report, reps: int) -> None:
    """Time clicks on all pages relative to an empty page, with and without `gc.freeze` (P8, P9, P11)."""
    data = str(practice.data)
    with _bare() as bare, _product(data) as product, _loaded() as loaded:
        empty = [_pressed(FLOOR, bare), _pressed(LOADED, loaded)]
        frozen = _turns(runner, [*empty, *scenarios(practice, product)], reps)
        report.measured(
            f"clicks at {practice.size}, server time, garbage frozen", list(frozen.values()), FLOOR
        )
        _back_to_back(runner, product, report, practice)
    with _bare() as bare, _product(data, servers.UNFROZEN) as product, _loaded(servers.UNFROZEN) as loaded:
        empty = [_pressed(FLOOR, bare), _pressed(LOADED, loaded)]
        thawed = _turns(runner, [*empty, *scenarios(practice, product)], reps)
    report.measured(f"clicks at {practice.size}, server time, not frozen", list(thawed.values()), FLOOR)
    noise = frozen.noise(FLOOR, batch=BATCH)
    ratio = frozen[LOADED].median() / frozen[FLOOR].median()
    report.add(
        Figure(
            goal="P11",
            size=practice.size,
            value=ratio,
            noise=noise,
            note=f"not frozen {_times(thawed, LOADED)}",
        )
    )
    for code, kind in (("P8", SEEN), ("P9-10m" if practice.size == "10m" else "P9", NEVER_SEEN)):
        names = sorted(
            (name for name in frozen if name.endswith(kind)), key=lambda name: -frozen[name].median()
        )
        each = ", ".join(f"{name.rpartition(',')[0]} {_times(frozen, name)}" for name in names)
        worst = max(names, key=lambda name: thawed[name].median())
        note = f"{each}; CPU {_times(frozen, names[0], 'cpu')}; not frozen up to {_times(thawed, worst)}"
        ratio = frozen[names[0]].median() / frozen[FLOOR].median()
        report.add(Figure(goal=code, size=practice.size, value=ratio, noise=noise, note=note))


def _times(found: InterleavedRuns, name: str, by: str = "wall") -> str:
    if not found[name].values(by):
        return "unknown"
    return f"{found[name].median(by) / found[FLOOR].median(by):.1f}x"


def _turns(runner: asyncio.Runner, tours: Sequence[Scenario], reps: int) -> InterleavedRuns:
    """Time the clicks of all visitors in rotation, with a pause after each click."""
    with contextlib.ExitStack() as leaving:
        for tour in tours:
            runner.run(tour.visitor.arrive())
            leaving.callback(lambda visitor=tour.visitor: runner.run(visitor.leave()))
        pause = max(THINK / len(tours), 0.1)
        return run_interleaved({tour.name: _job(runner, tour, pause) for tour in tours}, reps, warm=2)


def _job(runner: asyncio.Runner, tour: Scenario, pause: float) -> Callable[[], Sample]:
    def job() -> Sample:
        before = processes.cpu_of(tour.pid)
        sample = runner.run(tour.click())
        runner.run(asyncio.sleep(pause))
        after = processes.cpu_of(tour.pid)
        return sample if before is None or after is None else replace(sample, cpu=after - before)

    return job


def _pressed(name: str, server: servers.Server) -> Scenario:
    """Return a Scenario of one visitor who repeatedly presses the button of an empty page."""

    def steps() -> Iterator[Step]:
        while True:
            yield lambda visitor: visitor.click("Again")

    return Scenario(name, "", WebsocketClient(server.port), steps(), server.process.pid)


def _bare() -> AbstractContextManager[servers.Server]:
    return servers.running(servers.FLOOR)


def _loaded(by: tuple[str, ...] = servers.STREAMLIT) -> AbstractContextManager[servers.Server]:
    return servers.running(servers.SHELL, by=by)


def _product(data: str, by: tuple[str, ...] = servers.STREAMLIT) -> AbstractContextManager[servers.Server]:
    return servers.running(servers.PRODUCT, by=by, env={"HOLDFAST_DATA": data})


def _back_to_back(runner: asyncio.Runner, server: servers.Server, report: Report, practice: Dataset) -> None:
    """Rerun the Overview without pauses; report median wall time divided by CPU time per rerun (P11b)."""

    async def rerun(times: int) -> list[float]:
        async with WebsocketClient(server.port, "overview") as visitor:
            return [(await visitor.again()).wall for _ in range(times)]

    runner.run(rerun(3))
    before = processes.cpu_of(server.process.pid)
    walls = sorted(runner.run(rerun(BACK_TO_BACK)))
    after = processes.cpu_of(server.process.pid)
    if before is None or after is None:
        report.note("CPU of a running process is not known on this system: P11b is not measured.")
        return
    cpu = (after - before) / (BACK_TO_BACK + 1)
    median = walls[len(walls) // 2]
    report.add(
        Figure(
            goal="P11b",
            size=practice.size,
            value=median / cpu,
            noise=1.0,
            note=f"{median * 1000:.0f} ms, CPU {cpu * 1000:.0f} ms",
        )
    )


def _rivals(runner: asyncio.Runner, practice: Dataset, report: Report, reps: int) -> None:
    """Time the Overview with new filters against the same page written in pandas (P10)."""
    rival, csv = servers.APPS / "pandas_overview.py", str(practice.csv)
    names = {
        "pandas, reads its CSV": {"BENCH_CSV": csv},
        "pandas, data cached": {"BENCH_CSV": csv, "BENCH_CACHED": "1"},
    }
    with contextlib.ExitStack() as stack:
        bare, product = stack.enter_context(_bare()), stack.enter_context(_product(str(practice.data)))
        ours = next(tour for tour in scenarios(practice, product) if tour.name == f"overview, {NEVER_SEEN}")
        tours = [_pressed(FLOOR, bare), ours]
        for name, env in names.items():
            server = stack.enter_context(servers.running(rival, env=env))
            tours.append(Scenario(name, "", WebsocketClient(server.port), two("Period"), server.process.pid))
        found = _turns(runner, tours, reps)
    report.measured(
        f"the Overview at {practice.size}, beside pandas in Streamlit", list(found.values()), FLOOR
    )
    for code, name in zip(("P10a", "P10b"), names, strict=True):
        theirs = found[name]
        ratio = found[ours.name].median() / theirs.median()
        note = f"{theirs.median():.2f} s; CPU {theirs.median('cpu') / found[ours.name].median('cpu'):.0f} times ours"
        report.add(
            Figure(
                goal=code,
                size=practice.size,
                value=ratio,
                noise=found.noise(name),
                note=note,
                judged=practice.size != "20k",
            )
        )


def _memory(runner: asyncio.Runner, practice: Dataset, report: Report) -> None:
    """Measure the server's memory after one visitor has opened every page once (goal P17)."""

    async def walk(port: int) -> None:
        async with WebsocketClient(port, TOURED[0]) as visitor:
            for page in TOURED[1:]:
                await visitor.go(page)
            await visitor.go("client", f"client={practice.clients_of_first[0]}")

    floor = processes.run("benchmarks.jobs.bare_imports").more["peak"]
    with _product(str(practice.data)) as server:
        runner.run(walk(server.port))
        memory = processes.memory_of(server.process.pid)
    if memory is None:
        report.note("Memory of a running process is not known on this system: P17 is not measured.")
        return
    report.add(
        Figure(
            goal="P17",
            size=practice.size,
            value=memory / floor,
            noise=1.0,
            note=f"{memory:.0f} MB over {floor:.0f} MB",
        )
    )
