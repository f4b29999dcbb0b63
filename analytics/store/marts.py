"""Computation of the marts: SQL files that turn sessions into the tables that pages read."""

from __future__ import annotations

import datetime
import itertools
import operator
from collections.abc import Callable, Iterator
from typing import Any

import duckdb

from analytics import definitions as rules
from analytics import dictionary, dips, sql
from analytics.definitions.model import Dips
from analytics.store import lacking, ledger
from analytics.store.queries import scalar
from analytics.store.store import Store

HIGHEST_LOW_LINE = 38.0  # SRS points; two of the smallest spreads under 40, nearer a form is like full marks
EPISODES_AT_ONCE = 100_000  # summed in one step; the sums of one episode take a kilobyte of memory


def fill(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    origin: ledger.Origin,
    data_date: datetime.date,
    definitions: rules.Definitions,
    delivery: dict[str, Any] | None,
    has_old: bool,
    progress: Callable[[float], None] | None = None,
    compared: dict[str, Any] | None = None,
) -> None:
    """Write the marts, the record of deliveries and the views into the version file attached as `new`.

    Parameters
    ----------
    connection
        Connection with `fact.session`; the temporary table `lacking` says what the latest delivery lacks.
    store, origin, data_date, definitions, delivery, has_old
        As for `ledger.write`.
    progress
        Called with the share of steps done, from 0 to 1.
    compared
        Comparison of the latest delivery, as for `lacking.write`; None copies what the version in `old` says.
    """
    secret = store.secret()
    values = mart_parameters(definitions, data_date, secret)
    connection.execute("CREATE SCHEMA new.mart")
    connection.execute("CREATE SCHEMA new.meta")
    steps = sql.names("marts")
    for done, step in enumerate(steps):
        if progress:
            progress(done / len(steps))
        make_table(connection, step, definitions, values)
    ledger.write(connection, store, origin, data_date, definitions, delivery, has_old, secret)
    lacking.write(connection, compared)
    connection.execute("USE new")
    for view in ("views/scoped", "views/practice", "views/selected", "views/imports"):
        connection.execute(sql.read(view))
    if origin.name != "scratch":
        described = connection.execute(sql.read("dictionary/described")).fetchall()
        connection.execute(";".join(dictionary.statements(described)))
    connection.execute("USE memory")


def make_table(
    connection: duckdb.DuckDBPyConnection, step: str, definitions: rules.Definitions, values: dict[str, Any]
) -> None:
    """Run one of the SQL files of `marts/`, in stretches of episodes where it asks for them."""
    if step.startswith("marts/30"):
        for stretch in _stretches(connection, values):
            run_step(connection, step, stretch)
    elif step.startswith("marts/45"):
        _find_dips(connection, definitions, values)
    elif not step.startswith("marts/46"):
        run_step(connection, step, values)


def run_step(
    connection: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any]
) -> duckdb.DuckDBPyConnection:
    """Run one SQL file with the parameters that the file names; return the connection."""
    bound = {key: values[key] for key in sql.parameters(name)}
    return connection.execute(sql.read(name), bound) if bound else connection.execute(sql.read(name))


def _stretches(connection: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the SQL parameters once per range of episode keys, to process a large practice in parts."""
    last = scalar(connection, "SELECT coalesce(max(episode_key), 0) FROM new.mart.session")
    for first in range(1, last + 1, EPISODES_AT_ONCE):
        yield values | {"first_key": first, "last_key": first + EPISODES_AT_ONCE - 1}


def mart_parameters(definitions: rules.Definitions, data_date: datetime.date, secret: str) -> dict[str, Any]:
    """Return the SQL parameters of the mart files: counting rules, data date and key of the record ids."""
    change, cutoffs, alliance = definitions.change, definitions.cutoffs, definitions.alliance
    endings, caseload = definitions.endings, definitions.caseload
    return {
        "data_date": data_date,
        "secret": secret,
        "ors_reliable_change": change.ors_reliable_change,
        "cors_reliable_change": change.cors_reliable_change,
        "change_margin": change.margin,
        "cutoff_adult": cutoffs.adult,
        "cutoff_adolescent": cutoffs.adolescent,
        "cutoff_child": cutoffs.child,
        "cutoff_caretaker_adolescent": cutoffs.caretaker_adolescent,
        "cutoff_caretaker_child": cutoffs.caretaker_child,
        "early_from": alliance.early_sessions[0],
        "early_to": alliance.early_sessions[1],
        "min_forms": alliance.min_forms,
        "low_total": alliance.low_total,
        "min_drop": definitions.dips.min_drop,
        "forms_before": dips.FORMS_BEFORE,
        "repair_sessions": definitions.dips.repair_sessions,
        "unplanned_rule": endings.unplanned,
        "lapse_days": endings.lapse_days,
        "min_recorded": endings.min_recorded,
        "episode_gap_days": endings.episode_gap_days,
        "min_ors": definitions.population.min_ors,
        "fall_from_start": caseload.fall_from_start,
        "early_low_sessions": caseload.early_low_sessions,
        "early_low_share": _early_low_share(definitions),
        "highest_low_line": HIGHEST_LOW_LINE,
        "srs_slide": caseload.srs_slide,
        "no_srs_sessions": caseload.no_srs_sessions,
        "days_away": caseload.days_away,
        "min_sessions": caseload.min_sessions,
        "horizon_days": definitions.early_warning.horizon_days,
    }


def _early_low_share(definitions: rules.Definitions) -> float:
    """Return the share of courses whose first SRS count as low; 0 where the practice has set its own ask line."""
    published = definitions.alliance.low_total == rules.DEFAULTS.alliance.low_total
    return definitions.caseload.early_low_share if published else 0.0


def _find_dips(
    connection: duckdb.DuckDBPyConnection, definitions: rules.Definitions, values: dict[str, Any]
) -> None:
    """Fill the temporary table `found_dips` with every drop of the SRS in every episode."""
    spread = dips.practice_spread(*run_step(connection, "marts/45_srs_steps", values).fetchall()[0])
    connection.execute(sql.read("merge/dips_none"))
    for stretch in _stretches(connection, values):
        forms = run_step(connection, "marts/46_srs_courses", stretch).fetchall()
        found = [
            (key, dip)
            for key, course in itertools.groupby(forms, key=operator.itemgetter(0))
            for dip in _dips_of(list(course), spread, definitions.dips)
        ]
        connection.execute(sql.read("merge/dips"), _as_lists(found))


def _as_lists(pairs: list[tuple[int, dips.Dip]]) -> dict[str, list[Any]]:
    """Return pairs of (episode key, SRS drop) as a dictionary from column name to the list of values."""
    return {
        "episode_keys": [key for key, _ in pairs],
        "session_nos": [dip.session_no for _, dip in pairs],
        "baselines": [dip.baseline for _, dip in pairs],
        "falls": [dip.fall for _, dip in pairs],
        "marked": [dip.marked for _, dip in pairs],
        "repair_levels": [dip.repair_level for _, dip in pairs],
        "outcomes": [dip.outcome for _, dip in pairs],
        "resolved": [dip.resolved_session for _, dip in pairs],
    }


def _dips_of(course: list[tuple[Any, ...]], spread: float, rule: Dips) -> list[dips.Dip]:
    """Return the SRS drops of one episode, given its rows from the query 46_srs_courses."""
    return dips.find([form[1] for form in course], [form[2] for form in course], spread, rule, course[0][3])
