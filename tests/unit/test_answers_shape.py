"""Tests of each view's JSON, and of the filters, the published figures and the suggested questions."""

import datetime
import json
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from analytics import (
    alliance,
    answers,
    caseload,
    client,
    course,
    evidence,
    focus,
    outcomes,
    quality,
    therapists,
)
from analytics.access import Scope
from analytics.alliance.decomposition import decomposition
from analytics.answers import Estimate
from analytics.client import conversation_prompts
from analytics.client.results import Area, Mark
from analytics.filters import FilterError, Filters, previous_period
from analytics.outcomes import benchmarks
from analytics.outcomes.results import Outcomes, Overview
from analytics.store import DataFolder

ALL = Scope(every_therapist=True, practice_totals=True, imports=True)
DAY = datetime.date
COMMON = {"as_of", "version", "definitions", "filters", "n", "left_out"}
# keys of `show VIEW --json` that stay, beside the common ones; more may follow
PROMISED = {
    "overview": {
        "reliable_improvement", "recovered", "no_change", "deteriorated", "unplanned", "unplanned_declared",
        "unplanned_all_unknown", "mean_change", "effect_size", "months",
    },
    "outcomes": {
        "classes", "effect_size", "severity_adjusted_effect_size", "sensitivity", "benchmarks", "retention",
        "subgroups",
    },
    "alliance": {"by_session", "early", "completion", "ceiling", "dips", "patterns"},
    "course": {"coefficients", "curve", "clients"},
    "caseload": {"clients"},
    "therapists": {"measure", "unit", "therapists", "icc", "between_sd", "rank_width", "funnel"},
    "focus": {"therapists"},
    "decomposition": {
        "within", "between", "contextual", "corrected_between", "alliance_icc", "mean_reliability", "verdict",
        "adjusted_for", "not_adjusted_for",
    },
    "evidence": {"claims"},
    "quality": {"completeness", "missing_forms", "suspicious", "quarantine"},
}  # fmt: skip
ROWS = {
    ("overview", "months"): {"measure", "month", "value", "n", "centre", "lower", "upper", "signal"},
    ("outcomes", "sensitivity"): {"reliable_change", "improved", "deteriorated"},
    ("outcomes", "benchmarks"): {"figure", "value", "source", "year", "n"},
    ("outcomes", "retention"): {"session", "still_in_care", "interval", "at_risk"},
    ("caseload", "clients"): {
        "client_id", "episode_no", "therapist", "tier", "reasons", "sessions", "days_since", "last_ors", "last_srs",
        "percentile", "probability", "why",
    },
    ("alliance", "by_session"): {"session", "r", "partial_r", "interval", "n"},
    ("alliance", "completion"): {"session", "share", "n"},
    ("alliance", "patterns"): {"pattern", "n", "unplanned"},
    ("course", "curve"): {"intake", "session", "p10", "p25", "p50", "p75", "p90"},
    ("course", "clients"): {"client_id", "episode_no", "session", "ors", "percentile"},
    ("evidence", "claims"): {"claim", "published", "ours", "verdict", "why"},
    ("quality", "completeness"): {"field", "share", "n"},
    ("quality", "missing_forms"): {"therapist", "week", "sessions", "without_srs", "without_ors"},
    ("quality", "suspicious"): {"pattern", "n", "effect"},
}  # fmt: skip


