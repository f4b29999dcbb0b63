"""One browser, one context and one warm server for all tests in a browser; a fresh window for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import browser as support
from tests.support.server import running


@pytest.fixture(scope="package")
def browser():
    """One browser; skipped by name where there is none, an error in CI."""
    with support.opened() as opened:
        yield opened


@pytest.fixture(scope="package")
def context(browser):
    """What the windows of all tests are opened in: 1360 x 1000, see `tests.support.browser.context`."""
    with support.context(browser) as opened:
        yield opened


@pytest.fixture(scope="package")
def server(sample_folder: Path):
    """One warm server on the sample practice."""
    with running(sample_folder) as server:
        yield server


@pytest.fixture
def page(context):
    """A fresh window of 1360 x 1000 without cookies or history."""
    with support.window(context) as page:
        yield page
