"""Tests of all pages on ten kinds of new practices, for every role: no garbled text, true lead sentences."""

from __future__ import annotations

import html
import re

import pytest

from analytics.access import may, viewer_for
from pages.overview import highlights_text
from pages.shell.registry import PAGES
from pages.ui import standing_text
from tests.pages.first_pages import ROLES, charts, person, records, start
from tests.support import first_practices

QUICK = ("no_srs", "one_therapist", "one_session", "ten_clients")
REST = tuple(kind for kind in first_practices.KINDS if kind not in QUICK)
TAGS = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)
GARBLED = {
    "a sentence inside a sentence": re.compile(
        r"[a-z,] Not enough data yet|Not enough data yet: [^.]* sessions of"
    ),
    "a missing value": re.compile(r"\bNone\b|\bnan\b|\bNaN\b|\binf\b"),
    "two full stops": re.compile(r"(?<!\.)\.\.(?!\.)|\.\s\.|\. ,|,\.|\?\."),
    "empty parentheses": re.compile(r"\(\s*\)"),
    "an unfilled placeholder": re.compile(r"\{[a-z_]*\}"),
    "a plural of one": re.compile(
        r"(?<![\d.,])\b1 (clients|episodes|sessions|therapists|forms|days|drops|endings|groups|rows)\b"
    ),
    "a literal mark": re.compile(r"\*\*"),
    "two blanks before a mark": re.compile(r"\s{2,}[.,;]"),
}


def said(test) -> list[str]:
    """Return all texts of the page without tags, and the alternative texts of its charts."""
    texts = [html.unescape(TAGS.sub(" ", one.value)) for kind in (test.title, test.markdown) for one in kind]
    titles = [one.value.replace("\\", "") for one in test.subheader]
    bold = re.compile(r"\*\*([^*]+)\*\*")
    return [*titles, *(bold.sub(r"\1", text) if "<" not in text else text for text in texts), *charts(test)]


def sound(test) -> str:
    """Assert that the page has no exception and no garbled text; return its text."""
    assert not test.exception, test.exception[0].message
    for text in said(test):
        for what, pattern in GARBLED.items():
            found = pattern.search(text)
            assert not found, f"{what}: {text[max(0, found.start() - 80) : found.end() + 80]!r}"
    return "\n".join(re.sub(r"\s+", " ", text) for text in said(test))


def every_page(folder, role: str) -> None:
    who = person(role, folder)
    for page in PAGES:
        sound(start(page, folder, who))
        if page in ("overview", "outcomes", "alliance", "therapists", "evidence"):
            sound(start(page, folder, who, period="All data"))
    for record in records(folder, who):
        sound(start("client", folder, who, client=record))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", QUICK)
def test_no_page_is_garbled(practices, kind, role):
    every_page(practices(kind), role)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", REST)
def test_no_page_of_the_other_kinds_is_garbled(practices, kind, role):
    every_page(practices(kind), role)


@pytest.mark.parametrize("text", [
    "Forms: SRS missing in Not enough data yet: 4 of 10 closed episodes sessions of the last four weeks.",
    "1 clients to talk about", "about nan points", "Wellbeing is None.", "in all..", "n = 5 ().", "{n} left out",
    "**bold",
])  # fmt: skip
def test_the_search_finds_what_it_looks_for(text):
    assert any(pattern.search(text) for pattern in GARBLED.values())


@pytest.mark.parametrize(
    "text", ["11 sessions", "0.1 points", "1 client", "2.1 days", "1,001 clients", "see ..."]
)
def test_the_search_leaves_sound_words_alone(text):
    assert not any(pattern.search(text) for pattern in GARBLED.values())


@pytest.mark.parametrize("role", ["everybody", "supervisor", "therapist"])
def test_without_srs_it_is_said_once_and_no_client_is_told(practices, role):
    folder = practices("no_srs")
    who = person(role, folder)
    rows = sound(start("caseload", folder, who))
    assert rows.count(standing_text.NO_SRS) == 1
    assert standing_text.ADD_SRS in rows
    assert not re.search(r"No SRS for \d+ sessions|no SRS yet", rows)
    alliance = sound(start("alliance", folder, who))
    assert alliance.count(standing_text.NO_SRS) == 1
    assert "Too early to test" not in alliance
    for record in records(folder, who):
        page = sound(start("client", folder, who, client=record))
        assert standing_text.NO_SRS in page
        assert "how was today for you" not in page


@pytest.mark.parametrize("role", ["everybody", "owner", "supervisor", "office"])
def test_data_without_srs_says_it_once_and_lists_no_missing_srs(practices, role):
    folder = practices("no_srs")
    text = sound(start("data", folder, person(role, folder)))
    assert text.count(standing_text.NO_SRS) == 1
    assert "without an SRS" not in text
    assert "Episodes without any SRS" not in text


@pytest.mark.parametrize("role", ["everybody", "owner", "supervisor"])
def test_evidence_without_srs_claims_nothing_about_feedback(practices, role):
    folder = practices("no_srs")
    text = sound(start("evidence", folder, person(role, folder)))
    assert "everybody is asked for feedback" not in text
    assert text.count("this export has no SRS") >= 7
    assert "too early to test: this export" not in text.lower()
    assert "Without an SRS nothing can be said here about the alliance and the end." in text


@pytest.mark.parametrize("role", ["everybody", "owner", "supervisor", "therapist"])
def test_a_training_focus_without_srs_says_what_is_missing(practices, role):
    folder = practices("no_srs")
    text = sound(start("supervision", folder, person(role, folder)))
    assert "This export has no SRS, and a training focus rests on it." in text
    assert "introductions to the forms" not in text


@pytest.mark.parametrize("role", ["everybody", "supervisor", "therapist"])
def test_one_therapist_keeps_the_clients_to_talk_about(practices, role):
    folder = practices("one_therapist")
    page = sound(start("supervision", folder, person(role, folder)))
    assert "Clients to talk about" in page
    assert "There is one therapist in these data" in page
    assert "Nothing to show" not in page


@pytest.mark.parametrize("role", ["everybody", "owner", "supervisor", "therapist"])
def test_one_therapist_has_nobody_to_compare_with(practices, role):
    folder = practices("one_therapist")
    page = sound(start("therapists", folder, person(role, folder)))
    assert "There is one therapist in these data, so there is nobody to compare with." in page
    assert "Not enough data yet" not in page


@pytest.mark.parametrize("kind", ["one_session", "ten_clients", "one_therapist", "no_srs"])
@pytest.mark.parametrize("role", ["everybody", "supervisor"])
def test_nobody_is_praised_by_default(practices, kind, role):
    folder = practices(kind)
    page = sound(start("supervision", folder, person(role, folder)))
    assert "side to build on" not in page
    assert "lies closest to the practice" not in page


def test_one_session_each_is_said(practices):
    folder = practices("one_session")
    page = sound(start("caseload", folder, None))
    assert "One session each is too few for the rules. 1 was not seen lately." in page
    assert standing_text.ONE_SESSION in sound(start("alliance", folder, None))


def test_pages_that_a_role_may_not_open_say_whom_they_are_for(practices):
    folder = practices("ten_clients")
    for role in ROLES[1:]:
        who = person(role, folder)
        for page in PAGES:
            refused = "This page is for" in sound(start(page, folder, who))
            assert refused != may(viewer_for(who, "practice"), page)


def test_forms_missing_in_few_sessions(practices):
    assert (
        "Not enough data"
        not in highlights_text.look_at(
            highlights_text.LookAt(kind="forms_missing", page="data", n=4, of=4), first_practices.LAST_DAY
        )[0]
    )
