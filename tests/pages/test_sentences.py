"""Tests of sentences: they match the answer and the chart, and avoid certain words."""

import ast
import dataclasses
import re

import pytest

from analytics.answers import Estimate, LeftOut
from analytics.caseload.results import TierCount
from analytics.definitions import DEFAULTS, GLOSSARY, RULES
from analytics.filters import Filters
from analytics.ingest.base import rejection_reasons
from analytics.why import why
from pages.caseload import text as caseload_text
from pages.client import lead_text
from pages.client import text as client_text
from pages.data import import_text, issue_text
from pages.data import text as data_text
from pages.definitions import text as definitions_text
from pages.outcomes import benchmark_text, course_text, favours_text
from pages.outcomes import text as outcomes_text
from pages.overview import months_text
from pages.overview import text as overview_text
from pages.ui import formatting, selection_text
from tests.pages import made_up, made_up_clients
from tests.support.server import ROOT

# Verdicts on people and jargon; "dropout" may stand in definitions and in the titles of published studies only.
AVOIDED = re.compile(
    r"\b(rank\w*|best|worst|bottom|underperform\w*|league|risk score|high risk|at risk|red flag|patients?|dropouts?|"
    r"dropped out|non-compliant|attrition|outliers?|significant|satisfactory|satisfaction|failed|weak|deficit|"
    r"remediation)\b",
    re.IGNORECASE,
)
PAGES = [*(ROOT / "pages").rglob("*.py")]


