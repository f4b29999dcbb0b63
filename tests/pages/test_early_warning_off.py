"""Tests that nothing of the early warning is shown where the practice has switched it off."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter

import pytest

from analytics import caseload
from analytics.access import ROLES_OF_PAGE, Scope, may, read_people, viewer_for
from analytics.accounts import audit, people
from analytics.cli.arguments import VIEWS
from analytics.cli.tables import TABLES
from analytics.filters import Filters
from analytics.risk import early_warning, model_store, refresh
from analytics.store import DataFolder, backup, early_warning_switch, restore
from pages.shell.registry import PAGES
from tests.pages import run_page
from tests.pages.test_pages_without_endings import everything
from tests.support.command import run
from tests.support.practice import deliver, practice, session

OFF = str(early_warning.OFF)
# Words that no page says but beside a figure or a flag of the early warning.
TRACES = re.compile(
    r"early.warning|no estimate|estimate withdrawn|too few like this|like this (left|ended|stayed|did)|like this,"
    r"|ended unplanned, like|fared|risk",
    re.IGNORECASE,
)
SPEAKS_OF_IT = {"definitions", "early_warning"}  # the rules' names; the page itself
WITH_FIGURES = {"caseload", "client"}


@pytest.fixture(scope="module")
def off(sample_folder, tmp_path_factory):
    """A data folder with the sample practice, its models made, and then switched off."""
    folder = tmp_path_factory.mktemp("off") / "data"
    shutil.copytree(sample_folder, folder)
    early_warning_switch.change(DataFolder(folder).sample, off=True)
    return folder


def _record(folder, person) -> str:
    """Return the record id of an open client of a therapist or supervisor."""
    viewer = viewer_for(person)
    found = caseload.caseload(DataFolder(folder).sample.warehouse(), viewer.scope, Filters())
    return found.clients[0].record_id


def _busiest(folder):
    """Return the therapist of the made-up practice who has most clients to talk about first."""
    listed = read_people(folder / "sample" / "people.json")
    found = caseload.caseload(DataFolder(folder).sample.warehouse(), Scope(every_therapist=True), Filters())
    first = Counter(client.therapist for client in found.group("talk_first"))
    return max((one for one in listed if one.role == "therapist"), key=lambda one: first[one.therapist])


def _visits(folder):
    everyone = run_page.people(folder) | {"busiest": _busiest(folder)}
    for role, person in everyone.items():
        for page in ROLES_OF_PAGE:
            if may(viewer_for(person), page) and page in PAGES:
                yield role, person, page


def _said(folder, person, page: str) -> str:
    address = {"client": _record(folder, person)} if page == "client" else {}
    text = everything(run_page.start(page, folder, person, **address))
    text = re.sub(r'^\s*(id|key|element_id|url|page|url_path|icon)\w*: ?".*$', "", text, flags=re.MULTILINE)
    return re.sub(r"<[^>]*>", " ", text)


def test_no_page_shows_a_trace_of_it_to_anybody(off):
    seen = set()
    for role, person, page in _visits(off):
        said = _said(off, person, page)
        if page in SPEAKS_OF_IT:
            continue
        left = said.replace(OFF, "")
        assert not TRACES.search(left), (role, page, TRACES.search(left).group(0))
        seen.add(page)
    assert seen >= WITH_FIGURES


def test_the_words_searched_for_are_there_while_it_is_on(sample_folder):
    """Otherwise the test above could not fail."""
    person = _busiest(sample_folder)
    for page in WITH_FIGURES:
        assert TRACES.search(_said(sample_folder, person, page)), page


@pytest.mark.parametrize("role", ["owner", "supervisor", "therapist"])
def test_its_page_says_in_one_sentence_who_can_switch_it_on(off, role):
    test = run_page.start("early_warning", off, run_page.people(off)[role])
    said = run_page.words(test)
    assert OFF in said
    assert ("Switch it on for everybody" in said) == (role == "owner")
    assert "Model card" not in said and "Early warning of" not in said and "Look again" not in said


def test_the_client_page_says_so_instead_of_a_figure(off):
    person = run_page.people(off)["therapist"]
    assert OFF in run_page.words(run_page.start("client", off, person, client=_record(off, person)))


def _figures(value) -> list:
    """Return every probability, reason for one and model anywhere in a JSON document."""
    if isinstance(value, dict):
        names = ("probability", "contributions", "p_unplanned", "p_poor_outcome", "models")
        inner = [one for part in value.values() for one in _figures(part)]
        return [value[name] for name in names if value.get(name)] + inner
    return [one for part in value for one in _figures(part)] if isinstance(value, list) else []


@pytest.mark.parametrize("view", VIEWS)
def test_no_command_shows_a_figure_of_it(off, view):
    document = run("--sample", "show", view, "--json", data=off).document
    assert not _figures(document)
    if view == "early_warning":
        assert (document["why_code"], document["clients"]) == ("early_warning_off", [])
        said = run("--sample", "show", view, data=off)
        assert said.status == 4 and OFF in said.out
    if view == "caseload":
        assert document["n"] > 100 and all("early_warning_off" in str(one) for one in document["clients"])


def test_commands_show_figures_of_it_while_it_is_on(sample_folder):
    assert _figures(run("--sample", "show", "early_warning", "--json", data=sample_folder).document)
    shown = run("--sample", "show", "caseload", "--json", data=sample_folder).document
    assert shown["estimate_why"] is None and "early_warning_off" not in str(shown)
    assert _predicted(sample_folder)


def _predicted(folder) -> list[dict]:
    rows = json.loads(run("--sample", "export", "landmarks", "--json", data=folder).out)
    return [row for row in rows if any(row[name] for name in ("split", "p_unplanned", "p_poor_outcome"))]


def test_no_exported_table_holds_a_figure_of_it(off):
    assert not _predicted(off)
    told = {
        name
        for name, table in TABLES.items()
        if {"p_unplanned", "p_poor_outcome", "probability"} & {*table.columns}
    }
    assert told == {"landmarks"}


def test_other_rules_for_one_answer_do_not_bring_it_back(off, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text("[early_warning]\nhorizon_days = 60\n")
    said = run("--sample", "--definitions", rules, "show", "early_warning", "--json", data=off)
    assert said.document["why_code"] == "early_warning_off" and not _figures(said.document)


def test_neither_import_nor_undo_nor_restore_switches_it_on_again(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    early_warning_switch.change(store, off=True)
    deliver(store, [session("c2", "2025-01-02", 14)])
    assert early_warning_switch.is_off(store.folder) and refresh.run(store) is None
    with (tmp_path / "copy.holdfast").open("w+b") as file:
        backup.write(store, file)
    assert store.undo().n_sessions == 1
    assert model_store.is_off(store.current()) and model_store.mtime_ns(store.current()) == model_store.OFF
    assert not refresh.start_process(store) and not (store.folder / "models").exists()
    restore.restore(DataFolder(tmp_path / "other").practice, tmp_path / "copy.holdfast")
    assert early_warning_switch.is_off(DataFolder(tmp_path / "other").practice.folder)


def test_the_command_switches_it_off_and_on_and_the_log_keeps_it(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    people.add(store.folder, "Anna", ["owner"], by="test")
    people.add(store.folder, "Bo", ["therapist"], codes=["T01"], by="test")
    assert run("early_warning", "--json", data=tmp_path).document == {"early_warning": "on"}
    assert run("--as", "Bo", "early_warning", "--off", data=tmp_path).status == 2
    assert run("--as", "Anna", "early_warning", "--off", "--json", data=tmp_path).document == {
        "early_warning": "off"
    }
    assert run("early_warning", "--off", data=tmp_path).out.strip() == OFF  # once more changes nothing
    found = run("check", "--json", data=tmp_path).document["findings"]
    assert {"store": "practice", "what": "models", "level": "note", "sentence": OFF} in found
    assert run("--as", "Anna", "early_warning", "--on", "--json", data=tmp_path).document == {
        "early_warning": "on"
    }
    kept = [line.action for line in reversed(audit.lines(store.folder)) if line.action.startswith("early")]
    assert kept == ["early_warning_off", "early_warning_on"]


def test_the_page_switches_it_for_owners(sample_folder, tmp_path):
    shutil.copytree(sample_folder, tmp_path / "data")
    folder, owner = tmp_path / "data", run_page.people(sample_folder)["owner"]
    test = run_page.start("early_warning", folder, owner)
    button = next(one for one in test.button if one.label == "Switch it off for everybody")
    test = button.click().run()
    assert OFF in run_page.words(test)
    assert early_warning_switch.is_off(DataFolder(folder).sample.folder)
    next(one for one in test.button if one.label == "Switch it on for everybody").click().run()
    assert not early_warning_switch.is_off(DataFolder(folder).sample.folder)


def test_a_click_on_the_page_is_in_the_log(tmp_path):
    store = practice(tmp_path, [session("c1", "2025-01-01", 14)])
    people.add(store.folder, "Anna", ["owner"], by="test")
    test = run_page.start("early_warning", tmp_path)
    test = next(one for one in test.button if one.label == "Switch it off for everybody").click().run()
    assert OFF in run_page.words(test)
    assert audit.lines(store.folder)[0].action == "early_warning_off"
    assert audit.first_broken(store.folder) is None
