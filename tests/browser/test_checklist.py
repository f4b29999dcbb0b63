"""Automated acceptance checklist, run on all pages in a real browser.

Each screen is opened once, everything that folds is unfolded, and all lines are checked on it: no red and no
green (5), no legend, toolbar, turned or clipped title in a chart (8), no sideways scroll on a phone (11), axe
(13), words that are never used (18), the tag of the made-up practice on screen and on paper (20).
"""

import io
import re
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from analytics.access import viewer_for
from analytics.caseload import caseload
from analytics.filters import Filters
from analytics.store import DataFolder
from pages.shell.registry import PAGES
from tests.pages.run_page import people
from tests.support import axe, screen, wire
from tests.support import browser as support
from tests.support.server import running

SCHEMES = ("light", "dark")
WIDE, PHONES = support.WINDOW, (390, 320)
HEIGHT = {WIDE["width"]: WIDE["height"]} | dict.fromkeys(PHONES, 844)
NEVER = re.compile(
    r"\b(rank\w*|best|worst|top|bottom|underperform\w*|risk scores?|patients?|drop-?outs?|dropped out|league|"
    r"compliance|non-compliant|outliers?|high[- ]risk|red flags?)\b",
    re.IGNORECASE,
)
TAG = "Demo data, made up"
BLEND = 12  # pixels of one colour where two marks of other colours touch


@dataclass(frozen=True)
class Screen:
    """Page as seen by one role; `more` is the rest of the query string."""

    page: str
    role: str
    more: str = ""

    def __str__(self) -> str:
        return f"{self.page}-{self.role}{'-' + self.more.split('=')[-1] if self.more else ''}"


SCREENS = (
    Screen("overview", "owner"),
    Screen("outcomes", "owner"),
    Screen("outcomes", "owner", "measure=Mean+change"),
    Screen("outcomes", "therapist", "measure=Ended+unplanned"),
    Screen("alliance", "owner"),
    Screen("alliance", "therapist", "sessions=Sessions+1%E2%80%935"),
    Screen("therapists", "owner", "period=All+data&compare=Ended+unplanned"),
    Screen("therapists", "therapist"),
    Screen("supervision", "supervisor"),
    Screen("evidence", "owner"),
    Screen("evidence", "therapist"),
    Screen("early_warning", "supervisor"),
    Screen("caseload", "supervisor"),
    Screen("client", "supervisor", "session=2"),
    Screen("client_sheet", "therapist"),
    Screen("data", "owner"),
    Screen("definitions", "owner", "term=endings.lapse_days"),
    Screen("overview", "owner", "site=Tannery+Lane&age_group=Children"),
    Screen("overview", "office"),
    Screen("no-such-page", "owner"),
)


@dataclass
class Seen:
    """A Screen that has been opened: its browser window, and all texts sent by the server."""

    screen: Screen
    page: object
    heard: wire.Heard
    shown: tuple = ()

    def show(self, scheme: str, width: int = WIDE["width"], media: str = "screen") -> None:
        """Switch the open page to a colour scheme, width and medium, without loading it again."""
        wanted = (scheme, width, media)
        if self.shown == wanted:
            return
        self.shown = ()  # should one of the next steps fail
        self.page.emulate_media(color_scheme=scheme, media=media)
        self.page.set_viewport_size({"width": width, "height": HEIGHT[width]})
        self.page.wait_for_timeout(350)
        support.settle(self.page)
        self.shown = wanted


def address(folder, one: Screen) -> str:
    person = people(folder)[one.role]
    query = f"as={person.key}" + (f"&{one.more}" if one.more else "")
    if one.page in ("client", "client_sheet"):
        found = caseload(DataFolder(folder).sample.warehouse(), viewer_for(person).scope, Filters())
        query += f"&client={found.clients[0].record_id}"
    return f"/{PAGES[one.page].url if one.page in PAGES else one.page}?{query}"


@pytest.fixture(scope="module")
def window(context):
    """Yield the window in which all screens are opened one after the other."""
    with support.window(context) as window:
        yield window


