"""Building a data version: merge a delivery with what is known, count it by the rules, check it, switch to it.

Everything happens in a scratch file beside the versions; the current version is not touched until the very
last step, so an import that dies leaves yesterday's data on show.
"""

from __future__ import annotations

import contextlib
import datetime
import itertools
import json
import operator
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics import definitions as rules
from analytics import dictionary, sql
from analytics.alliance import dips
from analytics.store import private, versions
from analytics.store.folder import Store, Version
from analytics.store.staging import Staging

EPISODES_AT_ONCE = 100_000  # whose sessions are added up in one step; the sums of one take a kilobyte of memory


class CheckFailed(RuntimeError):
    """A new version broke one of its own promises and was thrown away."""


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
    current = store.current()
    definitions = definitions or store.definitions()
    old = None if replace or current is None else current
    connection = staging.connection
    connection.execute("SET preserve_insertion_order = true")
    if old:
        staging.know(old.path)
    counts = _merge(connection, old is not None)
    same = not (counts["new"] or counts["corrected"] or counts["added_to"]) and old is not None
    same = same and old.data_date == data_date and old.definitions_digest == definitions.digest()
    same = same and old.layout == sql.layout()
    if dry_run or same:
        return BuildResult(**counts, version=current.name if current else None, switched=False)
    name = versions.fresh_name(store.folder, store.name)
    built = staging.scratch / f"building-{secrets.token_hex(4)}.duckdb"
    delivery = {"imported_by": imported_by, "files": files or [], "names": names or [], "report": report or {}}
    with _attached(connection, built):
        _fill(connection, store, name, data_date, definitions, delivery, old is not None, progress)
    versions.publish(store.folder, built, name)
    return BuildResult(**counts, version=name, switched=True)


def rebuild(store: Store, definitions: rules.Definitions) -> Version:
    """Count the current sessions by other rules and make that the current version."""
    with store.writing():
        name = versions.fresh_name(store.folder, store.name)
        with _recounted(store, definitions, name) as built:
            versions.publish(store.folder, built, name)
    return store.current()


@contextlib.contextmanager
def scratch_version(store: Store, definitions: rules.Definitions) -> Iterator[Path]:
    """The current sessions counted by other rules, in a file that is deleted afterwards."""
    with _recounted(store, definitions, "scratch") as built:
        try:
            yield built
        finally:
            built.unlink(missing_ok=True)


@contextlib.contextmanager
def _recounted(store: Store, definitions: rules.Definitions, name: str) -> Iterator[Path]:
    current = store.current()
    scratch = store.folder / "building" / f"recount-{secrets.token_hex(4)}"
    with Staging(scratch, allowed=[store.folder / "versions"]) as staging:
        connection = staging.connection
        connection.execute("SET preserve_insertion_order = true")
        staging.know(current.path)
        connection.execute("CREATE SCHEMA fact")
        connection.execute(sql.read("merge/known"))
        connection.execute("CREATE VIEW fact.session AS SELECT * EXCLUDE (known_row) FROM known")
        built = scratch / f"{name}.duckdb"
        with _attached(connection, built):
            _fill(connection, store, name, current.data_date, definitions, None, True)
        yield built
    with contextlib.suppress(OSError):
        (scratch / "spill").rmdir()
        scratch.rmdir()


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


@contextlib.contextmanager
def _attached(connection, path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=private.FOLDER)
    connection.execute(f"ATTACH '{path}' AS new")
    connection.execute("BEGIN")
    try:
        yield
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT new")
    except BaseException:
        with contextlib.suppress(Exception):
            connection.execute("ROLLBACK")
        connection.execute("DETACH new")
        path.unlink(missing_ok=True)
        raise
    connection.execute("DETACH new")


def _fill(connection, store, name, data_date, definitions, delivery, has_old: bool, progress=None) -> None:
    """Write marts, ledger and views into `new`, then check its promises."""
    values = mart_parameters(definitions, data_date, store.secret())
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
    _ledger(connection, store, name, data_date, definitions, delivery, has_old)
    for check in sql.names("checks"):
        broken = connection.execute(sql.read(check)).fetchall()
        if broken:
            raise CheckFailed(f"The new data version failed its own check: {broken[0][0]}. Nothing was changed.")
    connection.execute("USE new")
    for view in ("views/scoped", "views/practice", "views/selected", "views/imports"):
        connection.execute(sql.read(view))
    if name != "scratch":
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
        "episode_gap_days": endings.episode_gap_days,
        "min_ors": definitions.population.min_ors,
        "fall_from_start": caseload.fall_from_start,
        "early_low_sessions": caseload.early_low_sessions,
        "srs_slide": caseload.srs_slide,
        "no_srs_sessions": caseload.no_srs_sessions,
        "days_away": caseload.days_away,
        "min_sessions": caseload.min_sessions,
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


def _ledger(connection, store, name, data_date, definitions, delivery, has_old: bool) -> None:
    """Write what the version says of itself and every delivery behind it."""
    connection.execute(sql.read("merge/ledger_old" if has_old else "merge/ledger_new"))
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)
    if delivery is not None:
        report = delivery["report"]
        counts = {
            key: int(report.get(key, 0)) for key in ("rows_in", "rows_accepted", "rows_quarantined", "rows_skipped")
        }
        connection.execute(
            sql.read("merge/ledger_import"),
            {
                **counts,
                "imported_at": now,
                "imported_by": delivery["imported_by"],
                "data_date": data_date,
                "files": json.dumps(delivery["files"]),
                "report": json.dumps(report),
            },
        )
        connection.execute(sql.read("merge/ledger_quarantine"), {"names": delivery["names"]})
    connection.execute(
        sql.read("merge/ledger_version"),
        {
            "name": name,
            "version_no": versions.number(name) if name != "scratch" else 0,
            "data_date": data_date,
            "definitions": rules.to_toml(definitions),
            "digest": definitions.digest(),
            "store": store.name,
            "built_at": now,
            "layout": sql.layout(),
        },
    )
