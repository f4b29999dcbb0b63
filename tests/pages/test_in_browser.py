"""Every page of the made-up practice in a real browser: look, access, keyboard, addresses."""

import re

import pytest
from playwright.sync_api import expect

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.parts.registry import PAGES
from tests.pages.run_page import people
from tests.support import axe
from tests.support import browser as support

VISITS = [
    ("overview", "owner"),
    ("outcomes", "owner"),
    ("data", "owner"),
    ("definitions", "owner"),
    ("caseload", "supervisor"),
    ("client", "therapist"),
    ("data", "office"),
]

# Every colour that is painted, as [hue 0-360, saturation 0-1, where]; greys and what cannot be seen are left out.
HUES = """() => {
  const seen = new Map();
  const parse = text => (text.match(/rgba?\\(([^)]+)\\)/) || [])[1]?.split(/[ ,/]+/).map(Number);
  for (const element of document.querySelectorAll('body *')) {
    if (!element.getClientRects().length) continue;
    if (element.closest('[data-testid="stLogo"], [data-testid="stHeader"]')) continue;
    const style = getComputedStyle(element);
    for (const name of ['color', 'backgroundColor', 'borderTopColor', 'fill', 'stroke', 'outlineColor']) {
      if (name === 'borderTopColor' && style.borderTopStyle === 'none') continue;
      if (name === 'outlineColor' && style.outlineStyle === 'none') continue;
      const colour = parse(style[name] || '');
      if (!colour || colour[3] === 0) continue;
      const [r, g, b] = colour.map(value => value / 255);
      const high = Math.max(r, g, b), low = Math.min(r, g, b), range = high - low;
      if (range < 0.12) continue;
      const turn = high === r ? ((g - b) / range + 6) % 6 : high === g ? (b - r) / range + 2 : (r - g) / range + 4;
      const hue = 60 * turn;
      seen.set(style[name], [hue, range / high, element.tagName + '.' + element.className]);
    }
  }
  return [...seen.entries()];
}"""


def address(folder, page: str, role: str) -> str:
    """The path and query of a page as this role; a client page opens the first of their clients."""
    person = people(folder)[role]
    query = f"as={person.key}"
    if page == "client":
        found = caseload(DataFolder(folder).sample.warehouse(), viewer_for(person).scope, Filters()).clients
        longest = max(found, key=lambda one: one.sessions)
        query += f"&client={longest.record_id}"
    return f"/{PAGES[page].url}?{query}"


# Chart texts that stick out of their chart.
CUT = """() => [...document.querySelectorAll('.stPlotlyChart')].flatMap(chart => {
  const box = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('.xtitle, .xtick text, .ytick text, .annotation-text')].filter(text => {
    const place = text.getBoundingClientRect();
    return place.width && (place.left < box.left - 2 || place.right > box.right + 2);
  }).map(text => text.textContent);
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("page_key", "role"), VISITS)
def test_how_a_page_looks(server, browser, sample_folder, page_key, role, scheme):
    """Axe finds nothing, nothing is red or green, charts keep the house look, a phone shows everything."""
    context = browser.new_context(viewport={"width": 1360, "height": 2400}, color_scheme=scheme)
    page = context.new_page()
    support.visit(page, server.url + address(sample_folder, page_key, role))
    assert axe.violations(page) == []
    for colour, (hue, saturation, where) in page.evaluate(HUES):
        assert saturation <= 0.3 or not (hue < 14 or hue > 340 or 75 < hue < 160), f"{colour} at {where}"
    assert page.locator(".modebar-btn:visible, .stPlotlyChart .legend, .stPlotlyChart .ytitle").count() == 0
    for figure in page.locator('.stPlotlyChart [role="figure"], .stPlotlyChart[role="figure"]').all():
        assert len(figure.get_attribute("aria-label") or "") > 10
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        assert page.get_by_test_id("stMain").evaluate("e => e.scrollWidth <= e.clientWidth"), width
        assert page.evaluate(CUT) == [], width
    context.close()


def test_a_click_on_a_point_and_the_selector_open_the_same_session(server, page, sample_folder):
    support.visit(page, server.url + address(sample_folder, "client", "therapist"))
    points = page.locator(".stPlotlyChart .scatterlayer .points path.point")
    box = points.nth(2).bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"session=3\b"))
    expect(page.get_by_text("since session 2").first).to_be_visible()
    page.get_by_role("combobox", name="Session").click()
    page.get_by_role("option", name="2", exact=True).click()
    expect(page).to_have_url(re.compile(r"session=2\b"))


def test_from_caseload_to_a_client_and_back(server, page, sample_folder):
    support.visit(page, server.url + address(sample_folder, "caseload", "supervisor"))
    code = page.locator(".hf-row .id").first.inner_text()
    page.get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Client {code}")
    assert code not in page.url, "the address carries an opaque key, never the practice's code"
    page.get_by_test_id("stMain").get_by_role("link", name="My caseload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My caseload")


def test_a_copied_address_shows_the_same_view(server, browser, page, sample_folder):
    support.visit(page, server.url + address(sample_folder, "outcomes", "owner"))
    page.get_by_test_id("stButtonGroup").get_by_text("Ended unplanned").click()
    expect(page).to_have_url(re.compile("measure=Ended"))
    lead = page.locator(".hf-lead").first
    expect(lead).to_contain_text("ended unplanned")
    copy = browser.new_page()
    support.visit(copy, page.url)
    expect(copy.locator(".hf-lead").first).to_have_text(lead.inner_text())
    copy.close()


def test_show_as_table_opens_by_keyboard(server, page, sample_folder):
    support.visit(page, server.url + address(sample_folder, "overview", "owner"))
    summary = page.locator("summary", has_text="Show as table").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV").first).to_be_visible()
