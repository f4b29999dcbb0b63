"""Accessibility checks of a page with axe-core (WCAG 2.0 to 2.2, A and AA).

What Streamlit itself breaks is allowed by name and place; everything else fails the test.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# rule -> the part of Streamlit's own page in which it is broken
ALLOWED = {
    "list": '[data-testid="stSidebarNav"]',  # the sections of the sidebar menu
    "listitem": '[data-testid="stSidebarNav"]',
    "scrollable-region-focusable": '[data-testid="stSidebar"]',
}


# What holds is neither written out in the page nor carried out of it: that took twice as long as the rules themselves.
_OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """Return one line per violated rule and element: `color-contrast: <p class=...>`."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options).then(told => told.violations)", _OPTIONS)
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
        if not _allowed(page, rule["id"], str(node["target"][0]))
    ]


def _allowed(page: Page, rule: str, target: str) -> bool:
    return rule in ALLOWED and page.evaluate(
        "([target, place]) => !!document.querySelector(target)?.closest(place)", [target, ALLOWED[rule]]
    )
