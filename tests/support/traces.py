"""Search of a data folder for everything that is left of a client, in raw bytes and in every table."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.store.read_only_connection import connect


def files_with(folder: Path, text: str) -> list[str]:
    """Return the files whose raw bytes hold a text, in UTF-8 or UTF-16."""
    wanted = (text.encode(), text.encode("utf-16-le"))
    return sorted(
        str(path.relative_to(folder))
        for path in Path(folder).rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    )


def tables_with(version: Path, text: str) -> list[str]:
    """Return the columns of a version file in which a text stands, or the number that it says."""
    found = []
    with connect(version) as connection:
        columns = connection.execute(
            "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()"
            " JOIN duckdb_tables() USING (schema_name, table_name)"
        ).fetchall()
        for schema, table, column, kind in columns:
            place = f'"{schema}"."{table}"'
            what = f'contains("{column}"::VARCHAR, $text)'
            if kind.startswith("DECIMAL"):
                what = f'"{column}"::VARCHAR = $text'
            try:
                (n,) = connection.execute(
                    f"SELECT count(*) FROM {place} WHERE {what}", {"text": text}
                ).fetchone()
            except duckdb.Error as error:
                raise AssertionError(f"{place}.{column}") from error
            if n:
                found.append(f"{schema}.{table}.{column}")
    return found
