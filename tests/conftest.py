"""What every test gets: quick and slow apart, private data folders, one warm server and browser per file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests that take long")


def pytest_configure() -> None:
    """AppTest shows the message of an error that people on a page must not see. Servers do not inherit this."""
    os.environ["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] = "full"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    quick = [item for item in items if "slow" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if "slow" in item.keywords])
    items[:] = quick


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the sample practice with its models. Read it, do not write to it."""
    from analytics.risk import refresh
    from analytics.store import DataFolder
    from sample_data.install import install

    folder = tmp_path_factory.mktemp("sample-practice")
    install(DataFolder(folder))
    refresh.now(DataFolder(folder).sample)
    return folder


@pytest.fixture(scope="module")
def browser():
    """One browser for the tests of a file; skipped by name where there is none, an error in CI."""
    from tests.support import browser as support

    with support.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(sample_folder: Path):
    """One warm server on the sample practice for the tests of a file."""
    from tests.support import server as support

    with support.running(sample_folder) as running:
        yield running


@pytest.fixture
def page(browser):
    """A fresh window of 1360 x 1000 without cookies or history."""
    context = browser.new_context(viewport={"width": 1360, "height": 1000})
    yield context.new_page()
    context.close()
