"""Fixtures of the browser tests: a shared browser, context and server, and a new window for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support import browser as support
from tests.support.server import running

# Several workers share the processors: five seconds were not always enough.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def browser():
    """Yield a browser; skip the test if none is installed, but fail in CI."""
    with support.opened() as opened:
        yield opened


@pytest.fixture(scope="package")
def context(browser):
    """Yield the browser context shared by all tests, with windows of 1360 x 1000 px."""
    with support.context(browser) as opened:
        yield opened


@pytest.fixture(scope="package")
def server(sample_folder: Path):
    """Yield a running server with the sample practice, shared by all browser tests."""
    with running(sample_folder) as server:
        yield server


@pytest.fixture
def page(context):
    """Yield a new window of 1360 x 1000 px without cookies and history."""
    with support.window(context) as page:
        yield page


@pytest.fixture
def tab(browser):
    """Return a function that opens a window in a browser context of its own, as another person's browser."""
    opened = []

    def tab():
        context = browser.new_context(viewport={"width": 1360, "height": 1000})
        opened.append(context)
        return context.new_page()

    yield tab
    for context in opened:
        context.close()
