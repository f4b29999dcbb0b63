"""Every figure of four views against a recomputation from the written rules, on three practices.

The twin (`tests/twin`) reads `export sessions` and the values of `rules.toml`, and nothing else of the product. Each
leaf of a document is either recomputed or named in NAMED with the reason; a new leaf fails.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.support import second_practice, third_practice
from tests.support.command import run
from tests.support.importing import in_this_process
from tests.twin import comparing, outcomes
from tests.twin.overview import overview
from tests.twin.practice import Practice, practice
from tests.twin.selection import Selection

DAY = datetime.date
SAMPLE_DAY = DAY(2026, 9, 30)
COMMON = {
    "version": "name of the data version",
    "definitions": "digest of the rules",
}
NAMED = {
    "outcomes": COMMON,
    "overview": {**COMMON, "look_at": "needs the caseload, which follows"},
}
MAKES = {
    "outcomes": outcomes.outcomes,
    "overview": lambda known, chosen: overview(known, chosen, 0),
}
SAMPLE = (
    Selection(),
    Selection(since=DAY(2025, 10, 1), until=DAY(2026, 9, 30)),
    Selection(since=DAY(2026, 4, 11), until=DAY(2026, 8, 20)),
    Selection(since=DAY(2023, 11, 1)),
    Selection(site="Tannery Lane", since=DAY(2025, 10, 1)),
    Selection(therapist="T11"),
    Selection(program="Young people", age_group="child"),
    Selection(episodes="open"),
    Selection(episodes="all", since=DAY(2025, 10, 1)),
)
THIRD = (
    Selection(),
    Selection(since=DAY(2025, 7, 1), until=DAY(2026, 6, 30)),
    Selection(since=DAY(2025, 9, 5), until=DAY(2026, 2, 19), site="B"),
    Selection(program="Group"),
    Selection(therapist="T03"),
    Selection(episodes="open"),
    Selection(episodes="all"),
)
SECOND = (
    Selection(),
    Selection(since=DAY(2025, 7, 1), until=DAY(2026, 6, 30)),
    Selection(since=DAY(2025, 9, 1)),
    Selection(therapist="T05"),
    Selection(episodes="open"),
    Selection(episodes="all"),
)


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> Practice:
    """Return the twin of the made-up practice."""
    return _exported(sample_folder, SAMPLE_DAY, "--sample")


@pytest.fixture(scope="module")
def third_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a practice with unequal caseloads, newcomers, a programme, a trend and mixed cases."""
    world = third_practice.World(
        clients_of=third_practice.unequal_caseloads(4, 16),
        newcomers=True,
        program=-4,
        trend=1,
        case_mix=2,
        effects=tuple([0.0] * 13 + [1.0, -2.0, 2.0]),
    )
    folder = tmp_path_factory.mktemp("third")
    file = third_practice.write(third_practice.simulate(4, world), folder / "export.csv")
    return _imported(folder, file, third_practice.DATA_DATE)


@pytest.fixture(scope="module")
def third(third_folder: Path) -> Practice:
    """Return the twin of the third practice."""
    return _exported(third_folder, third_practice.DATA_DATE)


@pytest.fixture(scope="module")
def second_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a practice of 260 clients of 9 therapists that names no site and no programme."""
    folder = tmp_path_factory.mktemp("second")
    made = second_practice.simulate(8, clients=260, therapists=9, risks=False)
    return _imported(folder, second_practice.write(made, folder / "export.csv"), second_practice.DATA_DATE)


@pytest.fixture(scope="module")
def second(second_folder: Path) -> Practice:
    """Return the twin of the second practice."""
    return _exported(second_folder, second_practice.DATA_DATE)


def _imported(folder: Path, file: Path, day: datetime.date) -> Path:
    """Import a file into a data folder."""
    data = folder / "data"
    with in_this_process():
        said = run("import", file, "--today", day.isoformat(), "--json", data=data)
    assert said.status == 0, said.out + said.err
    return data


def _exported(data: Path, day: datetime.date, *options: str) -> Practice:
    """Read the sessions of a data folder back, as anybody would who checks the figures."""
    said = run("export", "sessions", *options, data=data)
    assert said.status == 0, said.err
    return practice(said.out, day)


def _agree(view: str, data: Path, known: Practice, chosen: Selection, *options: str) -> None:
    """Assert that a view and the twin give the same document."""
    said = run("show", view, "--json", *chosen.arguments(), *options, data=data)
    assert said.status == 0, said.out + said.err
    document, twin = said.document, MAKES[view](known, chosen)
    if view == "outcomes":
        document = outcomes.comparable(document)
    found, _ = comparing.differences(document, twin, NAMED[view])
    assert not found, "\n".join(found[:40])


@pytest.mark.parametrize("view", sorted(NAMED))
@pytest.mark.parametrize("place", range(len(SAMPLE)))
def test_the_sample_is_as_the_written_rules_say(sample_folder, sample, view, place):
    _agree(view, sample_folder, sample, SAMPLE[place], "--sample")


@pytest.mark.parametrize("view", sorted(NAMED))
@pytest.mark.parametrize("place", range(len(THIRD)))
def test_a_practice_with_newcomers_and_a_programme_is_as_the_written_rules_say(
    third_folder, third, view, place
):
    _agree(view, third_folder, third, THIRD[place])


@pytest.mark.parametrize("view", sorted(NAMED))
@pytest.mark.parametrize("place", range(len(SECOND)))
def test_a_practice_without_sites_is_as_the_written_rules_say(second_folder, second, view, place):
    _agree(view, second_folder, second, SECOND[place])
