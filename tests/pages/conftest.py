"""Fixtures shared by the page tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages import first_pages


@pytest.fixture(scope="session")
def practices(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the data folder of a kind of new practice, imported once per kind.

    Tests must not write to these folders.
    """
    made: dict[str, Path] = {}

    def of(kind: str) -> Path:
        if kind not in made:
            made[kind] = first_pages.practice(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return of
