"""Fixtures of the recovery tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.killing import Forker


@pytest.fixture(scope="module")
def forker() -> Iterator[Forker]:
    """Yield a helper process that forks, and kills, one child per store operation."""
    made = Forker()
    yield made
    made.close()