def spoken(path):
    """Return the string constants of a file that users may read, without docstrings and keys."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docs
        and " " in node.value
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_avoided_word_on_any_page(path):
    for text in spoken(path):
        assert not AVOIDED.search(text), text
        assert not re.search(r"\w!( |$)", text), f"no exclamation marks: {text}"


def test_no_avoided_word_in_the_dictionary():
    for one in GLOSSARY:
        assert not AVOIDED.search(f"{one.name} {one.short} {one.long}"), one.name


def test_the_lead_of_overview_adds_up_and_agrees_with_the_dots():
    answer = made_up.overview()
    bold, plain = overview_text.lead(answer)
    said = [int(n) for n in re.findall(r"\d+", bold.split("months,")[1])]
    assert said == list(selection_text.to_100(overview_text.counts(answer)))
    assert sum(said) == 100
    assert "in the last 12 months" in bold
    assert "24 in 100 ended unplanned" in plain


@pytest.mark.parametrize(
    ("n", "starts"),
    [
        (7, "Not enough data yet: 7 of 10"),
        (14, "Of 14 courses of therapy that ended"),
        (412, "Of 100 courses of therapy that ended"),
    ],
)
def test_overview_speaks_with_the_precision_its_n_deserves(n, starts):
    assert overview_text.lead(made_up.overview(n))[0].startswith(starts)


def test_a_period_is_named_as_people_name_it():
    name = selection_text.period
    assert name(made_up.YEAR, made_up.AS_OF) == "the last 12 months"
    assert name(Filters(), made_up.AS_OF) == "all data"
    first = made_up.datetime.date(2026, 1, 1)
    assert (
        name(Filters(since=first, until=made_up.datetime.date(2026, 6, 30)), made_up.AS_OF)
        == "Jan 2026 to Jun 2026"
    )


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (made_up.share(239, 412), "58 in 100 (53 to 63)"),
        (made_up.share(6, 14), "6 of 14 (17 to 69 in 100)"),
        (made_up.share(3, 7), "Not enough data yet: 7 of 10 closed episodes"),
        (Estimate.missing("Hidden: fewer than 5 clients."), "Hidden: fewer than 5 clients"),
    ],
)
def test_a_share_in_words(found, said):
    assert selection_text.share(found) == said


def test_what_is_left_out_is_named():
    assert selection_text.left_out(made_up.overview()) == (
        "Left out: 82 episodes without a first and a later ORS and 96 still open."
    )


def test_overview_says_who_is_counted_and_who_is_not():
    """The numbers add up: of all that ended, those with two scores, and the rest by reason."""
    reasons = {
        "fewer_than_two_ors": 65,
        "transferred": 17,
        "administrative": 12,
        "not_a_course": 9,
        "open": 96,
    }
    left_out = tuple(LeftOut(reason, n) for reason, n in reasons.items())
    said = overview_text.endings(dataclasses.replace(made_up.overview(), left_out=left_out), "at_least")
    assert "n = 412 of the 515 courses that ended; one client may have several." in said
    assert (
        "Left out: 65 episodes without a first and a later ORS, 17 transferred, 12 ended for administrative reasons"
        " and 9 never a course of therapy. Still open: 96 more."
    ) in said
    assert 412 + 65 + 17 + 12 + 9 == 515


def test_recovered_is_not_called_crossing_the_cutoff():
    answer = made_up.outcomes()
    said = outcomes_text.travel_footnote(answer, "at_least")
    n = answer.travel_class.count("recovered")
    assert f"{n} of 412 recovered: beyond the noise, and from under the cutoff of their age" in said
    assert "crossed" not in said


def test_the_course_says_how_many_courses_and_not_how_many_forms():
    assert (
        "Courses that ended, with an ORS: 115 of 1–3 sessions, 185 of 4–8 sessions and 125 of 9+ sessions."
        in (course_text.course_footnote(made_up.outcomes()))
    )


def test_which_headline_favours_whom_is_said_in_people_with_its_range():
    answer = made_up.outcomes()
    more, less, hardly, unknown = (favours_text.definition(row) for row in answer.favours)
    assert more == (
        "**Clearly better** favours those who see more distressed people: where 58 in 100 succeed, of people who start"
        " one step lower 72 (67 to 77) would, n = 412."
    )
    assert (
        "favours those who see less distressed people" in less
        and "one step lower 29 (24 to 36) would" in less
    )
    assert "hardly depends on the start" in hardly
    assert unknown.endswith("Too early to tell: the first score all but decides it here.")
    said = favours_text.overall(answer)
    assert "the more often they succeed by “clearly better”, and the less often by “recovered”." in said
    assert "7.5 ORS points lower" in favours_text.read(answer)
    unclear = tuple(dataclasses.replace(row, favours="unclear") for row in answer.favours)
    silent = dataclasses.replace(answer, favours=unclear)
    assert "No headline clearly favours anybody" in favours_text.overall(silent)
    assert all("too early to tell" in favours_text.definition(row).lower() for row in silent.favours)


def test_too_few_courses_for_every_headline_are_told_once():
    answer = made_up.outcomes()
    reason = why("too_few_to_favour", need=50, either=10)
    rows = tuple(
        dataclasses.replace(row, favours=None, odds_ratio=Estimate.missing(reason, 18))
        for row in answer.favours
    )
    few = dataclasses.replace(answer, favours=rows)
    assert favours_text.overall(few) == reason
    assert (favours_text.definitions(few), favours_text.read(few)) == ([], "")
    assert len(favours_text.definitions(answer)) == len(answer.favours)


def test_outcomes_names_the_range_and_the_published_figures():
    answer = made_up.outcomes()
    bold, plain = outcomes_text.lead(answer, "unplanned")
    assert bold == "24 in 100 courses of therapy ended unplanned (95% range 20 to 28)."
    assert "published" in plain
    assert (
        outcomes_text.lead(answer, "mean_change")[0]
        == "Clients gained 6.1 ORS points on average (95% range 5.5 to 6.7)."
    )


def test_the_sensitivity_line_marks_the_threshold_in_force():
    line = outcomes_text.sensitivity(made_up.outcomes(), "at_least")
    assert line.count("in 100") == 3
    assert "6 points or more (in force)" in line


def test_every_sentence_says_which_changes_count_under_the_rule_in_force():
    """Under `more_than` a change equal to the threshold is not reliable, so no sentence may say `or more`."""
    timeline, outcomes = made_up_clients.timeline(expected=False), made_up.outcomes()
    for rule, words, others in (("at_least", "or more", "more than"), ("more_than", "more than", "or more")):
        sentences = [
            lead_text.lead(timeline, rule)[0],
            lead_text.lead(dataclasses.replace(timeline, movement="within_noise"), rule)[0],
            client_text.footnote(dataclasses.replace(made_up_clients.timeline(), movement="up"), rule),
            outcomes_text.travel_footnote(outcomes, rule),
            outcomes_text.sensitivity(outcomes, rule),
            overview_text.endings(made_up.overview(), rule),
        ]
        for sentence in sentences:
            assert words in sentence, sentence
            assert others not in sentence, sentence


def test_every_published_figure_shows_source_year_and_n():
    for row in made_up.benchmarks():
        line = benchmark_text.source(row)
        assert row.source in line
        assert str(row.year) in line
        assert "n = " in line or "n not given" in line


@pytest.mark.parametrize("rule", ["declared_or_lapsed", "declared", "composite"])
def test_the_rule_in_force_is_named_beside_unplanned(rule):
    line = outcomes_text.endings_footnote(made_up.outcomes(), rule, 45)
    assert "Unplanned here means: recorded" in line
    assert "{days}" not in line


def test_caseload_counts_are_those_of_the_groups():
    answer = made_up_clients.caseload(3)
    bold, plain = caseload_text.lead(answer)
    assert bold == "3 clients to think about before their next session."
    assert plain == "2 to keep an eye on, 7 without anything that stands out and 1 too new to say."
    assert (
        caseload_text.lead(made_up_clients.caseload(1))[0]
        == "1 client to think about before the next session."
    )
    assert caseload_text.lead(made_up_clients.caseload(0))[0] == "Nobody stands out by the rules."


@pytest.mark.parametrize(("n", "rest"), [
    ({"talk_first": 1}, "No other client is open."),
    ({"watch": 2}, "2 to keep an eye on."),
    ({"as_expected": 4}, "That goes for all 4 open clients."),
    ({"as_expected": 1}, "That goes for the only open client."),
    ({"talk_first": 1, "as_expected": 3}, "3 without anything that stands out."),
    ({"as_expected": 1, "too_new": 2}, "1 without anything that stands out and 2 too new to say."),
])  # fmt: skip
def test_a_group_without_clients_is_not_counted(n, rest):
    answer = made_up_clients.caseload(0)
    clients = tuple(
        made_up_clients.client_row(f"C-{tier}-{i}", tier, (20.0, 21.0, 22.0))
        for tier, some in n.items()
        for i in range(some)
    )
    tiers = tuple(TierCount(tier, some) for tier, some in n.items())
    few = dataclasses.replace(answer, clients=clients, tiers=tiers, n=len(clients))
    assert caseload_text.lead(few)[1] == rest


@pytest.mark.parametrize(("sessions", "said"), [
    ((1,), "One session is too few for the rules."),
    ((2,), "2 sessions are too few for the rules."),
    ((1, 1), "One session each is too few for the rules."),
    ((1, 2), "Up to 2 sessions each are too few for the rules."),
])  # fmt: skip
def test_how_many_sessions_are_too_few_is_counted(sessions, said):
    clients = tuple(
        made_up_clients.client_row(f"C-{i}", "too_new", (20.0,) * n) for i, n in enumerate(sessions)
    )
    tiers = (TierCount("too_new", len(clients)),)
    few = dataclasses.replace(made_up_clients.caseload(0), clients=clients, tiers=tiers, n=len(clients))
    assert caseload_text.lead(few)[1] == said


@pytest.mark.parametrize(("counts", "parts"), [
    ((22, 13, 2), (59, 36, 5)),  # 59.5, 35.1 and 5.4: the first stays as other pages give it
    ((225, 155, 15), (57, 39, 4)), ((1, 1, 1), (33, 34, 33)), ((199, 1, 0), (100, 0, 0)), ((0, 3, 0), (0, 100, 0)),
])  # fmt: skip
def test_the_first_of_100_is_rounded_as_on_every_other_page(counts, parts):
    assert selection_text.to_100(counts) == parts
    assert sum(parts) == 100
    assert formatting.in_100(counts[0] / sum(counts)) == f"{parts[0]} in 100"


def test_a_reliable_fall_inside_the_range_is_not_calmed():
    fell = dataclasses.replace(
        made_up_clients.timeline(), movement="down", change=-12.2, expected_place="inside",
        started_below=False, ors_last=13.5,
    )  # fmt: skip
    assert "a reliable change, though still inside the range" in lead_text.lead(fell, "at_least")[0]
    said = client_text.footnote(fell, "at_least")
    assert "started over the cutoff" in said and "as expected" not in said
    stayed = dataclasses.replace(fell, movement="about_the_same", change=0.4, ors_last=26.1)
    assert "staying there is as expected" in client_text.footnote(stayed, "at_least")


def test_a_rule_of_one_has_a_unit_of_one_and_a_share_is_in_100():
    rules = {rule.key: rule for rule in RULES}
    assert definitions_text.shown(1, rules["alliance.min_forms"]) == "1 SRS form"
    assert definitions_text.shown(2, rules["alliance.min_forms"]) == "2 SRS forms"
    assert definitions_text.shown(0.1, rules["caseload.early_low_share"]) == "10 in 100 courses"
    assert definitions_text.shown(0.8, rules["focus.sure_area"]) == "80 in 100"


def test_a_row_shows_no_invented_estimate_and_at_most_two_chips():
    answer = made_up_clients.caseload(1)
    row = caseload_text.row(answer.clients[0], answer)
    assert (row.count, row.count_note) == ("", ""), "said once, below the list"
    assert len(row.chips) <= 2
    assert "Wellbeing from 18.6 to 11.0 over 7 sessions, alliance drop at session 4" in row.spark


def test_the_timeline_says_what_moved_and_what_became_of_a_drop():
    bold, plain = lead_text.lead(made_up_clients.timeline(), "at_least")
    assert bold == (
        "Wellbeing moved +11.6 points in 10 sessions, inside the range expected from this starting score."
    )
    without, _ = lead_text.lead(made_up_clients.timeline(expected=False), "at_least")
    assert without == "Wellbeing moved +11.6 points in 10 sessions, a reliable change (6 points or more)."
    assert plain == "The alliance dropped at session 5 and was repaired by session 7."
    assert (
        lead_text.lead(made_up_clients.timeline(srs=False), "at_least")[1]
        == "No alliance form has been filled in."
    )


@pytest.mark.parametrize(
    "movement", ["about_the_same", "one_score", "no_score", "within_noise", "up", "down"]
)
def test_every_movement_has_its_own_words(movement):
    words = lead_text.lead(dataclasses.replace(made_up_clients.timeline(), movement=movement), "at_least")[0]
    assert words.endswith(".")
    assert "None" not in words


def test_a_session_shows_its_areas_and_how_they_moved():
    answer = made_up_clients.timeline()
    now, before = answer.sessions[5], answer.sessions[4]
    assert client_text.total("ors", now, before) == "**Wellbeing 21.1**, +3.3 since session 5."
    assert client_text.areas("srs", now, before) == {
        "Relationship": "8.3 (+0.3)",
        "Goals and topics": "8.3 (+0.3)",
        "Approach or method": "8.3 (+0.3)",
        "Overall": "8.3 (+0.3)",
    }
    assert (
        client_text.total("srs", answer.sessions[8], answer.sessions[7]) == "**Alliance:** no SRS filled in."
    )


REPORT = {
    "outcome": "accept_with_quarantine",
    "message": "…",
    "question": None,
    "rows_in": 10,
    "rows_accepted": 7,
    "rows_quarantined": 2,
    "rows_skipped": 1,
    "rows_unchanged": 0,
    "rows_corrected": 1,
    "quarantined": [
        {"file": "a.csv", "line": 4, "reason": "score_out_of_range", "column": "SRS total", "text": "412"},
        {"file": "a.csv", "line": 9, "reason": "score_out_of_range", "column": "ORS", "text": "77"},
    ],
    "skipped": [{"file": "a.csv", "line": 11, "reason": "summary_row", "column": None, "text": "Total"}],
    "cells_quarantined": [],
    "warnings": ["zero_scores"],
    "recognised": {"layout": "one_row_per_session", "columns": {"Client": "client_id"}},
    "facts": {"n_sessions": 7},
}


def test_the_issue_list_has_one_row_per_type_with_an_example():
    issues = issue_text.issues(REPORT)
    assert [(one.what, one.n) for one in issues] == [("Score outside its range", 2), ("Row with sums", 1)]
    assert issue_text.example(issues[0].rows[0]) == "line 4, SRS total: 412"
    assert [issue_text.download(one)["Line"] for one in issues] == [[4, 9], [11]]


def test_what_moved_on_overview():
    lines = import_text.changed_figures(
        {"n": 10, "unplanned": 0.2}, {"n": 12, "reliable_improvement": 0.58, "unplanned": 0.2}
    )
    assert lines == [
        "**Clearly better:** 58 in 100.",
        "**Ended unplanned:** still 20 in 100.",
        "Closed episodes: 10 before, 12 now.",
    ]


def test_every_reason_of_the_importer_has_words():
    from analytics.ingest.rows import report

    assert set(rejection_reasons.REASONS) >= {*report.QUARANTINE_REASONS, *report.SKIPPED_REASONS}
    assert set(import_text.WARNINGS) >= set(report.WARNINGS)


def test_missing_forms_speak_of_no_scores():
    answer = made_up_clients.quality(3)
    assert data_text.missing_footnote(answer, "srs").endswith("No scores are shown here.")
    assert "T01: " in data_text.reminder(answer, "srs", "the last 12 weeks")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_can_be_said_with_its_source(rule):
    assert definitions_text.current_value(DEFAULTS, rule).startswith(f"**{rule.label}: ")
    line = definitions_text.source(rule)
    assert ("Unverified" in line) != rule.verified
    assert rule.section in definitions_text.SECTIONS


def test_the_effect_of_a_rule_names_before_and_after():
    before, after = (
        {"n_unplanned": 201, "n_counted": 980, "n_open": 5},
        {"n_unplanned": 224, "n_counted": 980, "n_open": 5},
    )
    assert definitions_text.effect(before, after) == ["**Ended unplanned:** 201 to 224, 21 to 23 in 100."]
    assert "No count" in definitions_text.effect(before, before)[0]


def test_the_search_finds_words_anywhere():
    assert any(one.name == "Repair" for one in definitions_text.search_terms("near earlier level"))
    assert definitions_text.search_terms("zzz") == ()


def test_an_import_of_several_sheets_names_them():
    from pages.data import import_text as import_text

    found = {
        "layout": "joined_files",
        "encoding": "xlsx",
        "sheets": ["ORS", "SRS"],
        "unused_sheets": ["Cover"],
    }
    row = {
        "file": "book.xlsx, sheet ORS",
        "line": 4,
        "column": "ORS",
        "text": "41",
        "reason": "score_out_of_range",
    }
    report = {"recognised": found, "quarantined": [row]}
    said = import_text.recognised(report)
    assert (said["Layout"], said["Sheets"], said["Sheets not used"]) == (
        "several tables, joined",
        "ORS, SRS",
        "Cover",
    )
    assert issue_text.several_files(report)
    assert issue_text.example(row, named=True) == "book.xlsx, sheet ORS, line 4, ORS: 41"
    assert "Sheets" not in import_text.recognised({"recognised": {"layout": "joined_files"}})


def test_a_range_never_reads_from_a_number_to_itself():
    between = formatting.between_100
    assert between(0.457, 0.463, first=False) == "(45.7 to 46.3)"
    assert between(0.46, 0.46, first=False) == "(46 to 46)", "one number is one number"
    assert between(0.4, 0.5, first=False) == "(40 to 50)"


def test_the_figures_of_overview_say_of_what():
    facts = overview_text.side_figures(made_up.overview())
    assert list(facts) == [
        "Recovered, of 330 that began under the cutoff",
        "Ended unplanned, of 494 endings that count",
        "Ended unplanned, by other ways to count",
        "Clearly better the period before, of 412 courses",
    ]
    assert facts["Ended unplanned, by other ways to count"] == "17 to 31 in 100"


def test_two_ways_to_count_that_agree_are_no_range():
    one = made_up.share(46, 100)
    answer = dataclasses.replace(made_up.overview(), unplanned_declared=one, unplanned_all_unknown=one)
    assert overview_text.side_figures(answer)["Ended unplanned, by other ways to count"] == "46 in 100 too"


def test_the_charts_of_overview_name_how_many_stand_behind_them():
    said = months_text.changes(made_up.overview())
    assert re.search(r"[\d,]+ closed episodes with two scores, [\d,]+ endings, [\d,]+ early alliances", said)
    assert "n = 412 episodes with a first ORS" in overview_text.intake_text(made_up.overview())


def test_the_retention_curve_says_of_whom():
    assert "that began in this period" in course_text.retention_footnote(made_up.outcomes())
