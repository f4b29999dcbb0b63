"""Building a data version: merge a delivery with what is known, count it by the rules, check it, switch to it.

Everything happens in a scratch file beside the versions; the current version is not touched until the very
last step, so an import that dies leaves yesterday's data on show.
"""

from __future__ import annotations

import datetime
import itertools
import operator
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analytics import definitions as rules
from analytics import dictionary, sql
from analytics.alliance import dips
from analytics.store import chain, ledger, versions
from analytics.store.folder import Store, Version
from analytics.store.read_back import CheckFailed, written
from analytics.store.staging import Staging

__all__ = ["BuildResult", "CheckFailed", "build_version", "mart_parameters"]

EPISODES_AT_ONCE = 100_000  # whose sessions are added up in one step; the sums of one take a kilobyte of memory


@dataclass(frozen=True)
class BuildResult:
    """What became of a delivery: its accepted rows by what they did to the store, and the version now current.

    new, unchanged, corrected (a value was replaced) and added_to (an empty value was filled) count rows of the
    files and add up to the accepted ones; version is None after a dry run on an empty store.
    """

    new: int
    unchanged: int
    corrected: int
    added_to: int
    version: str | None
    switched: bool


def build_version(
    store: Store,
    staging: Staging,
    *,
    data_date: datetime.date,
    imported_by: str = "",
    files: list[dict] | None = None,
    names: list[str] | None = None,
    report: dict[str, Any] | None = None,
    replace: bool = False,
    dry_run: bool = False,
    definitions: rules.Definitions | None = None,
    progress: Callable[[float], None] | None = None,
) -> BuildResult:
    """Add the delivery in `staging` to a store and make the result the current version.

    Parameters: files, one dictionary per file with name, sha256 and rows; names, of the files read, by their
    number in `delivery.rejected`; report, the import report so far (kept in the ledger); replace, whether the
    delivery is the whole practice; dry_run, count only; progress, called with the share written, from 0 to 1.
    Returns: BuildResult. A delivery that changes nothing leaves the current version as it is.
    Raises: StoreUnusable, CheckFailed; the store is then as it was. The caller holds `store.writing()`.
    """
    current = store.shown()
    definitions = definitions or store.definitions()
    old = None if replace else current
    connection = staging.connection
    connection.execute("SET preserve_insertion_order = true")
    if old:
        staging.know(old.path)
    counts = _merge(connection, old is not None)
    same = not (counts["new"] or counts["corrected"] or counts["added_to"]) and old is not None
    if dry_run:
        return BuildResult(**counts, version=current.name if current else None, switched=False)
    if same:
        return BuildResult(**counts, **_stayed(store, old, definitions, data_date))
    origin = ledger.Origin(versions.fresh_name(store.folder, store.name), current.name if current else versions.NOTHING)
    built = staging.scratch / f"building-{secrets.token_hex(4)}.duckdb"
    delivery = {"imported_by": imported_by, "files": files or [], "names": names or [], "report": report or {}}
    with written(connection, built):
        fill(connection, store, origin, data_date, definitions, delivery, old is not None, progress)
    chain.make_current(store.folder, built, origin.name, parent=origin.parent, day=data_date)
    return BuildResult(**counts, version=origin.name, switched=True)


def _stayed(store: Store, old: Version, definitions: rules.Definitions, data_date: datetime.date) -> dict[str, Any]:
    """After a delivery in which everything was known: the version stays, or is counted again in its place up to
    another day, by other rules or into newer tables; none of these takes an undo."""
    from analytics.store.recount import replace

    store.settle()
    equal = old.data_date == data_date and old.definitions_digest == definitions.digest()
    if equal and old.layout == sql.layout():
        return {"version": old.name, "switched": False}
    return {"version": replace(store, old, definitions, data_date), "switched": True}


