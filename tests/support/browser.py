"""Browser for tests: any Chromium, Chrome or Edge on this machine, controlled by Playwright.

Without one, browser tests are skipped by name; where the environment variable CI is set they fail instead.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # see `context`
)
WINDOW = {"width": 1360, "height": 1000}
_STORED = "cookies,local_storage,session_storage,indexeddb,cache_storage,service_workers"
_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
    r"%ProgramFiles%\Microsoft\Edge\Application\msedge.exe",
)
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def find() -> str | None:
    """Return the path of a browser: HOLDFAST_BROWSER if set, else the first one found."""
    chosen = os.environ.get("HOLDFAST_BROWSER")
    if chosen:
        return chosen
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    return next((path for path in map(os.path.expandvars, _PLACES) if Path(path).is_file()), None)


def require() -> str:
    """Return the path of a browser; without a browser, skip the test, or fail in CI."""
    path = find()
    if path is None:
        sentence = "no Chromium, Chrome or Edge found (set HOLDFAST_BROWSER to one)"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return path


@contextlib.contextmanager
def opened() -> Iterator[Browser]:
    """Yield a headless browser."""
    path = require()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a browser context shared by successive windows.

    All windows run in one browser process, which keeps the compiled scripts of the app: a window in a context of
    its own compiles them anew, and that takes longer than all else it does.
    """
    opened = browser.new_context(viewport=WINDOW)
    try:
        keeper = opened.new_page()  # asks no server; a process ends with its last window
        keeper.route("**", lambda route: route.fulfill(body=""))
        keeper.goto("http://127.0.0.1/")
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def window(opened: BrowserContext) -> Iterator[Page]:
    """Yield a new window; delete its cookies and stored data afterwards."""
    page = opened.new_page()
    try:
        yield page
    finally:
        origin = "/".join(page.url.split("/")[:3])
        if origin.startswith("http"):
            stored = {"origin": origin, "storageTypes": _STORED}
            opened.new_cdp_session(page).send("Storage.clearDataForOrigin", stored)
        opened.clear_cookies()
        page.close()


def settle(page: Page, timeout: float = 40_000) -> None:
    """Wait until the page has run and all its charts are drawn."""
    page.wait_for_selector(SETTLED, state="attached", timeout=timeout)
    page.wait_for_function(
        """() => [...document.querySelectorAll('.stPlotlyChart')].every(c => c.querySelector('.main-svg'))
              && !document.querySelector('[data-testid="stSkeleton"]')""",
        timeout=timeout,
    )


def visit(page: Page, url: str, *, heading: str | None = None, timeout: float = 40_000) -> None:
    """Open an address, and wait until the page is complete (and shows the h1 heading, if given)."""
    page.goto(url, timeout=timeout)
    if heading:
        page.get_by_role("heading", level=1, name=heading).wait_for(timeout=timeout)
    settle(page, timeout)


if __name__ == "__main__":
    sys.exit(0 if find() else 1)
