"""Tests of new practices: missing data are mentioned once per page, in suitable words."""

from __future__ import annotations

import re

import pytest

from pages.caseload import client_search
from pages.ui import standing_text
from tests.pages.first_pages import charts, person, records, start

TAGS = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)


def page(practices, kind, key, role="owner", **address):
    folder = practices(kind)
    shown = start(key, folder, person(role, folder), **address)
    assert not shown.exception, shown.exception[0].message
    return shown


def words(shown) -> str:
    return " ".join(" ".join(TAGS.sub(" ", one.value) for one in shown.markdown).split())


def headings(shown) -> list[str]:
    return [one.value for one in shown.subheader]


def test_an_export_without_endings_says_so_once_on_the_tab_about_endings(practices):
    shown = page(practices, "no_endings", "outcomes", measure="Ended unplanned")
    assert words(shown).count("This export records no endings.") == 1
    assert headings(shown) == ["How long do clients stay?"]


def test_a_small_share_has_its_range_in_its_own_unit_and_its_n_once(practices):
    text = words(page(practices, "no_endings", "outcomes"))
    assert re.search(
        r"\d+ of 1\d courses of therapy were clearly better at the last score \(95% range \d+ to \d+ in 100\)",
        text,
    )
    assert "(n = 1" not in text


def test_too_few_clients_for_a_correlation_are_counted_in_the_lead_only(practices):
    text = words(page(practices, "no_endings", "alliance"))
    assert (
        text.count("Too early to test whether the alliance goes with outcome here. It needs 30 clients") == 1
    )
    assert "Each client is a dot here, once there are enough." in text
    assert "Too early to test with the same clients in every session: it needs 30 clients" in text


def test_a_verdict_stands_in_its_chip_and_not_in_the_reason_beside_it(practices):
    shown = page(practices, "no_endings", "evidence")
    text = words(shown)
    assert "Here: 10 of 30 episodes with an early SRS and a later ORS." in text
    assert not re.search(r"Here: (too early to test|cannot be tested here)", text)
    assert "Of the 9 claims this product rests on, not one can be tested yet: 7 are too early" in text
    assert "ours, about" not in text, "no figure of ours is drawn, so the key has none"


def test_the_early_warning_says_once_how_many_it_needs_and_asks_nothing_without_a_model(practices):
    shown = page(practices, "no_endings", "early_warning")
    text = words(shown)
    assert "No early warning yet. It needs 200 episodes that are old enough to tell how they went on" in text
    assert text.count("Not enough data yet") == 1, "in the model card"
    assert [one.label for one in shown.button_group] == ["Early warning of"]
    assert "No early warning yet. It needs 200" in words(
        page(practices, "no_endings", "caseload", "supervisor")
    )


@pytest.mark.parametrize("kind", ["no_endings", "one_session"])
def test_four_therapists_are_not_told_to_wait(practices, kind):
    shown = page(practices, kind, "therapists")
    assert "It takes 5 therapists to compare, and this practice has 4." in words(shown)
    assert [one.label for one in shown.button] == []


def test_one_session_each_is_no_matter_of_ten_episodes(practices):
    shown = page(practices, "one_session", "overview")
    assert "0 of 10" not in words(shown)
    assert "It takes a first and a later ORS of the same client" in words(shown)
    assert "Show all data" not in [one.label for one in shown.button]
    outcomes = words(page(practices, "one_session", "outcomes"))
    assert "Not enough data yet: 0 of 10 closed episodes with a first and a later ORS." in outcomes
    assert standing_text.NO_STAY_YET in outcomes
    alliance = words(page(practices, "one_session", "alliance"))
    assert standing_text.NO_DROP_YET in alliance and "No alliance drop" not in alliance
    assert standing_text.ONE_SESSION in alliance
    assert "A longer period may hold more" not in alliance


def test_a_session_that_nobody_reached_is_no_row_of_the_model(practices):
    text = words(page(practices, "one_session", "early_warning"))
    assert "Session 1 60 episodes, 0 count so far" in text
    assert "Session 2" not in text


def test_without_srs_data_have_no_line_switch_or_column_for_it(practices):
    shown = page(practices, "no_srs", "data")
    assert not [one for one in shown.button_group if one.label == "Form"]
    assert "Every one of the 32 sessions of these weeks has an ORS." in words(shown)
    assert not [text for text in charts(shown) if "SRS" in text]


def test_without_srs_a_client_page_says_it_once(practices):
    folder = practices("no_srs")
    who = person("supervisor", folder)
    text = words(start("client", folder, who, client=records(folder, who)[0], session="2"))
    assert "no SRS filled in" not in text
    assert text.count("SRS") == 1


def test_the_field_for_a_client_counts_no_letters(practices):
    shown = page(practices, "no_endings", "caseload", "supervisor")
    (field,) = [one for one in shown.text_input if one.key == client_search.KEY]
    assert not field.proto.max_chars
    field.input("x" * (client_search.LONGEST * 3)).run()
    assert client_search.NOBODY in words(shown)


@pytest.mark.parametrize("kind", ["no_endings", "no_srs"])
def test_no_client_stands_out_is_said_once_on_the_training_focus(practices, kind):
    text = words(page(practices, kind, "supervision", "supervisor"))
    assert text.count("stands out by the rules") <= 1
