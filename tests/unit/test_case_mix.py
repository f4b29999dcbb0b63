"""Tests of what comparisons of therapists allow for: which columns, why not others, and on simulated practices."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.definitions import DEFAULTS, from_stored, from_toml, to_toml
from analytics.stats.intervals import wilson
from analytics.therapists import case_mix, case_mix_text, cells, compare
from tests.support import simulate_case_mix as simulate
from tests.support.simulate_case_mix import World

ALLOWED = (*DEFAULTS.case_mix.covariates, "site")
PROGRAMME = World(program_effect=-4.0)  # seen mostly by a quarter of 16 therapists
TREND = World(therapists=12, trend=1.5, newcomers=True)
SLOW = range(71_000, 71_200)


def rows_of(seen: dict[int, dict[str, int]], column: str = "program") -> list[dict]:
    """Return rows of `therapist_cells.sql` from the number of episodes by therapist and value of a column."""
    rng = np.random.default_rng(5)
    rows = []
    for key, values in seen.items():
        for value, n in values.items():
            x, y = rng.normal(18, 7, n), rng.normal(24, 6, n)
            sums = {"n": n, "x": x.sum(), "xx": x @ x, "y": y.sum(), "yy": y @ y, "xy": x @ y}
            empty = dict.fromkeys((*case_mix.GROUPINGS, "half_year", "point"))
            rows.append({"therapist_key": key, **empty, column: value, **sums})
    return rows


ONE_EACH = {key: {f"Programme {key}": 30} for key in range(1, 7)}
TWO = {key: {"A": 20, "B": 8} for key in range(1, 7)}
RARE = {key: {"A": 30} | {f"Rare {10 * key + place}": 1 for place in range(5)} for key in range(1, 7)}


@pytest.mark.parametrize(
    ("seen", "columns", "reasons"),
    [
        ({key: {"A": 30} for key in range(1, 7)}, (), {}),
        ({key: {"": 30} for key in range(1, 7)}, (), {}),  # the export has none
        (ONE_EACH, (), {"program": "not_shared"}),
        ({**ONE_EACH, 1: {"Programme 1": 30, "Programme 2": 1}}, (), {"program": "not_shared"}),  # a slip
        (TWO, ("program: B",), {}),
        ({**TWO, 7: {"C": 40}}, ("program: B",), {}),  # C, seen by one alone, counts as the usual one
        (RARE, ("program: others",), {}),  # 30 rare programmes
        ({key: {"A": 20, "": 8} for key in range(1, 7)}, ("program: not given",), {}),
        (
            {1: {"A": 30}, 2: {"A": 30}, 3: {"A": 9, "B": 9}, 4: {"A": 9, "B": 9}},
            (),
            {"program": "not_shared"},
        ),
    ],
)
def test_a_programme_is_allowed_for_where_several_therapists_share_it(seen, columns, reasons):
    made = cells.read(rows_of(seen), ("intake", "age_group", "program"))
    assert made.columns == ("intake", *columns)
    assert made.reasons == reasons
    found = compare.fitted(rows_of(seen), ("intake", "age_group", "program"), "change")
    assert found.adjusted_for == ("intake", *columns)
    assert found.n.sum() == sum(sum(values.values()) for values in seen.values())


def test_a_column_that_the_definitions_leave_out_is_said():
    made = cells.read(rows_of(TWO), ("intake",))
    assert (made.columns, made.reasons) == (("intake",), {"program": "left_out"})


def test_what_follows_from_another_column_is_allowed_for_with_it():
    rows = [row | {"age_group": "child" if row["program"] == "B" else "adult"} for row in rows_of(TWO)]
    found = compare.fitted(rows, ("intake", "age_group", "program"), "change")
    assert found.columns == ("intake", "age_group: child")
    assert found.adjusted_for == ("intake", "age_group: child", "program: B")
    assert "the programme" in case_mix_text.sentences(found.adjusted_for, (), ())


def test_only_the_column_that_cannot_be_fitted_is_left_out():
    """A programme that decides the outcome is left out alone, and that is said."""
    made = simulate.cells(simulate.episodes(3, World(therapists=8)), "unplanned")
    decided = [
        row | {"y": float(row["n"]), "yy": float(row["n"]), "xy": row["x"]}
        for row in made
        if row["program"] == "Long"
    ]
    found = compare.fitted(
        [*(row for row in made if row["program"] != "Long"), *decided], ALLOWED, "unplanned"
    )
    assert found.reasons == {"program": "not_estimable"}
    assert "intake" in found.columns and "calendar: trend" in found.columns


@pytest.mark.parametrize(
    ("used", "lacking", "says"),
    [
        (("intake", "site: B", "program: C"), {}, "distressed clients were at the start, the site and the programme."),
        (("intake",), {"program": "not_shared"}, "cannot allow for the programme: too few therapists share the same"),
        (("intake",), {"site": "not_estimable"}, "the site, which cannot be told apart from the therapists"),
        (("intake",), {"age_group": "left_out"}, "By your definitions it does not allow for age."),
        ((), {}, "This allows for nothing."),
    ],
)  # fmt: skip
def test_the_sentence_says_what_was_allowed_for_and_what_not(used, lacking, says):
    said = case_mix_text.sentences(used, tuple(lacking), tuple(lacking.values()))
    assert says in said
    assert said.endswith(case_mix_text.NOT_HELD)


def test_definitions_of_older_versions_take_the_new_default_and_keep_what_was_chosen():
    def older(covariates: str) -> str:
        now = to_toml(DEFAULTS).replace("calendar = true\n", "")
        start, end = now.index("covariates = ["), now.index("]", now.index("covariates = ["))
        return now[:start] + covariates + now[end + 1 :]

    assert from_stored(older('covariates = ["intake"]')) == DEFAULTS
    chosen = from_stored(older('covariates = ["intake", "orientation"]')).case_mix
    assert (chosen.covariates, chosen.calendar) == (("intake", "orientation"), True)
    assert from_stored(older("covariates = []")).case_mix.covariates == ()
    today = from_toml('[case_mix]\ncovariates = ["intake"]')
    assert today.case_mix.covariates == ("intake",)  # somebody wrote it
    assert from_stored(to_toml(today)) == today


def worded(world: World, measure: str, seeds: range, allow_for: tuple[str, ...] = ALLOWED) -> float:
    """Return the share of practices without differences between therapists in which somebody is named."""
    hits = [
        compare.fitted(
            simulate.cells(simulate.episodes(seed, world), measure), allow_for, measure
        ).worded.any()
        for seed in seeds
    ]
    return float(np.mean(hits))


def without_calendar(seeds: range) -> float:
    made = (simulate.cells(simulate.episodes(seed, TREND), "unplanned") for seed in seeds)
    plain = ([row | {"half_year": None} for row in rows] for rows in made)
    return float(np.mean([compare.fitted(rows, ALLOWED, "unplanned").worded.any() for rows in plain]))


def test_nobody_is_named_for_a_programme():
    seeds = range(40)
    assert worded(PROGRAMME, "change", seeds) <= 0.05
    assert worded(PROGRAMME, "change", seeds, ("intake",)) >= 0.15  # the simulator shows what it is there for


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["change", "reliable_improvement", "unplanned"])
def test_a_programmes_effect_names_a_therapist_in_at_most_five_of_100_practices(measure):
    share = worded(PROGRAMME, measure, SLOW)
    assert share <= 0.05
    assert wilson(round(share * len(SLOW)), len(SLOW))[1] <= 0.09


@pytest.mark.slow
def test_a_programme_of_some_therapists_only_names_nobody_either():
    only = World(program_effect=-4.0, in_program=(1.0, 0.0))
    assert worded(only, "change", SLOW) <= 0.05
    assert worded(only, "change", SLOW, ("intake",)) >= 0.2


@pytest.mark.slow
def test_a_trend_with_newcomers_names_somebody_in_at_most_five_of_100_practices():
    share = worded(TREND, "unplanned", SLOW)
    assert share <= 0.05
    assert wilson(round(share * len(SLOW)), len(SLOW))[1] <= 0.09
    assert without_calendar(SLOW) > share
