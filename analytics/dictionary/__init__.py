"""Data dictionary: what every table and column of a data version and of an export means.

`dictionary.toml` is the only source. The comments in the database, `export TABLE --help` and docs/data-dictionary.md
come from it.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_NUMBERED = re.compile(r"^(.+_)(\d+)$")
_WIDTH = 100  # characters of a line of help


@cache
def _texts() -> dict[str, Any]:
    """Return the content of `dictionary.toml` as a dict."""
    return tomllib.loads((Path(__file__).parent / "dictionary.toml").read_text(encoding="utf-8"))


def of_table(schema: str, table: str) -> str | None:
    """Return the description of a database table (meaning of a row, readers); None if there is none."""
    texts = _texts()
    if schema not in texts["schemas"] or table not in texts["tables"]:
        return None
    return f"{texts['tables'][table]} {texts['schemas'][schema]}"


def of_column(table: str, column: str) -> str | None:
    """Return the description of a column (meaning, unit, codes, empty cells); None if there is none."""
    texts = _texts()
    special = texts["columns_of"].get(table, {}).get(column)
    if special or column in texts["columns"]:
        return special or texts["columns"][column]
    family = _NUMBERED.match(column)
    text = texts["columns"].get(f"{family[1]}#") if family else None
    return text.replace("#", family[2]) if text and family else None


def of_export(table: str, columns: Sequence[str]) -> str:
    """Return the help text that lists the columns of an exported table with their descriptions."""
    lines, one = ["columns:"], export_twin(table)
    for column in columns:
        text = of_column(one, column) or "no description"
        lines += textwrap.wrap(
            f"{column}: {text}", _WIDTH, initial_indent="  ", subsequent_indent="      ",
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    return "\n".join(lines)


def export_twin(table: str) -> str:
    """Return the database table whose column descriptions also apply to this exported table."""
    return "open_episode" if table == "caseload" else table.removesuffix("s")


def schemas() -> dict[str, str]:
    """Return the descriptions of the database schemas, keyed by schema name."""
    return dict(_texts()["schemas"])


def grain(table: str) -> str:
    """Return the description of what one row of a table stands for."""
    return _texts()["tables"][table]


def statements(tables: Iterable[tuple[str, str, bool, Sequence[str]]]) -> list[str]:
    """Return the SQL COMMENT statements that write the dictionary's texts into a database.

    Parameters
    ----------
    tables
        (schema, table, is a view, columns) of each table; what the dictionary does not describe gets no
        comment.

    Returns
    -------
    list of str
        COMMENT statements.

    Notes
    -----
    Columns of views get none: a direct reader gets no row of a view, and each comment takes a fifth of a
    millisecond of every import. docs/data-dictionary.md has their texts.
    """
    written = []
    for schema, table, is_view, columns in tables:
        name = f"{_name(schema)}.{_name(table)}"
        text = of_table(schema, table)
        if text:
            written.append(f"COMMENT ON {'VIEW' if is_view else 'TABLE'} {name} IS {_literal(text)}")
        for column in () if is_view else columns:
            meaning = of_column(table, column)
            if meaning:
                written.append(f"COMMENT ON COLUMN {name}.{_name(column)} IS {_literal(meaning)}")
    return written


def _name(text: str) -> str:
    """Return an SQL identifier in double quotes."""
    return '"' + text.replace('"', '""') + '"'


def _literal(text: str) -> str:
    """Return a text as an SQL string in single quotes."""
    return "'" + text.replace("'", "''") + "'"
