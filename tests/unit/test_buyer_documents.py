"""Tests that docs/privacy.md, docs/intended_use.md and SECURITY.md say what the code and the tests say."""

from __future__ import annotations

import ast
import functools
import re
import tomllib

import pytest

from analytics.risk import features
from tests.support import axe, checklist_table, rights_tables
from tests.support.server import ROOT

INTENDED_USE = (ROOT / "docs" / "intended_use.md").read_text(encoding="utf-8")
PRIVACY = rights_tables.PAGE.read_text(encoding="utf-8")
SECURITY = checklist_table.PAGE.read_text(encoding="utf-8")
CHECKLIST = checklist_table.CHECKLIST
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@functools.cache
def collected(path: str) -> frozenset[str]:
    """Return the names of the tests that pytest collects from a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    )


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading, without its two head lines."""
    part = text.split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_tables_of_rights_are_those_of_the_code():
    assert rights_tables.written(PRIVACY) == PRIVACY, "run python -m tests.support.rights_tables"
    assert rights_tables.pages() in PRIVACY and rights_tables.information() in PRIVACY


def test_the_tables_of_rights_would_tell_a_difference(monkeypatch):
    monkeypatch.setitem(rights_tables.ROLES_OF_PAGE, "caseload", frozenset({"office", "therapist"}))
    assert rights_tables.written(PRIVACY) != PRIVACY


@pytest.mark.parametrize(
    "text", [INTENDED_USE, PRIVACY, SECURITY], ids=["intended_use", "privacy", "security"]
)
def test_every_test_that_is_named_exists(text):
    for path, name in NAMED.findall(text):
        assert name in collected(path), f"{path}::{name}"


def test_every_hazard_and_every_criterion_names_its_test():
    hazards, criteria = (
        rows(INTENDED_USE, "Hazards"),
        rows(INTENDED_USE, "As decision support, criterion by criterion"),
    )
    assert len(hazards) >= 15
    for row in [*hazards, *criteria[:4]]:
        assert NAMED.findall(row[-1]), row[0]


def test_the_inputs_of_the_model_are_the_ones_named():
    found = re.search(r"<!-- features -->(.*?)<!-- /features -->", INTENDED_USE)
    assert found and tuple(re.findall(r"`(\w+)`", found[1])) == features.KEYS


def test_the_exceptions_of_accessibility_are_those_the_check_allows():
    found = re.search(r"<!-- exceptions -->\n(.*?)<!-- /exceptions -->", INTENDED_USE, re.DOTALL)
    assert found and set(re.findall(r"`([\w-]+)`", found[1])) == set(axe.ALLOWED)


def test_the_checklist_is_whole_and_its_tests_exist():
    assert list(CHECKLIST) == [str(number) for number in range(1, 55)]
    for number, line in CHECKLIST.items():
        assert set(line) <= {"asks", "tests", "missing"} and line["asks"], number
        assert line.get("tests") or line.get("missing"), f"line {number} has neither a test nor a reason"
        for named in line.get("tests", []):
            path, _, name = named.partition("::")
            assert name in collected(path), f"line {number}: {named}"


def test_security_md_names_what_the_checklist_lacks():
    assert checklist_table.written(SECURITY) == SECURITY, "run python -m tests.support.checklist_table"
    rows = re.findall(r"^\| \d+ \|", SECURITY, re.MULTILINE)
    assert sum("missing" in line for line in CHECKLIST.values()) == len(rows)


def test_the_documents_are_linked():
    for page in ("README.md", "SECURITY.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert "docs/privacy.md" in text and "docs/intended_use.md" in text, page


def test_what_the_product_says_it_is_not_for_is_in_the_document():
    from analytics.risk import card

    words = ("staffing", "pay", "judging a therapist", "refusing or ending care", "telling a client")
    said = " ".join(INTENDED_USE.split("**Limits.**")[0].split())
    assert all(word in card.NOT_FOR and word in said for word in words)


def test_the_file_of_the_checklist_is_plain_toml():
    assert tomllib.loads(checklist_table.FILE.read_text(encoding="utf-8")) == CHECKLIST
