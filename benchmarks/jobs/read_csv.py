"""Lower limit for the duration of an import: DuckDB only reads the same CSV into a database."""

from __future__ import annotations

import sys
from typing import Any

_modules: dict[str, Any] = vars(sys)["modules"]
for _name in ("pandas", "pyarrow"):  # DuckDB would look for them and load half a second of modules
    _modules.setdefault(_name, None)

import duckdb  # noqa: E402

_AREAS = ("individual", "interpersonal", "social", "overall", "relationship", "goals", "approach", "total")
_TYPES = {"episode_no": "INTEGER", "session_no": "INTEGER", "session_date": "DATE"}


def column_types(header: list[str]) -> dict[str, str]:
    """Map column names to DuckDB types: DECIMAL(4,1) for scores, INTEGER, DATE, else VARCHAR."""
    score = {name for name in header if name.rpartition("_")[2] in _AREAS}
    return {name: "DECIMAL(4,1)" if name in score else _TYPES.get(name, "VARCHAR") for name in header}


def main(database: str, *files: str) -> None:
    """Read the export into table `session` of a new database file."""
    with open(files[0], encoding="utf-8") as file:
        columns = column_types(file.readline().rstrip("\n").split(","))
    with duckdb.connect(database, config={"threads": 2}) as connection:
        connection.execute(
            f"CREATE TABLE session AS FROM read_csv({list(files)!r}, header = true, delim = ',', quote = '',"
            f" columns = {columns!r})"
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
