"""Five practices that the twin is held to, and the selections that are tried on each."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support import second_practice, small_practice, third_practice
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.twin import expected
from tests.twin.expected import Course
from tests.twin.practice import Practice, practice
from tests.twin.selection import Selection

DAY = datetime.date
SAMPLE_DAY = DAY(2026, 9, 30)
SMALL_DAY = DAY(2025, 12, 8)
SELECTIONS: Mapping[str, tuple[Selection, ...]] = {
    "sample": (
        Selection(),
        Selection(since=DAY(2025, 10, 1), until=DAY(2026, 9, 30)),
        Selection(since=DAY(2026, 4, 11), until=DAY(2026, 8, 20)),
        Selection(since=DAY(2023, 11, 1)),
        Selection(site="Tannery Lane", since=DAY(2025, 10, 1)),
        Selection(therapist="T11"),
        Selection(program="Young people", age_group="child"),
        Selection(episodes="open"),
        Selection(episodes="all", since=DAY(2025, 10, 1)),
    ),
    "third": (
        Selection(),
        Selection(since=DAY(2025, 7, 1), until=DAY(2026, 6, 30)),
        Selection(since=DAY(2025, 9, 5), until=DAY(2026, 2, 19), site="B"),
        Selection(since=DAY(2025, 9, 5), until=DAY(2026, 3, 4)),
        Selection(program="Group"),
        Selection(therapist="T03"),
        Selection(episodes="open"),
        Selection(episodes="all"),
    ),
    "second": (
        Selection(),
        Selection(since=DAY(2025, 7, 1), until=DAY(2026, 6, 30)),
        Selection(since=DAY(2025, 9, 1)),
        Selection(therapist="T05"),
        Selection(episodes="open"),
        Selection(episodes="all"),
    ),
    "unrecorded": (
        Selection(),
        Selection(since=DAY(2025, 7, 1), until=DAY(2026, 6, 30)),
        Selection(episodes="all"),
    ),
    "small": (
        Selection(),
        Selection(since=DAY(2025, 7, 1)),
        Selection(site="Zürich", episodes="all"),
        Selection(therapist="07"),
        Selection(episodes="open"),
    ),
}


@dataclass(frozen=True)
class Case:
    """A practice in a data folder, what its export says, and its expected course."""

    data: Path
    options: tuple[str, ...]
    known: Practice
    course: Course | None

    def show(self, view: str, chosen: Selection) -> dict:
        """Return the document of a view."""
        said = run("show", view, "--json", *chosen.arguments(), *self.options, data=self.data)
        assert said.status == 0, said.out + said.err
        return said.document


def held(data: Path, day: datetime.date, *options: str) -> Case:
    """Read the sessions of a data folder back, as anybody would who checks the figures."""
    said = run("export", "sessions", *options, data=data)
    assert said.status == 0, said.err
    course = run("show", "course", "--json", *options, data=data).document
    known = practice(said.out, day)
    return Case(data, options, known, expected.of_document(course, known.episodes))


def third(folder: Path) -> Case:
    """Import a practice with unequal caseloads, newcomers, a programme, a trend and mixed cases."""
    world = third_practice.World(
        clients_of=third_practice.unequal_caseloads(4, 16),
        newcomers=True,
        program=-4,
        trend=1,
        case_mix=2,
        effects=tuple([0.0] * 13 + [1.0, -2.0, 2.0]),
    )
    made = third_practice.simulate(4, world)
    return _imported(folder, third_practice.write(made, folder / "export.csv"), third_practice.DATA_DATE)


def second(folder: Path) -> Case:
    """Import a practice of 260 clients of 9 therapists that names no site and no programme."""
    made = second_practice.simulate(8, clients=260, therapists=9, risks=False)
    return _imported(folder, second_practice.write(made, folder / "export.csv"), second_practice.DATA_DATE)


def unrecorded(folder: Path) -> Case:
    """Import a practice of 150 clients that records hardly any endings."""
    made = second_practice.simulate(9, clients=150, therapists=6, risks=False)
    silent = tuple((*row[:-1], "" if index % 9 else row[-1]) for index, row in enumerate(made.rows))
    file = second_practice.write(second_practice.Practice(list(silent), {}), folder / "export.csv")
    return _imported(folder, file, second_practice.DATA_DATE)


def small(folder: Path) -> Case:
    """Import a practice of 30 clients with every kind of ending, and sessions shared by two therapists."""
    file = folder / "export.csv"
    file.write_text(small_practice.truth(), encoding="utf-8")
    return _imported(folder, file, SMALL_DAY)


def _imported(folder: Path, file: Path, day: datetime.date) -> Case:
    """Import a file into a data folder."""
    data = folder / "data"
    with in_this_process():
        said = run("import", file, "--today", day.isoformat(), "--json", data=data)
    assert said.status == 0, said.out + said.err
    return held(data, day)
