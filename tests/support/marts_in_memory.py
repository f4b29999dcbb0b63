"""Marts of a simulated practice without a file: many practices in the time that one import takes.

The product's own statements run on sessions held in memory, up to the open episodes; nothing is read from an export,
written or checked, and DuckDB's optimizer is off, which takes longer than a few thousand rows. That both ways give the
same rows is tested in tests/unit/test_first_group.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import numpy as np
import pandas as pd

from analytics import sql
from analytics.definitions import DEFAULTS
from analytics.store import aliases, marts
from analytics.store.merging import merge
from tests.support.practice import DELIVERED, session

LAST_STEP = "marts/51_open_episode"
NOT_NEEDED = ("marts/33", "marts/36", "marts/40")  # by the open episodes


@contextmanager
def opened(sessions: pd.DataFrame, day: datetime.date) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with the marts of a practice, `new.mart.open_episode` the last of them.

    Parameters
    ----------
    sessions : pd.DataFrame
        One row per session; columns by the names of `practice.session`, the others as it fills them. NaN: no form.
    day : datetime.date
        Data day.
    """
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SET preserve_insertion_order = true; ATTACH ':memory:' AS new")
        connection.execute("CREATE SCHEMA delivery; CREATE SCHEMA new.mart")
        connection.execute(f"CREATE TABLE delivery.session ({DELIVERED})")
        usual = {name: value for name, value in session("", day.isoformat()).items() if value is not None}
        named = {name: value for name, value in usual.items() if name not in sessions}
        whole = sessions.assign(file_no=1, line=np.arange(2, len(sessions) + 2), **named)
        for form in ("ors", "srs"):
            whole[f"{form}_version"] = np.where(whole[f"{form}_total"].notna(), form.upper(), None)
        connection.register("whole", whole)
        connection.execute("INSERT INTO delivery.session BY NAME FROM whole")
        aliases.fill_tables(connection, ())
        merge(connection, False, False, None)
        values = marts.mart_parameters(DEFAULTS, day, "secret")
        for step in sql.names("marts"):
            if step <= LAST_STEP and not step.startswith(NOT_NEEDED):
                quick = not step.startswith("marts/21")
                connection.execute(f"PRAGMA {'disable' if quick else 'enable'}_optimizer")
                marts.make_table(connection, step, DEFAULTS, values)
        yield connection
