"""Tests that groups of a practice do not give a small count of clients away to an owner by subtraction."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.answers import Estimate
from analytics.outcomes.subgroups import MEASURES, subgroups

NOBODY = dict.fromkeys(name for names in MEASURES.values() for name in names if name)
PRACTICE = dict.fromkeys(MEASURES, Estimate(0.5, (0.4, 0.6), 100))


def site(choice: str, improved: int, n: int) -> dict:
    spread = {"change": 2.0 * n, "change2": 9.0 * n}
    return {"dimension": "site", "choice": choice} | {**dict.fromkeys(NOBODY, 0), **spread} | {
        "improved": improved, "assessable": n}  # fmt: skip


def shown(rows: list[dict], below: int, measure: str = "reliable_improvement") -> dict[str, int | None]:
    return {row.group: row.n for row in subgroups(rows, PRACTICE, below) if row.measure == measure}


@pytest.mark.parametrize("measure", ["reliable_improvement", "mean_change"])
def test_a_group_that_leaves_few_clients_out_is_hidden(measure):
    """13 of 16 clients at one site, with the practice's 16 known, are 3 at the other."""
    rows = [site("Large", 7, 13), site("Small", 1, 3)]
    assert shown(rows, 0, measure) == {"Large": 13, "other": None}
    assert shown(rows, 5, measure) == {"Large": None, "other": None}


def test_a_group_whose_events_leave_few_out_is_hidden_with_the_next():
    """20 clients with 2 events are hidden; the practice's events less those of the others are 2."""
    rows = [site("A", 20, 40), site("B", 15, 30), site("C", 2, 20)]
    assert shown(rows, 0) == {"A": 40, "B": 30, "C": 20}
    assert shown(rows, 5) == {"A": 40, "B": None, "C": None}


def flagged(rows: list[dict]) -> dict[str, bool]:
    return {
        row.group: row.flagged for row in subgroups(rows, PRACTICE) if row.measure == "reliable_improvement"
    }


def test_a_large_group_is_compared_with_the_rest_and_not_with_itself():
    """900 adults at .57 are .02 from a practice that is mostly they, but .15 from the other 300."""
    assert flagged([site("Adults", 513, 900), site("Others", 126, 300)]) == {"Adults": True, "Others": True}
    assert flagged([site("Adults", 513, 900), site("Others", 165, 300)]) == {"Adults": False, "Others": False}


def test_a_hidden_group_is_never_flagged():
    assert flagged([site("A", 5, 200), site("B", 3, 4), site("C", 100, 200)])["other"] is False


def test_groups_of_enough_clients_are_all_shown():
    rows = [site("A", 20, 40), site("B", 15, 30)]
    assert shown(rows, 5) == {"A": 40, "B": 30}


def alarms(seed: int, draws: int) -> float:
    """Return how often any of eight groups of a practice in which none differs is flagged."""
    rng = np.random.default_rng(seed)
    found = 0
    for _ in range(draws):
        rows = []
        for dimension, sizes in (
            ("site", (300, 200)),
            ("program", (350, 100, 50)),
            ("age_group", (400, 70, 30)),
        ):
            rows += [
                site(f"{dimension} {n}", int(rng.binomial(n, 0.5)), n) | {"dimension": dimension}
                for n in sizes
            ]
        found += any(
            row.flagged for row in subgroups(rows, PRACTICE) if row.measure == "reliable_improvement"
        )
    return found / draws


def test_groups_that_do_not_differ_are_rarely_flagged():
    assert alarms(3, 400) <= 0.07
