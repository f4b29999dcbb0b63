"""Tests that pages and command line give the same answers, and that the pages show those answers.

The page is run in AppTest while every answer it asks for is noted; the same view is then asked for with
`show VIEW --json`, and the sentence and the tables on the page are read back as numbers.
"""

import datetime
import json
import re

import pytest

from analytics.store import DataFolder
from pages.shell import answer_cache, filters
from tests.pages.run_page import people, start
from tests.support.command import run

BOX = {
    "overview": ("table-endings-endings", "table-months-months", "table-seen-who-we-see"),
    "outcomes": ("table-travel-outcome-classes", "table-retention-retention"),
}
SITE, PROGRAM = "Tannery Lane", "Longer-term therapy"
SELECTIONS = {
    "a year": {},
    "everything": {"period": "All data"},
    "two years of a site": {"period": "Last 24 months", "site": SITE},
    "a programme, adults, open ones too": {
        "period": "All data",
        "program": PROGRAM,
        "age_group": "Adults",
        "episodes": "All",
    },
    "this quarter": {"period": "This quarter"},
}
ROLES = ("owner", "supervisor", "therapist")


@pytest.fixture
def asked(monkeypatch):
    """Record every answer that a page requests, as (function, filters, answer)."""
    noted = []
    real = answer_cache.get_for

    def noting(function, warehouse, scope, filters, **arguments):
        answer = real(function, warehouse, scope, filters, **arguments)
        noted.append((function.__name__, filters, answer))
        return answer

    monkeypatch.setattr(answer_cache, "get_for", noting)
    return noted


@pytest.fixture(scope="module")
def data_date(sample_folder):
    return DataFolder(sample_folder).sample.current().data_date


def on_command_line(folder, view, person, selection, data_date) -> dict:
    """Return the answer of `show VIEW --json` on the command line, with the filters of `selection`."""
    given = []
    if view in ("overview", "outcomes", "alliance") and person.role != "owner":
        selection = {}  # their pages of practice figures have no filters
    elif view in ("overview", "outcomes", "alliance"):
        since, until = filters.period(selection.get("period", filters.PERIODS[0]), data_date)
        given += ["--since", since.isoformat(), "--until", until.isoformat()] if since else []
        given += ["--episodes", filters.EPISODES[selection.get("episodes", "Closed")]]
    given += ["--site", selection["site"]] if "site" in selection else []
    given += ["--program", selection["program"]] if "program" in selection else []
    given += ["--age-group", "adult"] if "age_group" in selection else []
    said = run("--sample", "--json", "--as", person.person, "show", view, *given, data=folder)
    assert said.status in (0, 4), said.err
    return said.document


def as_json(answer) -> dict:
    return json.loads(json.dumps(answer.as_dict()))


def first(noted, view):
    """Return the first recorded answer of this view, which is the basis of the lead sentence."""
    return next(answer for name, _, answer in noted if name == view)


def shown(test, folder, keys=()):
    """Return the lead sentence, and the tables behind `Show as table` by key."""
    lead = next(one.value for one in test.markdown if "hf-lead" in one.value)
    tables = {}
    for key in keys:
        test.session_state[key] = True
        test.run()
        assert not test.exception
        tables[key] = test.dataframe[0].value
        test.session_state[key] = False
    return re.sub("<[^>]+>", "", lead), tables


@pytest.mark.parametrize("selection", SELECTIONS)
@pytest.mark.parametrize("view", ["overview", "outcomes", "alliance"])
@pytest.mark.parametrize("role", ROLES)
def test_outcome_pages(sample_folder, asked, data_date, role, view, selection):
    person, chosen = people(sample_folder)[role], SELECTIONS[selection]
    start(view, sample_folder, person, **chosen)
    assert as_json(first(asked, view)) == on_command_line(sample_folder, view, person, chosen, data_date)


@pytest.mark.parametrize("role", ["supervisor", "therapist"])
@pytest.mark.parametrize("selection", [{}, {"site": SITE}, {"program": PROGRAM}])
def test_caseload(sample_folder, asked, data_date, role, selection):
    person = people(sample_folder)[role]
    test = start("caseload", sample_folder, person, **selection)
    theirs = on_command_line(sample_folder, "caseload", person, selection, data_date)
    assert as_json(first(asked, "caseload")) == theirs
    lead, _ = shown(test, sample_folder)
    tiers = {row["tier"]: row["n"] for row in theirs["tiers"]}
    said = [int(number) for number in re.findall(r"\d+", lead)]
    wanted = [tiers[tier] for tier in ("talk_first", "watch", "as_expected", "too_new") if tiers[tier]]
    assert said == wanted or not theirs["n"]


def test_a_caseload_narrowed_to_one_therapist(sample_folder, asked):
    """The supervisor's therapist selector has the same effect as `--therapist` on the command line."""
    person = people(sample_folder)["supervisor"]
    test = start("caseload", sample_folder, person)
    test.selectbox(key="caseload_of").select_index(1).run()
    narrowed = next(answer for _, used, answer in reversed(asked) if used.therapist)
    code = narrowed.filters.therapist
    arguments = ("--sample", "--json", "--as", person.person, "show", "caseload", "--therapist", code)
    assert as_json(narrowed) == run(*arguments, data=sample_folder).document
    assert {client.therapist for client in narrowed.clients} <= {code}


