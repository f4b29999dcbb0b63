"""What each command does. A command returns a `Result`; printing and exit status are the caller's."""

from __future__ import annotations

import datetime
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analytics import alliance, answers, caseload, course, evidence, focus, outcomes, quality, therapists
from analytics.access import may, who_may
from analytics.alliance.decomposition import decomposition
from analytics.cli import printing, reading, way_back, writing
from analytics.cli.arguments import VIEWS
from analytics.cli.place import Place, WrongSetting
from analytics.cli.tables import TABLES
from analytics.filters import Filters
from analytics.ingest import ImportFailed, deliver
from analytics.outcomes.choices import check as check_filters
from analytics.risk import early_warning, keeping, refresh
from analytics.store.check import check as check_store

DONE, DEFECT, REFUSED, NO_DATA, UNUSABLE = 0, 1, 3, 4, 5
ANSWERS = {
    "overview": outcomes.overview,
    "outcomes": outcomes.outcomes,
    "alliance": alliance.alliance,
    "therapists": therapists.comparison,
    "focus": focus.focus,
    "caseload": caseload.caseload,
    "course": course.course,
    "decomposition": decomposition,
    "evidence": evidence.evidence,
    "quality": quality.quality,
    "early_warning": early_warning.early_warning,
}
PAGES = {
    "overview": "overview",
    "outcomes": "outcomes",
    "alliance": "alliance",
    "therapists": "therapists",
    "focus": "supervision",
    "caseload": "caseload",
    "course": "outcomes",  # practice totals; its clients are limited by the scope
    "decomposition": "evidence",
    "evidence": "evidence",
    "quality": "data",
    "early_warning": "early_warning",
}


@dataclass(frozen=True)
class Result:
    """The outcome of a command: exit status, the JSON document, and the same for people."""

    status: int
    document: Any
    text: str


def import_files(place: Place, given) -> Result:
    """Bring one delivery in."""
    missing = [name for name in given.files if not Path(name).is_file()]
    if missing:
        raise WrongSetting(f"There is no file {missing[0]}.")
    _may_import(place)
    try:
        report = deliver(
            place.store,
            given.files,
            today=given.today or datetime.date.today(),  # noqa: DTZ011  the practice's own calendar day
            imported_by=given.person or "command line",
            dry_run=given.dry_run,
            replace=given.replace,
            answers=dict(given.answer),
            profile=given.profile,
            progress=_progress,
        )
    except ImportFailed as error:
        print(error, file=sys.stderr)
        return Result(DEFECT, {"error": str(error), "status": DEFECT}, "")
    document = report.as_dict()
    refused = report.outcome in ("reject", "needs_choice")
    if not refused and not given.dry_run:
        _said_of_models(refresh.soon(place.store))
    return Result(REFUSED if refused else DONE, document, printing.import_report(document))


def _may_import(place: Place) -> None:
    if not place.viewer.may_import:
        raise WrongSetting(f"{place.viewer.name} may not import; owners and the office may.")


def _progress(stage: str, share: float) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage} {share:.0%}   ", end="" if share < 1 else "\n", file=sys.stderr, flush=True)


def imports(place: Place, given) -> Result:
    """The ledger, or going back to the version before, or forward again."""
    _may_import(place)
    if given.undo or given.redo:
        return _moved(place, given.undo)
    rows = [
        {**row, "files": json.loads(row["files"]), "report": json.loads(row["report"])}
        for row in place.store.history()
    ]
    current, steps = place.store.current(), place.store.steps()
    document = {"version": current.name if current else None, "imports": answers.plain(rows)}
    if steps.back or steps.forward:
        document |= {"can_undo": steps.back, "can_redo": steps.forward}
    return Result(DONE, document, printing.ledger(document))


def _moved(place: Place, back: bool) -> Result:
    """Take the last import back, or bring it back again."""
    done, document = way_back.move(place.store, back)
    if not done:
        return Result(NO_DATA, document, document["why"])
    _said_of_models(refresh.soon(place.store))
    return Result(DONE, document, document["sentence"])


def _said_of_models(number: str | None) -> None:
    if number:
        print(f"The early-warning model could not be made (error number {number}).", file=sys.stderr)


