"""Tables and columns of a new data version, and the documentation page about them.

`python -m tests.support.data_dictionary` writes the page again.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from analytics.dictionary import page
from analytics.store.read_only_connection import connect
from tests.support.practice import practice, session

PAGE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
_DESCRIBED = """
select schema_name, table_name, table_name in (select view_name from duckdb_views() where not internal) as is_view,
    list(column_name order by column_index), list(comment order by column_index)
from duckdb_columns() where not internal group by all order by schema_name, table_name
"""
_TABLES = """
select schema_name, view_name, comment from duckdb_views() where not internal
union all select schema_name, table_name, comment from duckdb_tables() where not internal
"""


def build(folder: Path) -> Path:
    """Build a data version with a few sessions; return its file."""
    rows = [session("a", f"2026-01-{day:02d}", 20, 30) for day in range(1, 9)]
    return practice(folder, rows).current().path


def described(version: Path) -> list[tuple]:
    """Return for each table or view: schema, name, whether it is a view, its columns, and their comments."""
    with connect(version) as connection:
        return connection.execute(_DESCRIBED).fetchall()


def tables(version: Path) -> list[tuple]:
    """Return schema, name and comment of each table or view."""
    with connect(version) as connection:
        return connection.execute(_TABLES).fetchall()


def text(version: Path) -> str:
    """Return the expected text of the data dictionary page."""
    return page.text([row[:4] for row in described(version)])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(text(build(Path(folder))), encoding="utf-8")
