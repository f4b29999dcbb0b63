"""Tests of the early warning on its own page, in the caseload and in the client timeline."""

import dataclasses
import re
import shutil

import pytest

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.notes import Talks
from analytics.risk import card, model_store
from analytics.risk.early_warning import LIKE_THIS
from analytics.risk.results import FULL, NONE, PROVISIONAL, REFUSE
from analytics.store import DataFolder, atomic_file
from analytics.why import why
from pages.early_warning import coefficient_plot, estimate_text, evaluation_text
from pages.early_warning import text as early_warning_text
from tests.pages.run_page import people, start, words
from tests.pages.test_pages import sound
from tests.support.command import run

WHY = "On later clients it was no better than the usual share."
NOT_ENOUGH = why("too_few_episodes", have=7, need=200)
IT_NEEDS = "It needs 200 episodes that are old enough to tell how they went on; so far there are 7."


def with_tier(source, folder, **changes):
    """Copy the sample practice with changed model evaluations, or without models if no change is given."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    version = DataFolder(folder).sample.current()
    models = model_store.read(version)
    if changes:
        told = tuple(dataclasses.replace(one, **changes) for one in models.assessments)
        atomic_file.write(
            model_store.path(version), model_store.to_json(dataclasses.replace(models, assessments=told))
        )
    else:
        model_store.path(version).unlink()
        model_store.path(version).with_suffix(".making").touch()
    return folder


@pytest.fixture(scope="module")
def full(sample_folder, tmp_path_factory):
    changes = {"tier": FULL, "why": None, "rule_why": why("model_better", "rule")}
    return with_tier(sample_folder, tmp_path_factory.mktemp("full"), **changes)


@pytest.fixture(scope="module")
def rule_as_good(sample_folder, tmp_path_factory):
    changes = {"rule_why": why("simpler_as_good", "rule", points=5)}
    return with_tier(sample_folder, tmp_path_factory.mktemp("as_good"), **changes)


@pytest.fixture(scope="module")
def clients(sample_folder):
    """Return the supervisor and the clients in the supervisor's caseload."""
    person = people(sample_folder)["supervisor"]
    warehouse = DataFolder(sample_folder).sample.warehouse()
    return person, caseload(warehouse, viewer_for(person).scope, Filters()).clients


def scored(clients):
    return next(one for one in clients[1] if one.score and not one.score.why)


def test_the_lead_counts_what_the_dots_and_the_table_show(sample_folder):
    test = start("early_warning", sample_folder, people(sample_folder)["owner"])
    text = sound(test)
    version = DataFolder(sample_folder).sample.current()
    found = model_store.load_assessment(version, "unplanned")
    row = early_warning_text.flag_row(found, found.after(3))
    flagged, others = round(100 * row.ppv), round(100 * row.not_flagged_events)
    missed = round(10 * (1 - row.sensitivity))
    assert f"flagged after session 3, about {flagged} ended unplanned within 90 days" in text
    assert f"of 100 not flagged, about {others}." in text
    assert f"It misses {missed} in 10." in text
    assert f'aria-label="Of 100 flagged, {flagged} ended unplanned"' in text


@pytest.mark.parametrize("outcome", ["Ended unplanned", "Little or no change"])
def test_provisional_is_said_and_no_number_about_one_person(sample_folder, clients, outcome):
    person, _ = clients
    page = sound(start("early_warning", sample_folder, person, outcome=outcome))
    assert "Provisional: probabilities for single people need" in page
    rows = sound(start("caseload", sample_folder, person, outcome=outcome))
    assert re.search(r"\d+ to \d+ in 100", rows)
    assert "· provisional" in rows
    assert not re.search(r"about \d+ in 100<", rows)
    if outcome == "Little or no change":
        assert "It rests mostly on the ORS so far" in page


def test_in_full_a_row_counts_and_the_timeline_has_base_rate_and_range(full, clients):
    person, _ = clients
    rows = sound(start("caseload", full, person))
    assert re.search(r"about \d+ in 100<", rows)
    assert "%" not in re.sub(r'style="[^"]*"|<svg.*?</svg>', "", rows)
    one = scored(clients)
    text = sound(start("client", full, person, client=one.record_id))
    assert re.search(r"Of 100 past clients like this, <b>about \d+ ended unplanned</b> within 90 days", text)
    assert re.search(r"anything from \d+ to \d+. Usual here after session \d: \d+.", text)
    assert "goes with" in text
    for cause in ("because", "caused", "due to"):
        assert cause not in text


