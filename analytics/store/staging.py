"""Staging database: the in-memory DuckDB connection in which one delivery is imported.

In memory, at most two threads and about 1 GB, spilling only into the store's own `building/` folder (encrypted if the
store is), no extension but OpenSSL for an encrypted store, no file access outside the folders named. `ingest` gives it
the dialect and the SQL; nothing else opens DuckDB while importing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import duckdb

from analytics import sql
from analytics.store import encryption_key
from analytics.store.database_file import attach, load_cryptography

THREADS = 2
MEMORY_MB = 1000  # megabytes DuckDB may hold before it spills
NOT_OPTIMIZED_BYTES = 500_000  # of a source whose statement takes longer to optimize than to run


class Staging:
    """In-memory database of one import or recount, with a scratch folder for what exceeds its memory."""

    def __init__(
        self,
        scratch: Path,
        *,
        allowed: Iterable[Path] = (),
        memory_mb: int = MEMORY_MB,
        threads: int = THREADS,
    ) -> None:
        self.scratch = Path(scratch)
        self.source_bytes = 0  # of the text file of the current source
        self.knows = False  # whether sessions of earlier deliveries can be asked for
        spill = self.scratch / "spill"
        for folder in (self.scratch, spill):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        self.connection = duckdb.connect(
            ":memory:",
            config={
                "threads": threads,
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": str(spill),
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
                "preserve_insertion_order": "false",
            },
        )
        if encryption_key.of_file(spill) is not None:
            load_cryptography(self.connection)
            self.connection.execute("SET temp_file_encryption = true")
        folders = [str(Path(path).resolve()) for path in (self.scratch, *allowed)]
        self.connection.execute("SET allowed_directories = $folders", {"folders": folders})
        self.connection.execute("SET enable_external_access = false")
        # after two seconds it writes to standard output, where the importing process speaks
        self.connection.execute("SET enable_progress_bar = false")

    def run(self, name: str, **params: Any) -> list[tuple[Any, ...]]:
        """Run `analytics/sql/staging/<name>.sql` and return its rows; an empty list for a file that writes.

        A file without parameters may hold several statements; a file with parameters holds one. Parameters
        that the file does not name are left out.
        """
        wanted = sql.parameters(f"staging/{name}")
        bound = {key: params[key] for key in wanted}
        text = sql.read(f"staging/{name}")
        cursor = self.connection.execute(text, bound) if bound else self.connection.execute(text)
        return cursor.fetchall() if cursor.description else []

    def run_on_source(self, name: str, **params: Any) -> list[tuple[Any, ...]]:
        """Run a staging file of hundreds of expressions over the source; without DuckDB's optimizer if that is small.

        Optimizing them takes about 60 ms, longer than running them on a few thousand rows; on 20 MB of faulty rows
        it saves 50 of 60 s.
        """
        small = self.source_bytes <= NOT_OPTIMIZED_BYTES
        if small:
            self.connection.execute("PRAGMA disable_optimizer")
        try:
            return self.run(name, **params)
        finally:
            if small:
                self.connection.execute("PRAGMA enable_optimizer")

    def source(self, path: Path, fields: list[str], delimiter: str) -> None:
        """Set the text file, its columns and its delimiter for the SQL function `staging.source()`.

        Holdfast wrote the file: without header, `fields` in order, all of them text but the first, `line`.
        """
        self.source_bytes = path.stat().st_size
        columns = dict.fromkeys(fields, "VARCHAR")
        self.set("source_columns", {"line": "INTEGER", **columns})
        self.set("source_path", str(path))
        self.set("source_delimiter", delimiter)
        self.run("cells")
        self.run("scored")

    def know(self, version: Path) -> None:
        """Attach a stored version, read-only, under the name `old`, unless it is attached already."""
        if not self.knows:
            attach(self.connection, version, "old", read_only=True)
            self.knows = True

    def set(self, variable: str, value: Any) -> None:
        """Set an SQL variable of the staging connection.

        A list of texts goes in as one JSON text: DuckDB looks for pandas at every text that it is given.
        """
        assert variable.isidentifier()
        texts = isinstance(value, list) and value and all(isinstance(item, str) for item in value)
        expression, given = (
            ("""from_json($value, '["VARCHAR"]')""", json.dumps(value)) if texts else ("$value", value)
        )
        self.connection.execute(f"SET VARIABLE {variable} = {expression}", {"value": given})

    def close(self) -> None:
        """Close the staging connection, which frees its memory and spill files."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Return this staging database."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close this staging database."""
        self.close()
