"""Read-only DuckDB connections to data versions, encrypted or not, locked away from other files and the network."""

from __future__ import annotations

from pathlib import Path

import duckdb

from analytics.store import database_file, query_limits

THREADS = 1  # of one question: more cost a third of its time, and pages ask two at a time
LARGE, LARGE_THREADS = 20_000_000, 2  # bytes of a version above which one question is work for two

_HARDENED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
    "memory_limit": query_limits.MEMORY,
    "temp_directory": "",  # nothing is spilled: a killed query would leave rows of clients on the disk
}


_LOCKED = ("enable_external_access", "lock_configuration")  # of an encrypted version: set when it is attached


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a read-only connection to a version file, with the same options at every call in a process.

    Raises
    ------
    KeyMissing
        If the file is encrypted and its key is not there.
    """
    threads = LARGE_THREADS if path.stat().st_size > LARGE else THREADS
    options = {**_HARDENED, "threads": threads}
    if not database_file.is_encrypted(path):
        return duckdb.connect(str(path), read_only=True, config=options)
    connection = duckdb.connect(
        config={name: value for name, value in options.items() if name not in _LOCKED}
    )
    try:
        database_file.attach(connection, path, database_file.NAME, read_only=True)
        for name in _LOCKED:
            connection.execute(f"SET {name} = {_HARDENED[name]}")
        connection.execute(f"USE {database_file.NAME}")
    except BaseException:
        connection.close()
        raise
    return connection


def new_cursor(connection: duckdb.DuckDBPyConnection, *, is_encrypted: bool) -> duckdb.DuckDBPyConnection:
    """Return a new cursor of a connection that `connect` opened; its names of tables are those of the version.

    is_encrypted: whether the file of the version is; then the cursor has to be told where it is attached.
    """
    cursor = connection.cursor()
    if is_encrypted:
        cursor.execute(f"USE {database_file.NAME}")
    return cursor
