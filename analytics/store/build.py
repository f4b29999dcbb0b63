"""Building a data version: merge a delivery with what is known, count it by the rules, check it, switch to it.

Everything happens in a scratch file beside the versions; the current version is not touched until the very
last step, so an import that dies leaves yesterday's data on show.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import itertools
import operator
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from analytics import clock, dictionary, dips, sql
from analytics import definitions as rules
from analytics.store import aliases as identities
from analytics.store import atomic_file, chain, courses, journal, lacking, latest, ledger, versions
from analytics.store.folder import Store, Version
from analytics.store.merging import BuildResult, merge
from analytics.store.read_back import CheckFailed, written
from analytics.store.staging import Staging

__all__ = ["BuildResult", "CheckFailed", "build_version", "mart_parameters"]

EPISODES_AT_ONCE = (
    100_000  # whose sessions are added up in one step; the sums of one take a kilobyte of memory
)


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
    aliases: Sequence[identities.Alias] | None = None,
    suggestions: Sequence[identities.Suggestion] = (),
    progress: Callable[[float], None] | None = None,
    decide: Callable[[lacking.Lacking], bool] | None = None,
    before_switch: Callable[[str], None] | None = None,
) -> BuildResult:
    """Add the delivery in `staging` to a store and make the result the current version.

    Parameters: files, one dictionary per file with name, sha256 and rows; names, of the files read, by their
    number in `delivery.rejected`; report, the import report so far (kept in the ledger); replace, whether the
    delivery is the whole practice; dry_run, count only; aliases, those in force from now on, None for those of the
    version on show; suggestions, new ones; progress, called with the share written, from 0 to 1; decide, called with
    what the delivery lacks: whether it is followed (it may raise to stop, and add to `report`), else it is kept;
    before_switch, called with the import id when the version is written and not yet current.
    Returns: BuildResult. A delivery that changes nothing leaves the current version as it is.
    Raises: StoreUnusable, CheckFailed; the store is then as it was. The caller holds `store.writing()`.
    """
    current = store.shown()
    definitions = definitions or store.definitions()
    connection = staging.connection
    connection.execute("SET preserve_insertion_order = true")
    if current:
        staging.know(current.path)
    said = store.aliases()
    in_force = said if aliases is None else tuple(aliases)
    asked = store.asked()
    identities.put(connection, in_force, dataclasses.replace(asked, open=(*asked.open, *suggestions)))
    made = merge(connection, current is not None, replace, decide)
    values = mart_parameters(definitions, data_date, store.secret())
    changed = courses.new_facts(
        connection, functools.partial(_run, connection, values=values), current is not None
    )
    made = dataclasses.replace(made, courses=changed)
    if dry_run:
        return dataclasses.replace(made, version=current.name if current else None)
    compared = _compared(imported_by, files, latest.document(report, replace))
    report = (report or {}) | {f"rows_{effect}": n for effect, n in made.counts.items()}
    report |= courses.said(report, changed)
    noted = journal.of_import(made, report, imported_by, files or [], data_date, replace)
    if current and not made.changes and in_force == said:
        stayed = _stayed(store, staging, current, definitions, data_date, compared, imported_by)
        told = {"compared": compared["document"]} if compared["document"] else {}
        journal.append(store.folder, journal.IMPORT, version=stayed["version"], **noted, **told)
        return dataclasses.replace(made, **stayed)
    import_id = secrets.token_hex(8)
    origin = ledger.Origin(
        versions.fresh_name(store.folder, store.name), current.name if current else versions.NOTHING
    )
    built = staging.scratch / f"building-{secrets.token_hex(4)}.duckdb"
    delivery = {"imported_by": imported_by, "files": files or [], "names": names or [], "report": report}
    delivery["import_id"] = import_id
    with written(connection, built):
        fill(
            connection,
            store,
            origin,
            data_date,
            definitions,
            delivery,
            current is not None,
            progress,
            compared,
        )
    if before_switch:
        before_switch(import_id)
    noted |= {"import_id": import_id, "parent": origin.parent}
    try:
        with journal.noting(store.folder, journal.IMPORT, version=origin.name, **noted):
            chain.make_current(store.folder, built, origin.name, parent=origin.parent, day=data_date)
    except BaseException:
        atomic_file.remove(built)
        raise
    return dataclasses.replace(made, version=origin.name, switched=True, import_id=import_id)


def _compared(imported_by: str, files, document: dict[str, Any] | None) -> dict[str, Any]:
    """What `lacking.write` keeps of a delivery: who brought which files, and the comparison without client codes."""
    now = clock.now().replace(tzinfo=None)
    return {"compared_at": now, "imported_by": imported_by, "files": files or [], "document": document}


def _stayed(
    store: Store, staging: Staging, old: Version, definitions, day, compared: dict, by: str
) -> dict[str, Any]:
    """After a delivery in which everything was known: the version stays, or is built again in its place up to another
    day, by other rules, into newer tables or with what the delivery lacks; none of these takes an undo."""
    from analytics.store import recount

    store.settle()
    if lacking.differs(staging.connection):
        return {
            "version": recount.compared(store, staging, old, definitions, day, compared),
            "switched": True,
        }
    equal = old.data_date == day and old.definitions_digest == definitions.digest()
    if equal and old.layout == sql.schema_hash():
        return {"version": old.name, "switched": False}
    return {"version": recount.replace(store, old, definitions, day, by=by), "switched": True}


def fill(
    connection,
    store: Store,
    origin: ledger.Origin,
    data_date: datetime.date,
    definitions: rules.Definitions,
    delivery: dict[str, Any] | None,
    has_old: bool,
    progress: Callable[[float], None] | None = None,
    compared: dict[str, Any] | None = None,
) -> None:
    """Write marts, ledger and views of a version into the database attached as `new`; the temporary table `lacking`
    and `compared` say what the latest delivery lacks (None: as the version in `old` does)."""
    secret = store.secret()
    values = mart_parameters(definitions, data_date, secret)
    connection.execute("CREATE SCHEMA new.mart")
    connection.execute("CREATE SCHEMA new.meta")
    steps = sql.names("marts")
    for done, step in enumerate(steps):
        if progress:
            progress(done / len(steps))
        if step.startswith("marts/30"):
            for stretch in _stretches(connection, values):
                _run(connection, step, stretch)
        elif step.startswith("marts/45"):
            _find_dips(connection, definitions, values)
        elif not step.startswith("marts/46"):
            _run(connection, step, values)
    ledger.write(connection, store, origin, data_date, definitions, delivery, has_old, secret)
    lacking.write(connection, compared)
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


def _stretches(connection, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parameters once per stretch of episodes, so that no step holds a large practice whole."""
    last = connection.execute("SELECT coalesce(max(episode_key), 0) FROM new.mart.session").fetchone()[0]
    for first in range(1, last + 1, EPISODES_AT_ONCE):
        yield values | {"first_key": first, "last_key": first + EPISODES_AT_ONCE - 1}


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
    connection.execute(sql.read("merge/found_none"))
    for stretch in _stretches(connection, values):
        forms = _run(connection, "marts/46_srs_courses", stretch).fetchall()
        found = [
            (key, dip)
            for key, course in itertools.groupby(forms, key=operator.itemgetter(0))
            for dip in _dips_of(list(course), spread, definitions.dips)
        ]
        connection.execute(sql.read("merge/found"), _as_lists(found))


def _as_lists(found: list[tuple[int, dips.Dip]]) -> dict[str, list]:
    """The drops of a stretch as one list per column."""
    return {
        "episode_keys": [key for key, _ in found],
        "session_nos": [dip.session_no for _, dip in found],
        "baselines": [dip.baseline for _, dip in found],
        "falls": [dip.fall for _, dip in found],
        "marked": [dip.marked for _, dip in found],
        "repair_levels": [dip.repair_level for _, dip in found],
        "outcomes": [dip.outcome for _, dip in found],
        "resolved": [dip.resolved_session for _, dip in found],
    }


def _dips_of(course: list[tuple], spread: float, rule: rules.model.Dips) -> list[dips.Dip]:
    """The drops of one episode, from its rows of 46_srs_courses."""
    return dips.find([form[1] for form in course], [form[2] for form in course], spread, rule, course[0][3])
