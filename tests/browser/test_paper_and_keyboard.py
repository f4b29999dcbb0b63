"""Browser tests of printing, focus rings, screen reader texts and user-defined periods."""

import re

import pytest
from playwright.sync_api import expect

from analytics.access import may, viewer_for
from pages.shell.registry import PAGES
from tests.pages.run_page import people
from tests.support import browser as support
from tests.support import screen

PAPER = """() => {
  const of = (selector, what) => {
    const found = document.querySelector(selector);
    return found && getComputedStyle(found).getPropertyValue(what);
  };
  return {
    ground: of('.stApp', 'background-color'), text: of('h1', 'color'), lead: of('.hf-lead', 'color'),
    sidebar: of('[data-testid="stSidebar"]', 'display'), tick: of('.stPlotlyChart .xaxislayer-above text', 'fill'),
    card: of('[class*="st-key-card-"] h3', 'color'),
    mark: of('.stPlotlyChart .points path.point[style*="35, 116, 198"]', 'fill'),
    folded: of('[data-testid="stExpander"]', 'display'),
  };
}"""
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return [one.tagName, (one.innerText || one.getAttribute('aria-label') || '').trim().slice(0, 30),
          style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
}"""


def _bright(colour: str) -> float:
    """Return the brightness of a CSS colour, from 0 to 255."""
    return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3


def _address(server, folder, page, role="owner", **more):
    query = {"as": people(folder)[role].key, **more}
    return f"{server.url}/{PAGES[page].url}?" + "&".join(f"{key}={value}" for key, value in query.items())


@pytest.mark.parametrize("page_key", ["overview", "outcomes"])
def test_paper_is_light_though_the_screen_is_dark(server, page, sample_folder, page_key):
    page.emulate_media(color_scheme="dark")
    support.visit(page, _address(server, sample_folder, page_key))
    dark = page.evaluate(PAPER)
    assert _bright(dark["ground"]) < 60
    page.emulate_media(media="print", color_scheme="dark")
    paper = page.evaluate(PAPER)
    assert paper["ground"] == "rgb(255, 255, 255)"
    for what in ("text", "lead", "card", "tick"):
        assert _bright(paper[what]) < 90, what
    assert (dark["mark"], paper["mark"]) == ("rgb(90, 162, 234)", "rgb(34, 112, 191)"), "dots too"
    assert paper["sidebar"] == paper["folded"] == "none"


def test_a_table_on_paper_is_text_and_whole(server, page, sample_folder):
    """A table is printed as HTML text with all rows, instead of the canvas shown on screen."""
    page.emulate_media(color_scheme="dark")
    support.visit(page, _address(server, sample_folder, "overview"))
    page.get_by_test_id("stExpander").filter(has_text="Show as table").first.locator("summary").click()
    screen.rerun(page)
    grid, twin = page.locator(".stDataFrame").first, page.locator('[class*="st-key-paper-"] table').first
    expect(grid).to_be_visible()
    expect(twin).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(grid).to_be_hidden()
    expect(twin).to_be_visible()
    expect(twin.locator("tbody tr")).to_have_count(7)
    expect(twin).to_contain_text("Clearly better")
    assert _bright(twin.locator("td").first.evaluate("one => getComputedStyle(one).color")) < 90


def test_the_first_page_on_paper_is_filled(server, page, sample_folder):
    """A long card of the caseload may break across printed pages, so that the first page is filled."""
    support.visit(page, _address(server, sample_folder, "caseload", "supervisor"))
    page.emulate_media(media="print")
    breaks = page.evaluate(
        '() => getComputedStyle(document.querySelector(\'[class*="st-key-talk_first"]'
        " , .st-key-card-talk_first')).breakInside"
    )
    assert breaks == "auto"
    rows = page.evaluate("() => getComputedStyle(document.querySelector('.hf-row')).breakInside")
    assert rows == "avoid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_whatever_the_tab_key_reaches_has_a_ring(server, page, sample_folder, scheme):
    page.emulate_media(color_scheme=scheme)
    support.visit(page, _address(server, sample_folder, "overview"))
    seen = {}
    for _ in range(45):
        page.keyboard.press("Tab")
        tag, words, ring = page.evaluate(FOCUSED)
        if tag != "BODY":
            seen[tag, words] = ring
    assert ("A", "Outcomes") in {(tag, words.split("\n")[-1]) for tag, words in seen}
    assert any("Open Outcomes" in words for _, words in seen)
    assert [what for what, ring in seen.items() if not ring] == []


def test_nothing_that_is_heard_holds_marks_of_emphasis(server, page, sample_folder):
    owner = viewer_for(people(sample_folder)["owner"])
    for key in PAGES:
        if not may(owner, key):
            continue
        support.visit(page, _address(server, sample_folder, key))
        heard = page.evaluate(
            "() => [...document.querySelectorAll('[aria-label],[alt],[title]')].flatMap("
            "one => ['aria-label', 'alt', 'title'].map(name => one.getAttribute(name))).filter(Boolean)"
        )
        assert [text for text in heard if "**" in text] == [], key


def test_a_period_of_ones_own_is_kept_in_the_address_and_across_pages(server, page, sample_folder):
    support.visit(page, _address(server, sample_folder, "overview"))
    screen.choose(page, "Period", "Own dates")
    screen.choose(page, "From", "Feb 2026")
    screen.choose(page, "To", "Apr 2026")
    expect(page.locator(".hf-strip")).to_contain_text("from 1 Feb 2026 to 30 Apr 2026")
    expect(page.locator(".hf-lead").first).to_contain_text("from Feb 2026 to Apr 2026")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Outcomes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")
    expect(page.locator(".hf-strip")).to_contain_text("from 1 Feb 2026 to 30 Apr 2026")
    address = page.url
    assert "from_month=Feb" in address
    support.visit(page, address)
    expect(page.locator(".hf-strip")).to_contain_text("from 1 Feb 2026 to 30 Apr 2026")


def test_the_first_screen_holds_the_verdict(server, page, sample_folder):
    support.visit(page, _address(server, sample_folder, "overview"))
    box = page.get_by_text("No clear change against the 12 months before:").bounding_box()
    assert box["y"] + box["height"] < 500
