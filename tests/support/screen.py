"""User actions in a real browser: select, upload, enter a date, read, open all expanders."""

from __future__ import annotations

import datetime
import re

from playwright.sync_api import Page, TimeoutError, expect

from tests.support.browser import SETTLED, settle

_DROP = """([zone, name, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([content], name, {type: 'text/csv'}));
  for (const kind of ['dragenter', 'dragover', 'drop'])
    zone.dispatchEvent(new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def choose(page: Page, label: str, option: str | re.Pattern) -> None:
    """Select an option of a select box; try again if the page was redrawn meanwhile."""
    wanted = page.get_by_role("option", name=option, exact=isinstance(option, str)).first
    page.get_by_role("combobox", name=label, exact=True).click()
    try:
        wanted.click(timeout=5_000)
    except TimeoutError:
        settle(page)
        page.get_by_role("combobox", name=label, exact=True).click()
        wanted.click()
    rerun(page)


def rerun(page: Page) -> None:
    """Wait until the last click has been sent, answered and drawn."""
    page.wait_for_timeout(250)
    settle(page)


def drop(page: Page, label: str, name: str, content: str) -> None:
    """Drop a file on the upload box whose label starts with these words."""
    zone = page.locator(f'[data-testid="stFileUploaderDropzone"][aria-label^="{label}"]')
    page.evaluate(_DROP, [zone.element_handle(), name, content])
    expect(page.get_by_text(name).first).to_be_visible()
    rerun(page)


def set_day(page: Page, label: str, day: datetime.date) -> None:
    """Enter a date in a date field, part by part."""
    for part, value in (("year", f"{day.year}"), ("month", f"{day.month:02}"), ("day", f"{day.day:02}")):
        page.get_by_role("spinbutton", name=f"{part}, {label}").click()
        page.keyboard.type(value, delay=30)
    page.keyboard.press("Enter")
    rerun(page)


def words(page: Page) -> str:
    """Return the text of the page without the sidebar, in one line."""
    return " ".join(page.get_by_test_id("stMain").inner_text().split())


def lead(page: Page) -> str:
    """Return the lead sentence of the page."""
    return " ".join(page.locator(".hf-lead").first.inner_text().split())


def cells(page: Page, alt: str) -> list[list[str]]:
    """Return the rows of a table, as a screen reader gets them."""
    grid = page.get_by_test_id("stDataFrame").filter(
        has=page.locator(f'canvas[aria-label*="{alt}"], [aria-label*="{alt}"]')
    )
    grid.first.scroll_into_view_if_needed()
    rows = grid.first.locator('tr[role="row"], [role="row"]')
    rows.nth(1).wait_for(state="attached")
    return [row.locator('[role="gridcell"]').all_inner_texts() for row in rows.all()[1:]]


def unfold(page: Page) -> None:
    """Open all expanders on the page."""
    for _ in range(4):
        opened = page.evaluate("""() => {
          const folded = [...document.querySelectorAll('[data-testid="stMain"] details:not([open]) > summary')];
          folded.forEach((summary, place) => setTimeout(() => summary.click(), 60 * place));
          return folded.length;
        }""")
        if not opened:
            break
        page.wait_for_timeout(60 * opened)
        rerun(page)
    page.wait_for_selector(SETTLED, state="attached")