@pytest.fixture(scope="module", params=SCREENS, ids=str)
def seen(request, window, server, sample_folder):
    """Yield one open screen, loaded once for all checks of the checklist."""
    window.set_viewport_size(WIDE)
    window.emulate_media(color_scheme="light", media="screen")
    heard = wire.listen(window)
    support.visit(window, server.url + address(sample_folder, request.param))
    screen.unfold(window)
    yield Seen(request.param, window, heard)
    wire.stop(window, heard)


COLOURS = """() => {
  const parts = ['color', 'backgroundColor', 'borderTopColor', 'borderRightColor', 'borderBottomColor',
                 'borderLeftColor', 'outlineColor', 'textDecorationColor', 'fill', 'stroke', 'caretColor', 'stopColor'];
  const found = {};
  for (const element of document.querySelectorAll('body, body *'))
    for (const pseudo of [null, '::before', '::after', '::placeholder']) {
      const style = getComputedStyle(element, pseudo);
      if (pseudo && pseudo !== '::placeholder' && style.content === 'none') continue;
      for (const part of parts)
        if (style[part]) found[style[part]] ??= `${element.tagName}.${element.getAttribute('class')} ${part}`;
    }
  return found;
}"""


def is_red_or_green(red: int, green: int, blue: int) -> bool:
    """Return whether a colour is clearly red or green; amber, plum, teal and grey are not."""
    high, low = max(red, green, blue), min(red, green, blue)
    if high - low < 40:
        return False
    if high == red:
        hue = 60 * ((green - blue) / (high - low)) % 360
    elif high == green:
        hue = 60 * ((blue - red) / (high - low)) + 120
    else:
        return False
    return hue < 15 or hue > 340 or 70 < hue < 165


def test_the_eye_for_red_and_green():
    for colour in ((255, 0, 0), (0, 128, 0), (255, 75, 75), (33, 195, 84), (200, 40, 60)):
        assert is_red_or_green(*colour), colour
    for colour in (
        (190, 90, 8),
        (143, 63, 0),
        (243, 160, 90),
        (11, 107, 107),
        (92, 194, 184),
        (132, 63, 114),
    ):
        assert not is_red_or_green(*colour), colour


# From here on in the order of what is shown, so that a screen is redrawn five times and not before every line.


def test_8_charts_have_no_legend_no_toolbar_and_no_turned_title(seen):
    seen.show("light")
    for unwanted in (".legend", ".modebar-btn", ".modebar", ".g-ytitle text"):
        shown = [one for one in seen.page.locator(f".stPlotlyChart {unwanted}").all() if one.is_visible()]
        assert not shown, unwanted
    turned = seen.page.locator('.stPlotlyChart .infolayer text[transform*="rotate(-90"]')
    assert turned.count() == 0
    for chart in seen.page.locator('.stPlotlyChart[role="figure"], .stPlotlyChart [role="figure"]').all():
        assert len(chart.get_attribute("aria-label") or "") > 10, "a chart without its sentence"


TEXTS_OF_CHARTS = """() => [...document.querySelectorAll('.stPlotlyChart')].flatMap(chart => {
  const box = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('.infolayer text, .xtick text, .ytick text, .annotation-text')]
    .filter(text => text.textContent.trim())
    .map(text => [text.textContent, text.getBoundingClientRect()])
    .filter(([, t]) => t.width && (t.left < box.left - 1 || t.right > box.right + 1 || t.top < box.top - 1
                                   || t.bottom > box.bottom + 1))
    .map(([words]) => words);
})"""


def clipped(seen) -> list[str]:
    """Return the texts that extend beyond their chart."""
    return seen.page.evaluate(TEXTS_OF_CHARTS)


def test_8_no_text_of_a_chart_is_clipped(seen):
    seen.show("light")
    assert clipped(seen) == []


def test_13_axe(seen):
    seen.show("light")
    assert axe.violations(seen.page) == []


