"""What each command does. A command returns a `Result`; printing and exit status are the caller's."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analytics import (
    __version__,
    age,
    alliance,
    answers,
    caseload,
    clock,
    course,
    evidence,
    focus,
    outcomes,
    quality,
    therapists,
)
from analytics.access import may, who_may
from analytics.alliance.decomposition import decomposition
from analytics.cli import deliveries, printing, reading, target, way_back, writing
from analytics.cli.arguments import VIEWS
from analytics.cli.exits import DEFECT, DONE, NO_DATA, REFUSED, UNUSABLE
from analytics.cli.place import Place, WrongSetting
from analytics.cli.tables import TABLES
from analytics.file_names import legible, shown
from analytics.filters import Filters
from analytics.ingest import ImportFailed, WrongAnswer, deliver
from analytics.log import FILE
from analytics.outcomes.choices import check as check_filters
from analytics.risk import early_warning, keeping, refresh
from analytics.store.check import check as check_store
from analytics.why import Why, why

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
    """The outcome of a command: exit status, the JSON document, and the same for people.

    aside: the text is a message, not what was asked for, and goes to standard error.
    """

    status: int
    document: Any
    text: str
    aside: bool = False


def import_files(place: Place, given) -> Result:
    """Bring one delivery in."""
    _may_import(place)
    deliveries.check_files(given.files)
    if given.sample:
        raise WrongSetting("The made-up practice takes no files. Leave --sample out to import into your own practice.")
    deliveries.say_when_waiting(place.store.folder)
    try:
        report = deliver(
            place.store,
            given.files,
            today=given.today,
            imported_by=given.person or "command line",
            dry_run=given.dry_run,
            replace=given.replace,
            answers=dict(given.answer),
            profile=given.profile,
            progress=deliveries.show_progress,
            strict=True,
        )
    except WrongAnswer as error:
        raise WrongSetting(str(error)) from error
    except OSError as error:
        raise deliveries.explained(error, given.files) from error
    except ImportFailed as error:
        print(error, file=sys.stderr)
        return Result(DEFECT, {"error": str(error), "status": DEFECT}, "")
    deliveries.check_question(report.question, dict(given.answer))
    document = {**report.as_dict(), "nothing_new": report.nothing_new}
    refused = report.outcome in ("reject", "needs_choice")
    if not refused and not given.dry_run:
        _said_of_models(refresh.soon(place.store))
    return Result(REFUSED if refused else DONE, document, printing.import_report(document))


def _may_import(place: Place) -> None:
    if not place.viewer.may_import:
        raise WrongSetting(f"{place.viewer.name} may not import; owners and the office may.")


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
    asked = "json" if given.json and not given.out else given.format  # --json: one document and nothing else
    kind = writing.settled_format(given.out, asked)
    if given.out:
        target.check(given.out)
    if not _has_data(place, given):
        said = answers.reason("why", answers.NOTHING_IMPORTED)
        return Result(NO_DATA, said, answers.NOTHING_IMPORTED, aside=True)
    with place.warehouse() as warehouse:
        parts = reading.pages(warehouse, place.scope, TABLES[given.table])
        n = writing.write(parts, kind, given.out, given.table)
    name = shown(given.out) if given.out else ""
    sentence = f"{n:,} rows written to {name}." if given.out else ""
    document = {"table": given.table, "rows": n, "file": name} if given.out else None
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
        sentence = why("not_for_this_role", _who=who_may(PAGES[given.view]))
        return Result(NO_DATA, _empty(place, filters, sentence), sentence)
    if not _has_data(place, given):
        return Result(NO_DATA, _empty(place, filters, answers.NOTHING_IMPORTED), answers.NOTHING_IMPORTED)
    with place.warehouse() as warehouse:
        check_filters(warehouse, place.scope, filters)
        more = _arguments(place, given, warehouse)
        answer = ANSWERS[given.view](warehouse, place.scope, filters, **more)
    document = answer.as_dict()
    old = None if given.sample else age.sentence(place.store.current().newest_session, clock.today())
    lines = [printing.answer(given.view, document), *([old] if old else [])]
    return Result(NO_DATA if answer.why else DONE, document, "\n".join(lines))


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


def _empty(place: Place, filters: Filters, reason: Why) -> dict[str, Any]:
    """The document of a view that has nothing to say but why."""
    version = place.store.current()
    return {
        "as_of": version.data_date.isoformat() if version else None,
        "version": version.name if version else None,
        "definitions": (place.rules or place.store.definitions()).digest(),
        "filters": filters.as_dict(),
        "n": 0,
        "left_out": [],
        **answers.reason("why", reason),
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
    try:
        files = [Path(path).name for path in write(made, Path(given.out))]
    except OSError as error:
        raise target.explained(error, given.out) from error
    return Result(DONE, {"files": files, "seed": made.seed}, "Written: " + ", ".join(files) + ".")


def check(place: Place, given) -> Result:
    """The store's self-check."""
    findings = [asdict(finding) for finding in check_store(place.folder)]
    problems = any(finding["level"] == "problem" for finding in findings)
    named = {"version": __version__, "data_folder": legible(place.folder.path), "log": FILE.as_posix()}
    text = printing.installation(named) + "\n" + printing.findings(findings)
    return Result(UNUSABLE if problems else DONE, {**named, "findings": findings}, text)


COMMANDS = {
    "import": import_files,
    "imports": imports,
    "export": export,
    "show": show,
    "sample": sample,
    "check": check,
}