@pytest.fixture(scope="module")
def documents(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    views = {
        "overview": outcomes.overview,
        "outcomes": outcomes.outcomes,
        "alliance": alliance.alliance,
        "course": course.course,
        "caseload": caseload.caseload,
        "therapists": therapists.comparison,
        "focus": focus.focus,
        "decomposition": decomposition,
        "evidence": evidence.evidence,
        "quality": quality.quality,
    }
    return {view: question(warehouse, ALL, Filters()).as_dict() for view, question in views.items()}


@pytest.mark.parametrize("view", PROMISED)
def test_a_view_has_what_it_promises(documents, view):
    document = documents[view]
    assert set(document) >= COMMON | PROMISED[view]
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert set(document["filters"]) == {
        "since",
        "until",
        "site",
        "program",
        "age_group",
        "therapist",
        "episodes",
    }
    assert all(set(row) == {"reason", "n"} for row in document["left_out"])
    assert document["as_of"] == "2026-09-30"
    for (name, table), keys in ROWS.items():
        if name == view:
            assert document[table]
            assert all(set(row) >= keys for row in document[table])


def estimates(value):
    if isinstance(value, dict):
        if "estimate" in value:
            yield value
        for entry in value.values():
            yield from estimates(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from estimates(entry)


@pytest.mark.parametrize("view", PROMISED)
def test_an_estimate_has_interval_and_n_or_a_reason(documents, view):
    for estimate in estimates(documents[view]):
        assert {"estimate", "interval", "n"} <= set(estimate)
        if estimate["estimate"] is None:
            assert estimate["why"].endswith(".")
        elif estimate["interval"]:
            assert estimate["interval"][0] <= estimate["estimate"] <= estimate["interval"][1]


def test_a_timeline_is_plain_json(sample_folder):
    warehouse = DataFolder(sample_folder).sample.warehouse()
    record = caseload.caseload(warehouse, ALL, Filters()).clients[0].record_id
    document = client.timeline(warehouse, ALL, record).as_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_plain_values():
    assert answers.plain(Decimal("6.0")) == 6.0
    assert answers.plain(DAY(2026, 9, 30)) == "2026-09-30"
    assert answers.plain([float("nan"), float("inf"), np.float64(1.5), np.int64(3)]) == [None, None, 1.5, 3]
    assert answers.plain((1, None, True, "x")) == [1, None, True, "x"]
    with pytest.raises(TypeError):
        answers.plain(object())


def test_estimates_keep_the_numerator_to_themselves():
    found = answers.plain(Estimate(0.25, (0.1, 0.4), 20, events=5))
    assert found == {"estimate": 0.25, "interval": [0.1, 0.4], "n": 20}
    assert answers.plain(Estimate.missing("No.")) == {
        "estimate": None,
        "interval": None,
        "n": 0,
        "why": "No.",
    }


@pytest.mark.parametrize("kind", [Overview, Outcomes])
def test_an_unavailable_answer_holds_nothing_but_the_reason(kind):
    document = answers.unavailable(
        kind, "Because.", filters=Filters(site="North"), definitions="abcd"
    ).as_dict()
    assert document["why"] == "Because."
    for key, value in document.items():
        if key not in COMMON | {"why"}:
            assert value in (None, [], {"estimate": None, "interval": None, "n": 0, "why": "Because."})


def test_filters_describe_themselves():
    assert Filters().describe() == "all data"
    assert (
        Filters(
            since=DAY(2025, 11, 1),
            until=DAY(2026, 10, 31),
            site="North",
            program="General",
            age_group="child",
            therapist="T01",
            episodes="closed",
        ).describe()
        == "1 Nov 2025 to 31 Oct 2026 · site North · programme General · therapist T01 · children · closed episodes"
    )
    assert Filters(since=DAY(2026, 1, 1)).describe() == "since 1 Jan 2026"
    assert hash(Filters()) == hash(Filters())
    assert Filters().settled("ended").episodes == "closed"
    assert Filters().settled("all").episodes == "all"
    assert Filters(episodes="open").settled("all").episodes == "open"


def test_filters_refuse_what_cannot_be():
    with pytest.raises(FilterError, match="before it begins"):
        Filters(since=DAY(2026, 2, 1), until=DAY(2026, 1, 1))
    with pytest.raises(FilterError, match="closed, open, all"):
        Filters(episodes="ended")


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ((2026, 1, 1), (2026, 12, 31), ((2025, 1, 1), (2025, 12, 31))),
        ((2025, 10, 1), (2026, 9, 30), ((2024, 10, 1), (2025, 9, 30))),
        ((2026, 3, 1), (2026, 3, 31), ((2026, 2, 1), (2026, 2, 28))),
        ((2026, 3, 15), (2026, 4, 14), ((2026, 2, 15), (2026, 3, 14))),
        ((2026, 3, 10), (2026, 3, 19), ((2026, 2, 28), (2026, 3, 9))),
    ],
)
def test_the_period_before(since, until, before):
    assert previous_period(DAY(*since), DAY(*until)) == (DAY(*before[0]), DAY(*before[1]))


def test_published_figures_name_their_source():
    rows = benchmarks.published()
    assert len({row.figure for row in rows}) == len(rows) >= 12
    for row in rows:
        assert row.verified and row.source and row.population and row.measure_rule and row.label
        assert row.value is not None or row.interval is not None
        assert row.unit in {"share", "sd", "points", "sessions"}
        if row.unit == "share":
            assert all(0 <= value <= 1 for value in (row.value, *(row.interval or ())) if value is not None)
        assert row.compares is None or row.compares in Outcomes.__annotations__ | Overview.__annotations__
    assert any(row.compares == "unplanned" for row in rows)


def test_figures_that_were_only_recalled_are_not_printed():
    """Figures whose source could not be read are not published."""
    text = (Path(benchmarks.__file__).with_name("benchmarks.toml")).read_text(encoding="utf-8")
    for banned in ("0.354", "35.4", "0.38\n", "1.34", "Minami", "Reese"):
        assert banned not in text


def way(**given):
    default = {
        "drop": None, "area": None, "sessions_without_srs": 0, "no_srs_sessions": 3, "falling": None,
        "last_session": 6, "srs_seen": [36.0], "last_srs_session": 6,
    }  # fmt: skip
    return conversation_prompts.way_to_ask(**(default | given))


GOALS = Area("goals", "Goals and topics", 6.4, 6)
DROP = Mark(kind="drop", session_no=5, size=6.3, baseline=36.0, marked=True, outcome="open")


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"drop": DROP, "area": GOALS}, "goals"),
        ({"drop": DROP}, "drop"),
        (
            {"drop": DROP, "area": Area("goals", "Goals and topics", 6.4, 3)},
            "drop",
        ),  # areas from before the drop
        ({"sessions_without_srs": 3, "area": GOALS}, "missing"),
        ({"falling": -7.0, "area": GOALS}, "falling"),
        ({"area": GOALS}, "goals"),
        ({"srs_seen": [40.0, 39.5, 40.0, 40.0]}, "always_high"),
        (
            {
                "drop": Mark(
                    kind="drop",
                    session_no=2,
                    size=6.3,
                    baseline=36.0,
                    marked=True,
                    outcome="repaired",
                    resolved_session=4,
                ),
                "area": GOALS,
            },
            "goals",
        ),
    ],
)
def test_one_question_is_chosen(given, key):
    assert way(**given).key == key


def test_no_question_where_nothing_asks_for_one():
    assert way() is None
    assert way(area=Area("goals", "Goals and topics", 9.2, 6)) is None


def test_questions_are_eight_and_quote_no_form():
    assert len(conversation_prompts.QUESTIONS) == 8
    for question in conversation_prompts.QUESTIONS.values():
        assert question.count("?") == 1 or question.count("?") == 2
        assert not re.search(r"heard|understood|respected|good fit|felt", question)