def test_18_words_that_are_never_used(seen):
    """Forbidden words appear in no text, table, hover text or alternative text; Definitions is exempt."""
    if seen.screen.page == "definitions":
        return
    seen.show("light")
    said = [*seen.heard.texts(), seen.page.locator("body").inner_text()]
    assert len(said) > 10
    assert not {
        text[max(0, hit.start() - 60) : hit.end() + 40] for text in said for hit in NEVER.finditer(text)
    }


def test_20_the_made_up_practice_says_so(seen):
    seen.show("light")
    assert tagged(seen.page)


def tagged(page) -> bool:
    """Return whether the page shows the tag of the made-up practice."""
    return page.get_by_test_id("stMain").get_by_text(TAG, exact=True).first.is_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_5_nothing_is_red_or_green(seen, scheme):
    seen.show(scheme)
    for colour, where in seen.page.evaluate(COLOURS).items():
        numbers = re.match(r"rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$", colour)
        if not numbers or (numbers[4] and float(numbers[4]) == 0):
            continue
        assert not is_red_or_green(*(int(float(part)) for part in numbers.groups()[:3])), (colour, where)
    picture = np.asarray(Image.open(io.BytesIO(seen.page.screenshot())).convert("RGB"), dtype=int)
    vivid = picture[picture.max(axis=2) - picture.min(axis=2) > 60]  # tables are painted, so pixels count too
    colours, pixels = np.unique(vivid, axis=0, return_counts=True)
    assert not [
        (tuple(colour), n)
        for colour, n in zip(colours, pixels, strict=True)
        if n > BLEND and is_red_or_green(*colour)
    ]


def test_13_axe_on_a_dark_phone(seen):
    seen.show("dark", PHONES[0])
    assert axe.violations(seen.page) == []


@pytest.mark.parametrize("width", PHONES, scope="class")
class TestOnAPhone:
    """Checks at phone widths; all checks run at one width before the next width begins."""

    def test_8_no_text_of_a_chart_is_clipped(self, seen, width):
        if not seen.page.locator(".stPlotlyChart").count():
            return
        seen.show("light", width)
        seen.page.wait_for_timeout(400)
        assert clipped(seen) == []

    def test_11_nothing_scrolls_sideways(self, seen, width):
        seen.show("light", width)
        wider = """() => {
          const main = document.querySelector('[data-testid="stMain"]');
          if (main.scrollWidth <= main.clientWidth && document.documentElement.scrollWidth <= innerWidth) return [];
          return [...main.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40)).concat('scrolls');
        }"""
        assert seen.page.evaluate(wider) == []


def test_20_the_made_up_practice_says_so_on_paper(seen):
    seen.show("light", media="print")
    assert tagged(seen.page)


def test_18_the_ear_hears_tables_and_hover(page, server, sample_folder):
    """The texts searched for forbidden words include table cells, hover texts and alternative texts."""
    heard = wire.listen(page)
    support.visit(page, server.url + address(sample_folder, Screen("overview", "owner")))
    screen.unfold(page)
    said = "\n".join(heard.texts())
    for words in (
        "Unplanned, endings without a reason as unplanned",
        "Low limit",
        "mean ORS at the start",
        "Show as table",
    ):
        assert words in said
    assert re.search(r"n = \d+", said)


def test_15_a_deep_link_as_the_first_request_of_a_fresh_server(page, sample_folder):
    """A deep link works as the first request to a new server, and a forbidden page stays closed."""
    found = people(sample_folder)
    with running(sample_folder) as fresh:
        query = f"as={found['therapist'].key}&measure=Mean+change&period=All+data"
        support.visit(page, f"{fresh.url}/outcomes?{query}", heading="Outcomes")
        assert "ORS points on average" in screen.lead(page)
        assert page.get_by_test_id("stSidebarNav").get_by_role("link", name="My caseload").is_visible()
        assert page.locator(".hf-lead").evaluate("e => getComputedStyle(e).maxWidth") != "none"
        support.visit(page, f"{fresh.url}/data?as={found['therapist'].key}", heading="Data & import")
        assert "This page is for owners, supervisors and office managers" in screen.words(page)
