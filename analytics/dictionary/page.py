"""Text of docs/data-dictionary.md, made from the data dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analytics import dictionary
from analytics.cli.tables import TABLES

_HEAD = """# Data dictionary

Written from `analytics/dictionary/dictionary.toml` by `python -m tests.support.data_dictionary`; change it there.

Points are points of the ORS or SRS: 0 to 10 for an area, 0 to 40 for a total. Days are calendar days of the practice.
A yes or no is `true` or `false`. Empty is an empty cell in CSV and xlsx, `null` in JSON and Parquet.

## Tables of `export`
"""
_VERSIONS = """## Tables of a data version

A data version is a DuckDB file; `docs/operations.md` says how to read one. The texts of tables and their columns are
in the file as well:
`SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'mart'`.

The schemas:
"""


def text(described: Iterable[tuple[str, str, bool, Sequence[str]]]) -> str:
    """Return the whole text of docs/data-dictionary.md.

    Parameters
    ----------
    described
        (schema, table, is a view, columns) of a built version.

    Returns
    -------
    str
        Markdown.
    """
    parts = [_HEAD]
    for name, table in TABLES.items():
        one = dictionary.export_twin(name)
        columns = [*table.columns, *table.optional]
        grain = f"{table.grain[0].upper()}{table.grain[1:]}."
        if table.optional:
            names = ", ".join(f"`{column}`" for column in table.optional)
            grain += f" Only where the exports of the practice brought them: {names}."
        parts += [f"### {name}\n\n{grain}\n", _columns(one, columns)]
    parts.append(_VERSIONS)
    parts.append("\n".join(f"- `{name}`: {words}" for name, words in dictionary.schemas().items()) + "\n")
    for schema, name, is_view, columns in described:
        if not is_view:
            parts += [f"### {schema}.{name}\n\n{dictionary.grain(name)}\n", _columns(name, columns)]
    return "\n".join(parts)


def _columns(table: str, columns: Sequence[str]) -> str:
    """Return a Markdown table with one row per column of a database table: name and meaning."""
    rows = (f"| `{column}` | {dictionary.of_column(table, column)} |" for column in columns)
    return "\n".join(["| column | meaning |", "|---|---|", *rows]) + "\n"
