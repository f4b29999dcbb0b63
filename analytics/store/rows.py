"""Result of a query: column names, and one tuple per row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analytics.version_cache import MayBeLarge

MOST_ROWS = 100  # of a result that is kept


@dataclass(frozen=True)
class Rows(MayBeLarge):
    """Result of a query: the column names, and one tuple per row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def too_large(self) -> bool:
        """Return whether these are too many rows to keep in memory."""
        return len(self.rows) > MOST_ROWS

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries from column name to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def one(self) -> dict[str, Any]:
        """Return the only row as a dictionary from column name to value; an empty one if there is no row."""
        return dict(zip(self.columns, self.rows[0], strict=True)) if self.rows else {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Iterate over the rows as tuples."""
        return iter(self.rows)
