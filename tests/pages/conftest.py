"""What the tests of pages share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages import first_pages


@pytest.fixture(scope="session")
def practices(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Kind of first practice -> its data folder, imported when it is first asked for. Read it, do not write to it."""
    made: dict[str, Path] = {}

    def of(kind: str) -> Path:
        if kind not in made:
            made[kind] = first_pages.practice(kind, tmp_path_factory.mktemp(kind))
        return made[kind]

    return of