def test_only_a_rule_that_is_as_good_is_advised(sample_folder, full, rule_as_good):
    owner = people(sample_folder)["owner"]
    said = {}
    for name, folder in (("too_few", sample_folder), ("better", full), ("as_good", rule_as_good)):
        found = model_store.load_assessment(DataFolder(folder).sample.current(), "unplanned")
        said[name] = early_warning_text.lead(found, 3)[1]
        assert found.rule_why in said[name]
        assert found.rule_why in evaluation_text.compared_footnote(found)
        assert found.rule_why in words(start("early_warning", folder, owner))
        assert ("Use the rule." in said[name]) == (name == "as_good")
        assert (early_warning_text.ASK in said[name]) == (name != "as_good")
    assert "too few later clients" in said["too_few"]
    assert re.search(r"the model picks the right one \d\d times in 100, the rule \d\d times", said["too_few"])
    assert "did better than the simple rule" in said["better"]


@pytest.mark.parametrize("role", ["owner", "supervisor"])
def test_page_caseload_and_command_line_say_the_same_about_the_rule(sample_folder, clients, role):
    person = people(sample_folder)[role]
    printed = run("--sample", "--as", person.person, "show", "early_warning", data=sample_folder).out
    found = model_store.load_assessment(DataFolder(sample_folder).sample.current(), "unplanned")
    assert found.rule_why in printed
    assert found.rule_why in words(start("early_warning", sample_folder, person))
    if role == "supervisor":
        caseload_page = words(start("caseload", sample_folder, person))
        assert found.rule_why in caseload_page
        assert LIKE_THIS in caseload_page
        assert LIKE_THIS in printed
        one = scored(clients)
        assert LIKE_THIS in words(start("client", sample_folder, person, client=one.record_id))


def test_the_card_and_the_json_hold_the_answer_about_the_rule(sample_folder):
    version = DataFolder(sample_folder).sample.current()
    models = model_store.read(version)
    found = models.of("unplanned")
    rows = dict(row for section in card.card(models, "unplanned", 5) for row in section.rows)
    assert rows["The simple rule"] == found.rule_why
    assert rows["The ORS alone"] == found.ors_only_why
    shown = run("--sample", "--json", "show", "early_warning", data=sample_folder).document
    told = shown["models"]["unplanned"]
    assert (told["rule_why"], told["rule_why_code"]) == (found.rule_why, "too_few_to_compare")
    assert told["rule_why_parameters"].keys() == {"model", "simpler"}
    assert told["rule_as_good"] is False
    assert shown["note"] == LIKE_THIS


def test_flags_stay_away_where_the_rule_is_as_good(full, rule_as_good, clients):
    person, _ = clients
    scope = viewer_for(person).scope
    by_rule, by_model = (
        caseload(DataFolder(folder).sample.warehouse(), scope, Filters()).clients
        for folder in (rule_as_good, full)
    )
    assert not any(one.score.flagged for one in by_rule if one.score)
    line = model_store.load_assessment(DataFolder(full).sample.current(), "unplanned").threshold.value
    told = [one.score for one in by_model if one.score and not one.score.why]
    assert [one.flagged for one in told] == [one.expected >= line for one in told]


def test_flags_stay_where_it_is_not_known_whether_the_rule_is_as_good(sample_folder, clients):
    found = model_store.load_assessment(DataFolder(sample_folder).sample.current(), "unplanned")
    assert found.rule_as_good is False and not found.threshold.everyone
    told = [one.score for one in clients[1] if one.score and not one.score.why]
    assert [one.flagged for one in told] == [one.expected >= found.threshold.value for one in told]


@pytest.mark.parametrize(
    ("tier", "why", "says"),
    [
        (REFUSE, WHY, "The early warning is withdrawn. " + WHY),
        (NONE, NOT_ENOUGH, "No early warning yet. " + IT_NEEDS),
    ],
)
def test_without_a_model_the_reason_stands_and_nothing_is_said_of_clients(
    sample_folder, clients, tmp_path, tier, why, says
):
    needed = {"needed": None, "episodes": 7} if tier == NONE else {}
    folder = with_tier(sample_folder, tmp_path, tier=tier, why=why, **needed)
    person, _ = clients
    text = sound(start("early_warning", folder, person))
    assert says in re.sub(r"</?b>", "", text)
    assert "What does a flag mean?" not in text
    rows = sound(start("caseload", folder, person))
    assert "in 100</" not in rows
    assert "estimate withdrawn" not in rows and "no estimate yet" not in rows, "said once, below the list"
    assert ("The early warning is withdrawn." if tier == REFUSE else "No early warning yet.") in rows
    assert (why if tier == REFUSE else IT_NEEDS) in rows
    assert text.count("Not enough data yet") == (tier == NONE), "in the model card only"
    one = scored(clients)
    page = sound(start("client", folder, person, client=one.record_id))
    assert why in page
    assert ("The early warning is withdrawn." in page) == (tier == REFUSE)


def test_while_the_model_is_made_pages_say_so(sample_folder, clients, tmp_path):
    folder = with_tier(sample_folder, tmp_path)
    person, _ = clients
    assert "being checked" in sound(start("early_warning", folder, person))
    rows = sound(start("caseload", folder, person))
    assert rows.count("is being made and checked") == 1 and "no estimate yet" not in rows
    sound(start("client", folder, person, client=scored(clients).record_id))