def _merge(connection, has_old: bool) -> dict[str, int]:
    """Make fact.session from what is known and what was delivered; counts of delivered rows by effect."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS fact")
    if not has_old:
        connection.execute(sql.read("merge/first"))
        n = connection.execute("SELECT coalesce(sum(n_rows), 0)::BIGINT FROM delivery.session").fetchone()[0]
        return {"new": n, "unchanged": 0, "corrected": 0, "added_to": 0}
    for step in ("known", "matched", "merged"):
        connection.execute(sql.read(f"merge/{step}"))
    connection.execute(sql.read("merge/fact"))
    found = dict(connection.execute(sql.read("merge/counted")).fetchall())
    return {state: found.get(state, 0) for state in ("new", "unchanged", "corrected", "added_to")}


def fill(
    connection,
    store: Store,
    origin: ledger.Origin,
    data_date: datetime.date,
    definitions: rules.Definitions,
    delivery: dict[str, Any] | None,
    has_old: bool,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write marts, ledger and views of a version into the database attached as `new`."""
    secret = store.secret()
    values = mart_parameters(definitions, data_date, secret)
    connection.execute("CREATE SCHEMA new.mart")
    connection.execute("CREATE SCHEMA new.meta")
    steps = sql.names("marts")
    for done, step in enumerate(steps):
        if progress:
            progress(done / len(steps))
        if step.startswith("marts/30"):
            _gather(connection, step, values)
        elif step.startswith("marts/45"):
            _find_dips(connection, definitions, values)
        elif not step.startswith("marts/46"):
            _run(connection, step, values)
    ledger.write(connection, store, origin, data_date, definitions, delivery, has_old, secret)
    connection.execute("USE new")
    for view in ("views/scoped", "views/practice", "views/selected", "views/imports"):
        connection.execute(sql.read(view))
    if origin.name != "scratch":
        described = connection.execute(sql.read("dictionary/described")).fetchall()
        connection.execute(";".join(dictionary.statements(described)))
    connection.execute("USE memory")


def _run(connection, name: str, values: dict[str, Any]):
    bound = {key: values[key] for key in sql.parameters(name)}
    return connection.execute(sql.read(name), bound) if bound else connection.execute(sql.read(name))


def _gather(connection, name: str, values: dict[str, Any]) -> None:
    """Add up the sessions of each episode, a stretch of episodes at a time."""
    last = connection.execute("SELECT coalesce(max(episode_key), 0) FROM new.mart.session").fetchone()[0]
    for first in range(1, last + 1, EPISODES_AT_ONCE):
        _run(connection, name, values | {"first_key": first, "last_key": first + EPISODES_AT_ONCE - 1})


def mart_parameters(definitions: rules.Definitions, data_date: datetime.date, secret: str) -> dict[str, Any]:
    """The named parameters of the mart files: each rule by the name the SQL uses."""
    change, cutoffs, alliance = definitions.change, definitions.cutoffs, definitions.alliance
    endings, caseload = definitions.endings, definitions.caseload
    return {
        "data_date": data_date,
        "secret": secret,
        "ors_reliable_change": change.ors_reliable_change,
        "cors_reliable_change": change.cors_reliable_change,
        "change_rule": change.rule,
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
        "unplanned_rule": endings.unplanned,
        "lapse_days": endings.lapse_days,
        "min_recorded": endings.min_recorded,
        "episode_gap_days": endings.episode_gap_days,
        "min_ors": definitions.population.min_ors,
        "fall_from_start": caseload.fall_from_start,
        "early_low_sessions": caseload.early_low_sessions,
        "srs_slide": caseload.srs_slide,
        "no_srs_sessions": caseload.no_srs_sessions,
        "days_away": caseload.days_away,
        "min_sessions": caseload.min_sessions,
        "repair_sessions": definitions.dips.repair_sessions,
        "horizon_days": definitions.early_warning.horizon_days,
    }


def _find_dips(connection, definitions: rules.Definitions, values: dict[str, Any]) -> None:
    """Leave the alliance drops of every episode in the temporary table `found`."""
    spread = dips.practice_spread(*_run(connection, "marts/45_srs_steps", values).fetchone())
    forms = _run(connection, "marts/46_srs_courses", values).fetchall()
    found = [
        (key, dip)
        for key, course in itertools.groupby(forms, key=operator.itemgetter(0))
        for dip in _dips_of(list(course), spread, definitions.dips)
    ]
    connection.execute(
        sql.read("merge/found"),
        {
            "episode_keys": [key for key, _ in found],
            "session_nos": [dip.session_no for _, dip in found],
            "baselines": [dip.baseline for _, dip in found],
            "falls": [dip.fall for _, dip in found],
            "marked": [dip.marked for _, dip in found],
            "repair_levels": [dip.repair_level for _, dip in found],
            "outcomes": [dip.outcome for _, dip in found],
            "resolved": [dip.resolved_session for _, dip in found],
        },
    )


def _dips_of(course: list[tuple], spread: float, rule: rules.model.Dips) -> list[dips.Dip]:
    """The drops of one episode, from its rows of 46_srs_courses."""
    return dips.find([form[1] for form in course], [form[2] for form in course], spread, rule, course[0][3])
