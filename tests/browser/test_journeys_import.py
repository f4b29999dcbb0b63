"""Browser tests of the import steps in the README, of questions, undo, and a rule change."""

import contextlib
import re
import shutil
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from launcher import environment
from tests.support import axe, clinic, openfit, screen
from tests.support import browser as support
from tests.support.command import run
from tests.support.server import ROOT, free_port, running

NAME = "my-export.csv"
SECONDS = 120


def steps() -> list[str]:
    """Return the numbered steps under `Import your own export` in the README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Import your own export\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL).group(1)
    found = re.findall(r"^(\d+)\. (.+)$", section, re.MULTILINE)
    assert [int(number) for number, _ in found] == list(range(1, len(found) + 1))
    return [words for _, words in found]


@contextlib.contextmanager
def started(data):
    """Start the app with `start.py`, or the test server if `.venv` is not ready; yield the URL."""
    if not environment.is_ready(environment.RUN_LOCK):
        with running(data) as server:
            yield server.url
        return
    port = free_port()
    command = [sys.executable, "start.py", "--no-browser", "--port", str(port), "--data", str(data)]
    printed = data.with_name("printed")
    with printed.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + SECONDS
        while not (address := re.search(r"running: (\S+)", printed.read_text(encoding="utf-8"))):
            assert process.poll() is None and time.monotonic() < end, "start.py did not bring the app up"
            time.sleep(0.2)
        yield address.group(1)
    finally:
        process.terminate()
        process.wait(30)


class Reader:
    """Simulated user who follows the README: one method per kind of step; an unknown step fails the test."""

    def __init__(self, page, data, stack) -> None:
        self.page, self.data, self.stack = page, data, stack

    def follow(self, step: str) -> None:
        """Perform one step of the README."""
        for pattern, action in self.KINDS:
            if words := re.fullmatch(pattern, step):
                return action(self, *words.groups())
        pytest.fail(f"the README has a step this reader cannot follow: {step}")

    def begin(self) -> None:
        url = self.stack.enter_context(started(self.data))
        support.visit(self.page, url, heading="Overview")
        assert "Demo data, made up" in screen.words(self.page)

    def go(self, title: str) -> None:
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        support.settle(self.page)

    def bring(self, label: str) -> None:
        screen.drop(self.page, label, NAME, openfit.text(openfit.rows(bad=True)))

    def day(self, card: str, change: str) -> None:
        self.page.get_by_role("heading", name=card).wait_for(timeout=60_000)
        support.settle(self.page)
        shown = screen.words(self.page)
        assert "These data speak up to 25 Aug 2026, the day of the newest session; today would count" in shown
        expect(self.page.get_by_role("button", name=change)).to_be_visible()

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()
        self.page.get_by_role("heading", name="Your import").wait_for(timeout=60_000)
        support.settle(self.page)

    def look(self) -> None:
        self.page.get_by_role("heading", name="What was understood?").wait_for(timeout=60_000)
        support.settle(self.page)
        self.says_what_is_left_out(".st-key-card-look")
        shown = screen.words(self.page)
        assert "319 of 320 rows can be imported. 1 would be left out. 1 cell would be left empty." in shown
        for fact in (
            "Layout one row per session",
            "Dates year first",
            "Decimals with a point",
            "parted by commas",
        ):
            assert fact in shown, shown
        screen.unfold(self.page)
        table = self.page.locator(".st-key-card-look table")
        expect(table.get_by_role("row", name=re.compile("^Provider_ID therapist"))).to_contain_text("K2 · K1")
        expect(
            table.get_by_role("row", name=re.compile("^Session_Date date of the session"))
        ).to_contain_text("sure")
        assert axe.violations(self.page) == []

    def read(self) -> None:
        shown = self.says_what_is_left_out(".st-key-card-report")
        assert "Imported, with rows left out." in shown
        assert "What moved on Overview" in shown
        assert axe.violations(self.page) == []

    def says_what_is_left_out(self, card: str) -> str:
        shown = " ".join(self.page.locator(card).inner_text().split())
        for fact in (
            "Rows in the files 320",
            "Rows that count 319",
            "Left out 1",
            "Clients 40",
            "Therapists 2",
        ):
            assert fact in shown, shown
        kinds = (("Score outside its range", "47"), ("Date that cannot be read", "2025-02-31"))
        for (what, text), line in zip(kinds, openfit.BAD_LINES, strict=True):
            assert f"{what}: 1 " in shown
            assert re.search(rf"line {line}, \w+: {text}", shown), shown
        return shown

    KINDS = (
        (r"Start Holdfast with `python3 start\.py`\.", begin),
        (r"Choose \*\*(.+)\*\* in the menu\.", go),
        (r"Drop your file on \*\*(.+)\*\*\.", bring),
        (r"Read under \*\*(.+)\*\* up to which day your data speak; \*\*(.+)\*\* changes it\.", day),
        (r"Press \*\*(.+)\*\*\.", press),
        (
            r"Look at what was understood: how many rows can be imported, and which would be left out and why\.",
            look,
        ),
        (r"Read the report: what was left out and what moved on Overview\.", read),
    )


def test_the_steps_of_the_readme_with_an_openfit_file(page, sample_folder, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(sample_folder, data)
    with contextlib.ExitStack() as stack:
        reader = Reader(page, data, stack)
        for step in steps():
            reader.follow(step)
        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        shown = screen.words(page)
        assert "made up" not in shown
        assert "319 sessions" in page.get_by_test_id("stSidebar").inner_text()
        found = run(
            "show", "overview", "--since", "2025-08-26", "--until", "2026-08-25", "--json", data=data
        ).document
        assert found["n"] <= openfit.CLIENTS
        assert f"n = {found['reliable_improvement']['n']} of the {found['n']} courses that ended" in shown
        assert axe.violations(page) == []
        clients = run("export", "clients", data=data).out.splitlines()[1:]
        assert len(clients) == openfit.CLIENTS
        assert all(line.startswith("W-") for line in clients)


@pytest.fixture(scope="module")
def clinics(tmp_path_factory):
    """Return a data folder in which the user's practice and the made-up practice have the same sessions."""
    folder = tmp_path_factory.mktemp("clinics")
    clinic.fill(folder, own=True)
    return folder