def test_a_talk_is_marked_shown_and_taken_back(sample_folder, clients, tmp_path):
    folder = shutil.copytree(sample_folder, tmp_path, dirs_exist_ok=True)
    person, _ = clients
    one = scored(clients)
    kept = Talks(DataFolder(folder).sample.folder)
    page = start("client", folder, person, client=one.record_id)
    page.button(key="talked").click().run()
    assert "Talked about on" in sound(page)
    (talk,) = kept.all()
    assert (talk.record_id, talk.outcome, talk.landmark) == (one.record_id, "unplanned", one.score.landmark)
    assert (talk.low, talk.high) == one.score.interval
    assert talk.probability is None, "a provisional model had said no number"
    assert "talked about" in sound(start("caseload", folder, person))
    page.button(key="not-talked").click().run()
    assert not kept.all()


def test_nobody_marks_a_client_of_somebody_else(sample_folder, clients):
    other = people(sample_folder)["therapist"]
    mine = {
        one.record_id
        for one in caseload(
            DataFolder(sample_folder).sample.warehouse(), viewer_for(other).scope, Filters()
        ).clients
    }
    foreign = next(one for one in clients[1] if one.record_id not in mine)
    page = start("client", sample_folder, other, client=foreign.record_id)
    assert not [one for one in page.button if one.key == "talked"]
    assert "No such client in your caseload." in words(page)


def test_the_try_it_sliders_move_the_sentence(full):
    page = start("early_warning", full, people(full)["owner"])
    before = re.search(r"Of 100 clients like this, <b>about (\d+)", words(page)).group(1)
    page.slider(key="try-srs").set_value(20.0).run()
    after = re.search(r"Of 100 clients like this, <b>about (\d+)", words(page)).group(1)
    assert int(after) > int(before)


def test_fewer_conversations_miss_more(sample_folder):
    found = model_store.load_assessment(DataFolder(sample_folder).sample.current(), "unplanned")
    missed = [row.missed for row in found.rooms]
    assert missed == sorted(missed, reverse=True)
    assert [row.flagged for row in found.rooms] == sorted(row.flagged for row in found.rooms)


def test_the_model_card_names_its_items_and_no_client(sample_folder):
    version = DataFolder(sample_folder).sample.current()
    models = model_store.read(version)
    plain = str(card.as_dict(models, "unplanned", 5))
    rows = {name: text for section in card.card(models, "unplanned", 5) for name, text in section.rows}
    for item in (
        "Purpose",
        "Not for",
        "Window",
        "Settled",
        "Base rate",
        "Missing values",
        "Predictors",
        "Sample size",
        "Class imbalance",
        "Penalty",
        "Constant",
        "Bootstrap, corrected",
        "Updating",
        "Alarms",
        "Fairness",
    ):
        assert rows[item]
    everybody = caseload(
        DataFolder(sample_folder).sample.warehouse(), model_store.EVERYBODY, Filters()
    ).clients
    for one in everybody:
        assert one.client_id not in plain.replace(",", " ").split()
        assert one.record_id not in plain


def test_weak_contributions_are_left_out_and_the_unknown_is_named(clients):
    told = [one.score for one in clients[1] if one.score and not one.score.why]
    for score in told:
        sentences = estimate_text.reasons(score)
        assert len(sentences) <= estimate_text.MOST_REASONS
        strong = [
            part for part in score.contributions if abs(part.log_odds) >= estimate_text.CLEAR and part.settled
        ]
        assert len(sentences) == min(len(strong), estimate_text.MOST_REASONS)
        if score.landmark == 1:
            assert "the gap between sessions" in estimate_text.based_on(score)


def test_provisional_models_say_nothing_exact_in_their_answer(sample_folder, clients):
    assert all(one.score.probability is None for one in clients[1] if one.score)
    assert (
        model_store.load_assessment(DataFolder(sample_folder).sample.current(), "unplanned").tier
        == PROVISIONAL
    )


def test_each_chart_says_how_many_and_where_its_axis_begins(sample_folder):
    found = model_store.load_assessment(DataFolder(sample_folder).sample.current(), "unplanned")
    inputs = evaluation_text.effects_footnote(found, 3)
    row = next(row for row in found.funnel if row.landmark == 3)
    assert f"Learned from {row.settled:,} episodes that reached session 3" in inputs
    assert f"what became of {row.reached - row.settled:,} more is not known yet" in inputs
    assert f"the same {found.overall.clients:,} later clients" in evaluation_text.compared_footnote(found)
    figure = coefficient_plot.compared(found)
    low = coefficient_plot.axis_from(found)
    assert low <= 40
    assert figure.checked().layout.xaxis.title.text == f"right, of 100, axis from {low}"
    assert min(min(trace.x) for trace in figure.checked().data) >= low - 1
