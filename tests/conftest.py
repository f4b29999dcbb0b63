"""Fixtures of all tests, such as the imported sample practice, and the option `--slow`."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from analytics import clock
from analytics.store import lock

CALENDAR_DAY = "2026-11-28"  # of this computer, for every test and the servers that it starts
LONGEST = 600  # seconds that one worker waits for another one to make the practice


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the tests that take long")


def pytest_configure() -> None:
    """Show full error messages in AppTest, and set one fixed calendar day for all tests and servers.

    Servers of the tests do not inherit the first setting.
    """
    os.environ["STREAMLIT_CLIENT_SHOW_ERROR_DETAILS"] = "full"
    os.environ[clock.VARIABLE] = CALENDAR_DAY


def pytest_runtest_setup() -> None:
    """Skip tests not started before the deadline (`HOLDFAST_TESTS_UNTIL`, seconds since 1970)."""
    until = os.environ.get("HOLDFAST_TESTS_UNTIL")
    if until and time.time() > float(until):
        pytest.skip("the time of this run was over")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    quick = [item for item in items if "slow" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if "slow" in item.keywords])
    items[:] = quick


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the sample practice and its models; tests must not write to it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _made(tmp_path_factory.mktemp("sample-practice"))
    shared = tmp_path_factory.getbasetemp().parent  # of all workers
    with lock.writing(shared, patience=LONGEST):
        return _made(shared / "sample-practice")


def _made(folder: Path) -> Path:
    """Import the sample practice and fit its models, unless already done."""
    from analytics.risk import refresh
    from analytics.store import DataFolder
    from sample_data.install import install

    install(DataFolder(folder))
    refresh.run(DataFolder(folder).sample)
    return folder