@pytest.fixture(scope="module")
def server(clinics):
    with running(clinics) as server:
        yield server


def overview(folder, *more) -> dict:
    return run("show", "overview", "--json", *more, data=folder).document


def test_a_file_with_a_question_a_row_left_out_and_the_way_back(server, page, clinics):
    before = overview(clinics)
    sessions = run("export", "sessions", data=clinics).out
    support.visit(page, f"{server.url}/data", heading="Data & import")
    assert "made up" not in screen.words(page)
    screen.drop(page, "Files that belong together", NAME, openfit.text(openfit.ambiguous()))
    expect(page.get_by_text("One question first.")).to_be_visible(timeout=60_000)
    support.settle(page)
    shown = screen.words(page)
    assert "Does the day or the month come first?" in shown
    assert "03/04/2026: 3 April 2026 or 4 March 2026" in shown
    assert page.get_by_role("button", name="Import now").count() == 0
    assert axe.violations(page) == []
    page.get_by_role("button", name="Day first").click()
    expect(page.get_by_text("4 of 5 rows can be imported.")).to_be_visible(timeout=60_000)
    support.settle(page)
    assert "No client id: 1 row left out For example line 6, Client_ID" in screen.words(page)
    assert axe.violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these rows").click()
    listed = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert listed[1].startswith(f"{NAME},6,left out,No client id,")
    assert run("export", "sessions", data=clinics).out == sessions, "nothing is written before the import"
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("Imported, with rows left out.")).to_be_visible(timeout=60_000)
    support.settle(page)
    assert "What moved on Overview" in screen.words(page)
    days = [
        line.split(",")[4]
        for line in run("export", "sessions", data=clinics).out.splitlines()
        if "W-090" in line
    ]
    assert days == ["2026-04-03", "2026-04-05", "2026-04-07", "2026-05-08"]
    page.get_by_role("button", name="Done").click()
    screen.rerun(page)
    page.get_by_role("button", name="Take the last change back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text(re.compile(r"^Taken back\. (The data|Nothing)"))).to_be_visible(timeout=20_000)
    support.settle(page)
    assert overview(clinics) == before
    assert run("export", "sessions", data=clinics).out == sessions


def test_rows_left_out_are_won_by_an_answer_without_a_new_file(server, page):
    """Rows left out of an import are recovered by correcting which column holds the ORS."""
    head = "client_id,session_date,therapist,ors_total,score,srs_total"
    rows = [f"Q-{n},2026-05-1{n},K1,{400 + n},{20 + n},36" for n in range(1, 9)] + [
        "Q-9,2026-05-20,K1,20,20,36"
    ]
    support.visit(page, f"{server.url}/data", heading="Data & import")
    screen.drop(page, "Files that belong together", NAME, "\n".join([head, *rows, ""]))
    expect(page.get_by_text("8 cells", exact=True)).to_be_visible(timeout=60_000)
    support.settle(page)
    page.get_by_role("button", name="Fix here").click()
    expect(page.get_by_text("Is “ors_total” read wrongly?")).to_be_visible()
    assert axe.violations(page) == []
    screen.choose(page, "The column holds", "not used")
    expect(page.get_by_text("What you said:")).to_be_visible(timeout=60_000)
    support.settle(page)
    page.get_by_text("How the columns were read").click()
    screen.rerun(page)
    screen.choose(page, "Column in the file", "score")
    screen.choose(page, "What it holds", "ORS total")
    expect(page.get_by_text("All 9 rows can be imported.")).to_be_visible(timeout=60_000)
    support.settle(page)
    expect(page.get_by_text("8 cells", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Take my answers back").click()
    expect(page.get_by_text("8 cells", exact=True)).to_be_visible(timeout=60_000)


def test_an_owner_changes_a_rule_sees_what_moves_and_puts_it_back(server, page, clinics):
    owner = f"as={clinic.person(clinics, 'owner').key}&practice=Made-up+practice"
    before = overview(clinics, "--sample")
    support.visit(page, f"{server.url}/overview?{owner}&period=All+data", heading="Overview")
    usual = screen.lead(page)
    support.visit(page, f"{server.url}/definitions?{owner}&term=change.ors_reliable_change")
    assert "all at their default" in screen.lead(page)
    field = page.get_by_role("spinbutton", name=re.compile("New value"))
    field.fill("8")
    field.press("Enter")
    expect(page.get_by_text("8 ORS points instead of 6")).to_be_visible(timeout=30_000)
    support.settle(page)
    preview = screen.words(page)
    moved = re.search(r"Clearly better: (\d+) to (\d+), \d+ to \d+ in 100", preview)
    assert moved, preview
    assert int(moved[2]) < int(moved[1])
    assert axe.violations(page) == []
    assert overview(clinics, "--sample") == before, "a preview changes nothing"
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Every page now counts by the new rule")).to_be_visible(timeout=30_000)
    support.settle(page)
    assert "1 rule of" in screen.lead(page)
    changed = overview(clinics, "--sample")
    assert changed["reliable_improvement"]["estimate"] < before["reliable_improvement"]["estimate"]
    support.visit(page, f"{server.url}/overview?{owner}&period=All+data", heading="Overview")
    assert screen.lead(page) != usual
    assert "8 points or more" in screen.words(page)
    support.visit(page, f"{server.url}/definitions?{owner}&term=change.ors_reliable_change")
    page.get_by_role("button", name=re.compile("^Reset to 6")).click()
    expect(page.get_by_text("Every page now counts by the new rule")).to_be_visible(timeout=30_000)
    support.settle(page)
    assert "all at their default" in screen.lead(page)
    support.visit(page, f"{server.url}/overview?{owner}&period=All+data", heading="Overview")
    assert screen.lead(page) == usual
    assert overview(clinics, "--sample")["reliable_improvement"] == before["reliable_improvement"]


def test_the_own_practice_is_untouched_by_rules_of_the_made_up_one(clinics):
    assert overview(clinics)["definitions"] == overview(clinics, "--sample")["definitions"]
    assert not (clinics / "practice" / "definitions.toml").exists()