@pytest.mark.parametrize("role", ["owner", "supervisor", "office"])
def test_quality(sample_folder, asked, data_date, role):
    """Page and command line agree on data quality, but the page lists only recent missing forms."""
    person = people(sample_folder)[role]
    test = start("data", sample_folder, person)
    page, theirs = (
        as_json(first(asked, "quality")),
        on_command_line(sample_folder, "quality", person, {}, data_date),
    )
    weeks, every = page.pop("missing_forms"), theirs.pop("missing_forms")
    assert page == theirs
    since = min(row["week"] for row in weeks)
    assert weeks == [row for row in every if row["week"] >= since]
    assert datetime.date.fromisoformat(since) >= data_date - datetime.timedelta(weeks=12)
    lead, _ = shown(test, sample_folder)
    total = next(row["n"] for row in theirs["completeness"] if row["field"] == "ors")
    assert f"{total:,} sessions" in lead


def rounded(share: float) -> int:
    return int(100 * round(share, 6) + 0.5)


@pytest.mark.parametrize("selection", ["a year", "everything", "two years of a site"])
def test_the_sentence_and_the_tables_of_overview_are_that_answer(sample_folder, data_date, selection):
    owner, chosen = people(sample_folder)["owner"], SELECTIONS[selection]
    found = on_command_line(sample_folder, "overview", owner, chosen, data_date)
    drawn = [
        key for key in BOX["overview"] if "site" not in chosen or "seen" not in key
    ]  # no months with filters
    lead, tables = shown(start("overview", sample_folder, owner, **chosen), sample_folder, drawn)
    parts = re.search(
        r"Of 100 courses of therapy .*?, (\d+) were clearly better at the last score, (\d+) about the same and"
        r" (\d+) worse",
        lead,
    )
    keys = ("reliable_improvement", "no_change", "deteriorated")
    assert sum(map(int, parts.groups())) == 100
    for said, key in zip(parts.groups(), keys, strict=True):  # whole people who add up to 100
        assert abs(int(said) - 100 * found[key]["estimate"]) < 1
    low, high = found["reliable_improvement"]["interval"]
    assert f"would also fit {rounded(low)} to {rounded(high)} clearly better" in lead
    assert f"{rounded(found['unplanned']['estimate'])} in 100 ended unplanned" in lead
    table = tables["table-endings-endings"]
    names = (*keys, "recovered", "unplanned", "unplanned_declared", "unplanned_all_unknown")
    for (_, row), key in zip(table.iterrows(), names, strict=True):
        low, high = found[key]["interval"]
        shares = f"{rounded(found[key]['estimate'])} in 100 ({rounded(low)} to {rounded(high)})"
        assert (row["Share"], row["n"]) == (shares, found[key]["n"])
    if "site" in chosen:
        assert found["seen"] == found["months"] == []
        return
    seen = tables["table-seen-who-we-see"]
    assert list(seen["Starts"].dropna()) == [
        row["starts"] for row in found["seen"] if row["starts"] is not None
    ]


def test_the_months_table_is_the_longer_answer(sample_folder, data_date):
    """Overview's table of months has the same values as `show overview` over 24 months."""
    owner = people(sample_folder)["owner"]
    _, tables = shown(start("overview", sample_folder, owner), sample_folder, ["table-months-months"])
    found = on_command_line(sample_folder, "overview", owner, {"period": "Last 24 months"}, data_date)
    table = tables["table-months-months"]
    assert list(table["Value"]) == pytest.approx([row["value"] for row in found["months"]], nan_ok=True)
    assert list(table["n"]) == [row["n"] for row in found["months"]]


@pytest.mark.parametrize(
    ("measure", "key"),
    [
        ("Reliable improvement", "reliable_improvement"),
        ("Recovery", "recovered"),
        ("Ended unplanned", "unplanned"),
    ],
)
def test_the_sentence_of_outcomes_is_that_answer(sample_folder, data_date, measure, key):
    owner = people(sample_folder)["owner"]
    found = on_command_line(sample_folder, "outcomes", owner, {}, data_date)[key]
    lead, _ = shown(start("outcomes", sample_folder, owner, measure=measure), sample_folder)
    low, high = (rounded(end) for end in found["interval"])
    assert lead.startswith(f"{rounded(found['estimate'])} in 100 courses of therapy")
    assert f"(95% range {low} to {high})" in lead


def test_the_mean_change_and_the_tables_of_outcomes(sample_folder, data_date):
    owner = people(sample_folder)["owner"]
    found = on_command_line(sample_folder, "outcomes", owner, {}, data_date)
    test = start("outcomes", sample_folder, owner, measure="Mean change")
    lead, tables = shown(test, sample_folder, BOX["outcomes"])
    low, high = found["mean_change"]["interval"]
    assert (
        f"gained {found['mean_change']['estimate']:.1f} ORS points on average (95% range {low:.1f} to {high:.1f})"
        in lead
    )
    classes = tables["table-travel-outcome-classes"]
    assert list(classes["Episodes"]) == [row["n"] for row in found["classes"]]
    staying = tables["table-retention-retention"]
    assert list(staying["Reached this session"]) == [row["at_risk"] for row in found["retention"]]
    assert list(staying["Still in care"]) == [
        f"{rounded(row['still_in_care'])} in 100" for row in found["retention"]
    ]