def export(place: Place, given) -> Result:
    """Write one table to a file or to standard output."""
    kind = "json" if given.json and not given.out else given.format  # --json: one document and nothing else
    if kind == "parquet" and not given.out:
        raise WrongSetting("A parquet file needs --out FILE.")
    if not _has_data(place, given):
        return Result(NO_DATA, {"why": answers.NOTHING_IMPORTED}, answers.NOTHING_IMPORTED)
    with place.warehouse() as warehouse:
        n = writing.write(reading.pages(warehouse, place.scope, TABLES[given.table]), kind, given.out)
    sentence = f"{n:,} rows written to {Path(given.out).name}." if given.out else ""
    document = {"table": given.table, "rows": n, "file": Path(given.out).name} if given.out else None
    return Result(DONE, document, sentence)


def _has_data(place: Place, given) -> bool:
    """Whether there is a data version; the made-up practice is put in place when it is asked for the first time."""
    if given.sample and place.store.current() is None:
        from sample_data.install import install

        print("Putting the made-up practice in place.", file=sys.stderr)
        install(place.folder)
    return place.store.current() is not None


def show(place: Place, given) -> Result:
    """The numbers of a page."""
    if given.view not in VIEWS:
        raise WrongSetting(f"There is no view {given.view}. There are {', '.join(VIEWS)}.")
    filters = Filters(
        given.since, given.until, given.site, given.program, given.age_group, given.therapist, given.episodes
    )
    if not may(place.viewer, PAGES[given.view]):
        sentence = f"This is for {who_may(PAGES[given.view])}."
        return Result(NO_DATA, _empty(place, filters, sentence), sentence)
    if not _has_data(place, given):
        return Result(NO_DATA, _empty(place, filters, answers.NOTHING_IMPORTED), answers.NOTHING_IMPORTED)
    with place.warehouse() as warehouse:
        check_filters(warehouse, place.scope, filters)
        more = _arguments(place, given, warehouse)
        answer = ANSWERS[given.view](warehouse, place.scope, filters, **more)
    document = answer.as_dict()
    return Result(NO_DATA if answer.why else DONE, document, printing.answer(given.view, document))


def _arguments(place: Place, given, warehouse) -> dict[str, Any]:
    """What a view takes beside the filters. Models of overriding rules are made for this one answer."""
    if given.view == "therapists":
        return {"measure": given.measure}
    if given.view == "caseload":
        _models(place, warehouse)  # damaged ones are made anew before anybody is told a figure
        return {"outcome": given.outcome}
    if given.view != "early_warning":
        return {}
    models = _models(place, warehouse)
    return {"models": models, "landmark": given.landmark, "outcome": given.outcome}


def _models(place: Place, warehouse):
    """The models of the current version, or of overriding rules for this one answer; None where they cannot be made."""
    if place.rules is not None:
        return keeping.build(warehouse)
    try:
        return refresh.now(place.store)
    except Exception:
        if keeping.failure(warehouse.version) is None:
            raise
        return None


def _empty(place: Place, filters: Filters, why: str) -> dict[str, Any]:
    """The document of a view that has nothing to say but why."""
    version = place.store.current()
    return {
        "as_of": version.data_date.isoformat() if version else None,
        "version": version.name if version else None,
        "definitions": (place.rules or place.store.definitions()).digest(),
        "filters": filters.as_dict(),
        "n": 0,
        "left_out": [],
        "why": why,
    }


def sample(place: Place, given) -> Result:
    """Write the exports of a made-up practice."""
    from sample_data import generate, shape, write

    try:
        made = generate(
            shape.CLIENTS if given.clients is None else given.clients,
            shape.THERAPISTS if given.therapists is None else given.therapists,
            shape.SEED if given.seed is None else given.seed,
        )
    except ValueError as error:
        raise WrongSetting(str(error)) from error
    files = [Path(path).name for path in write(made, Path(given.out))]
    return Result(DONE, {"files": files, "seed": made.seed}, "Written: " + ", ".join(files) + ".")


def check(place: Place, given) -> Result:
    """The store's self-check."""
    findings = [asdict(finding) for finding in check_store(place.folder)]
    problems = any(finding["level"] == "problem" for finding in findings)
    return Result(UNUSABLE if problems else DONE, {"findings": findings}, printing.findings(findings))


COMMANDS = {
    "import": import_files,
    "imports": imports,
    "export": export,
    "show": show,
    "sample": sample,
    "check": check,
}
