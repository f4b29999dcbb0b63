"""Browser tests with the keyboard only, in light and dark mode, and on a phone."""

import pytest
from playwright.sync_api import expect

from pages.shell.registry import PAGES
from tests.pages.run_page import people
from tests.support import axe, screen
from tests.support import browser as support

LONGEST_WALK = 120  # presses of Tab
# The page itself, which only scrolls; a table, which paints its ring on its canvas (its cells are for screen readers).
OWN_RING = ("MAIN ", "CANVAS ", "TD ")
CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, input, summary, select, textarea, [role="spinbutton"], [tabindex="0"]')]
  .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true, opacityProperty: true})
               && e.getBoundingClientRect().width > 1 && !e.closest('[inert], [aria-hidden="true"]'))
  .filter(e => !seen.has(e))
  .filter(e => !(e.closest('[role="radiogroup"], [role="group"]') &&
                 [...e.closest('[role="radiogroup"], [role="group"]').querySelectorAll('*')].some(x => seen.has(x))))
  .map(e => `${e.tagName} ${e.getAttribute('aria-label') || e.textContent.slice(0, 40)}`)"""
# The ring of the focused control: what differs on it or its nearest frames once the focus is gone.
RING = """async () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  seen.add(element);
  const frames = [];
  for (let e = element; e && frames.length < 5; e = e.parentElement) frames.push(e);
  const look = () => JSON.stringify(frames.map(e => { const s = getComputedStyle(e);
    return [s.outlineStyle === 'none' ? 'none' : s.outline, s.boxShadow, s.borderColor, s.backgroundColor,
            s.textDecorationLine]; }));
  const settled = async () => { await new Promise(done => setTimeout(done, 60));
    for (const e of frames) for (const a of e.getAnimations()) a.finish(); return look(); };
  const name = `${element.tagName} ${element.getAttribute('aria-label') || element.textContent.slice(0, 40)}`.trim();
  const focused = await settled();
  element.blur();
  const left = await settled();
  element.focus({focusVisible: true, preventScroll: true});
  return [name, focused !== left];
}"""


@pytest.fixture
def owner(sample_folder):
    return people(sample_folder)["owner"].key


def walk(page) -> list[tuple[str, bool]]:
    """Press Tab through the whole page; return (control, has a visible focus ring) for each stop."""
    page.evaluate("() => { window.seen = new Set(); document.body.focus(); }")
    stations = []
    for _ in range(LONGEST_WALK):
        page.keyboard.press("Tab")
        before = page.evaluate("() => seen.size")
        station = page.evaluate(RING)
        if station is None or page.evaluate("() => seen.size") == before:
            break
        stations.append(tuple(station))
    return stations


@pytest.mark.parametrize("key", ["overview", "outcomes", "caseload", "data", "definitions"])
def test_tab_reaches_every_control_with_a_visible_ring(server, page, sample_folder, key):
    role = "supervisor" if key == "caseload" else "owner"
    support.visit(page, f"{server.url}/{PAGES[key].url}?as={people(sample_folder)[role].key}")
    stations = walk(page)
    assert [name for name, ring in stations if not ring and not name.startswith(OWN_RING)] == []
    assert page.evaluate(CONTROLS) == []
    assert len(stations) > 8


def test_with_the_keyboard_alone_from_the_menu_to_a_table(server, page, owner):
    support.visit(page, f"{server.url}/?as={owner}", heading="Overview")

    def tab_to(name):
        for _ in range(LONGEST_WALK):
            page.keyboard.press("Tab")
            words = page.evaluate(
                "() => { const e = document.activeElement; return e.tagName === 'MAIN' ? '' :"
                " e.getAttribute('aria-label') || e.innerText || ''; }"
            )
            if name in words:
                return
        pytest.fail(f"Tab does not reach {name}")

    tab_to("Outcomes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Outcomes")
    support.settle(page)
    tab_to("Reliable improvement")
    page.keyboard.press("ArrowRight")
    if page.get_by_role("radio", name="Recovery").get_attribute("aria-checked") != "true":
        page.keyboard.press("Space")
    screen.rerun(page)
    assert "recovered" in screen.lead(page)
    tab_to("Show as table")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    support.settle(page)
    assert screen.cells(page, "outcome classes")[0][0] == "Recovered"
    tab_to("Download as CSV")
    assert axe.violations(page) == []


def test_light_and_dark_without_losing_the_place(server, page, owner):
    """Switching between light and dark keeps text, filters and open tables, without a new server session."""
    support.visit(page, f"{server.url}/overview?as={owner}&period=Last+24+months", heading="Overview")
    page.get_by_text("Show as table").first.click()
    screen.rerun(page)
    shown, address = screen.words(page), page.url
    grounds = {}
    asked = []
    page.on("websocket", lambda _: asked.append("a new session"))
    for theme in ("Dark", "Light", "System"):
        page.get_by_test_id("stMainMenu").click()
        page.get_by_test_id(f"stMainMenuItem-theme-{theme}").click()
        page.keyboard.press("Escape")
        page.wait_for_timeout(400)
        support.settle(page)
        assert screen.words(page) == shown
        assert page.url == address
        assert page.get_by_test_id("stDataFrame").first.is_visible()
        grounds[theme] = page.locator(".stApp").evaluate("e => getComputedStyle(e).backgroundColor")
        assert axe.violations(page) == []
    assert grounds["Dark"] == "rgb(18, 24, 27)"
    assert grounds["Light"] == grounds["System"] == "rgb(250, 249, 246)"
    assert asked == []


def test_a_phone_from_page_to_page(server, browser, sample_folder):
    """On a phone, the menu opens pages whose first card is readable without horizontal scrolling."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    supervisor = people(sample_folder)["supervisor"].key
    support.visit(page, f"{server.url}/?as={supervisor}", heading="My caseload")
    for title in ("Overview", "Outcomes", "Definitions"):
        page.get_by_test_id("stExpandSidebarButton").tap()
        page.wait_for_timeout(500)
        page.get_by_role("link", name=title, exact=True).tap()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)
        support.settle(page)
        page.get_by_test_id("stSidebarCollapseButton").tap()
        page.wait_for_timeout(500)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_timeout(300)
            main = page.get_by_test_id("stMain")
            assert main.evaluate("e => e.scrollWidth <= e.clientWidth"), (title, width)
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.locator(".hf-lead").first.is_visible()
    assert axe.violations(page) == []
    context.close()
