"""Every figure of four views against a recomputation from the written rules, on five practices.

The twin (`tests/twin`) reads `export sessions` and the values of `rules.toml`, and nothing else of the product but
published figures and coefficients that are held elsewhere. Each leaf of a document is either recomputed or named in
NAMED with the reason; a new leaf fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.twin import alliance, caseload, cases, comparing, outcomes, overview
from tests.twin.cases import SELECTIONS, Case
from tests.twin.selection import Selection

COMMON = {"version": "name of the data version", "definitions": "digest of the rules"}
MODEL = "of the early-warning model: tests/unit/test_risk_model.py, tests/reference/test_performance.py"
TWICE = "counted in thirds of the clients that a seed draws: tests/unit/test_course.py"
NAMED = {
    "overview": COMMON,
    "outcomes": COMMON,
    "alliance": {
        **COMMON,
        "dips.false_signals_per_100_sessions": "simulated with a seed: tests/unit/test_alliance_answer.py",
        "dips.ended_after_why": "words",
        "published.settings_note": "words",
    },
    "caseload": {
        **COMMON,
        "clients[].probability": MODEL,
        "clients[].record_id": "keyed with a secret",
        "clients[].sentence": "words: tests/unit/test_caseload_reasons.py",
        "therapists[].name": "not in `export sessions`",
        "estimate_why": MODEL,
        "outcome": MODEL,
        "provisional": MODEL,
        "as_good": MODEL,
        "course_why": "words",
        "below_twice_now": TWICE,
        "below_twice_ever": TWICE,
        "below_twice_clients": TWICE,
    },
}
MAKES: dict[str, Callable[[Case, Selection], dict]] = {
    "overview": lambda case, chosen: overview.overview(
        case.known, chosen, caseload.talk_first(case.known, chosen)
    ),
    "outcomes": lambda case, chosen: outcomes.outcomes(case.known, chosen),
    "alliance": lambda case, chosen: alliance.alliance(case.known, chosen),
    "caseload": lambda case, chosen: caseload.caseload(case.known, chosen, case.course),
}
IN_ANY_ORDER = {"outcomes": outcomes.comparable, "caseload": caseload.comparable}
TRIED = [(name, place) for name, chosen in SELECTIONS.items() for place in range(len(chosen))]


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> Case:
    """Return the made-up practice."""
    return cases.held(sample_folder, cases.SAMPLE_DAY, "--sample")


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a practice with newcomers and a programme."""
    return cases.third(tmp_path_factory.mktemp("third"))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a practice without sites."""
    return cases.second(tmp_path_factory.mktemp("second"))


@pytest.fixture(scope="module")
def unrecorded(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a practice that hardly records any ending."""
    return cases.unrecorded(tmp_path_factory.mktemp("unrecorded"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Return a practice of 30 clients."""
    return cases.small(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("view", NAMED)
@pytest.mark.parametrize(("name", "place"), TRIED)
def test_every_figure_is_as_the_written_rules_say(request, view, name, place):
    case, chosen = request.getfixturevalue(name), SELECTIONS[name][place]
    document = case.show(view, chosen)
    comparable = IN_ANY_ORDER.get(view, dict)(document)
    found, _ = comparing.differences(comparable, MAKES[view](case, chosen), NAMED[view])
    assert not found, "\n".join(found[:40])


def test_clients_stand_by_group_and_new_reasons_first(sample, third, second):
    for case in (sample, third, second):
        document = case.show("caseload", Selection(episodes="open"))
        keys = caseload.order(case.known, case.course, document)
        assert len(keys) > 10
        assert keys == sorted(keys)


@pytest.mark.parametrize("view", NAMED)
def test_only_what_is_there_is_left_to_other_tests(sample, view):
    document = IN_ANY_ORDER.get(view, dict)(sample.show(view, Selection()))
    found, met = comparing.differences(document, MAKES[view](sample, Selection()), NAMED[view])
    assert met == set(NAMED[view])
    assert not found


@pytest.mark.parametrize("view", NAMED)
def test_another_figure_or_a_new_one_would_be_noticed(second, view):
    document = IN_ANY_ORDER.get(view, dict)(second.show(view, Selection()))
    twin = MAKES[view](second, Selection())
    for changed in ({**document, "n": document["n"] + 1}, {**document, "another_figure": 0.5}):
        found, _ = comparing.differences(changed, twin, NAMED[view])
        assert len(found) == 1
