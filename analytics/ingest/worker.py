"""The importing process: one request on standard input, progress and the report on standard output.

Started by `analytics.ingest.delivery`; memory and time are limited, and whatever happens to it the store is
as it was until the new version is complete.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from analytics.ingest import (
    answering,
    course_report,
    coverage,
    data_day,
    data_day_report,
    identity,
    pipeline,
    remembered,
    watch,
)
from analytics.ingest.base.errors import NeedsChoice, Refused
from analytics.ingest.base.limits import KNOWN_BYTES, address_space
from analytics.ingest.containers import file_kind
from analytics.ingest.rows import column_mapping, report

IDLE_SECONDS = 600  # a worker that was made ready and gets nothing to do ends after this
MEMORY_LEAST_MB = 140  # megabytes DuckDB may hold for a small delivery
ONE_THREAD_MB = 400  # megabytes below which it works with one thread, as each holds rows of its own
MEMORY_PER_BYTE = 7  # bytes DuckDB may hold per byte of the files and of what is known, up to its limit
SEVERAL_TABLES = ("zip", "workbook", "old_workbook")  # kinds of files that may hold tables to be joined
# Parts of the report that the store keeps apart:
LISTS = ("quarantined", "skipped", "cells_quarantined", "same_person", "remembered")
TOO_LARGE = "The file needs more memory than an import may use. Nothing was changed. Split it by year and import the parts."


def stay_light() -> None:
    """Keep pandas and pyarrow out of this process: DuckDB imports them at the first text parameter."""
    for name in ("pandas", "pyarrow"):
        sys.modules.setdefault(name, None)


def limit_memory(size: int = 0) -> None:
    """A soft limit on this process's address space, where the system has one; size: bytes of the delivered files."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        if sys.platform == "linux":
            resource.setrlimit(
                resource.RLIMIT_AS, (address_space(size), resource.getrlimit(resource.RLIMIT_AS)[1])
            )


class ReadAgain(Exception):
    """The files are read once more: they hold rows after the data day, `up_to`, or other aliases are in force."""

    def __init__(self, up_to: datetime.date, found: identity.Found | None = None) -> None:
        super().__init__()
        self.up_to, self.found = up_to, found


def run(request: dict[str, Any], say) -> dict[str, Any]:
    """The report of one delivery as a dictionary.

    Parameters: request, as written by `delivery.request`; say, called with dictionaries of progress.
    """
    started = time.perf_counter()
    request = request | {"replace": coverage.replaces(request)}
    try:
        document = _imported(request, lambda stage, share: say({"progress": [stage, share]}))
    except Refused as problem:
        document = {"outcome": report.REJECT, "message": str(problem)[:600]}
        if request["dry_run"]:
            document["recognised"] = {"matching": problem.matching}
    except NeedsChoice as problem:
        document = {
            "outcome": report.CHOICE,
            "message": str(problem)[:600],
            "question": problem.question.as_dict(),
            **problem.facts,
        }
    document["seconds"] = round(time.perf_counter() - started, 3)
    return document


def _imported(request: dict[str, Any], progress) -> dict[str, Any]:
    """The report of a delivery; one of several tables that needs more memory than its size says is given it."""
    from analytics.store.folder import Store
    from analytics.store.staging import MEMORY_MB

    store = Store(Path(request["folder"]), request["store"])
    current = None if request["replace"] else store.shown()
    paths = [Path(file["path"]) for file in request["files"]]
    size = sum(path.stat().st_size for path in paths)
    size += KNOWN_BYTES * current.n_sessions if current else 0
    memory = max(MEMORY_LEAST_MB, min(MEMORY_MB, size * MEMORY_PER_BYTE // 2**20))
    try:
        return _understood(request, progress, store, current, memory)
    except Exception as error:
        may_be_several = len(paths) > 1 or file_kind.kind_of(paths[0]) in SEVERAL_TABLES
        if "OutOfMemory" not in type(error).__name__ or memory == MEMORY_MB or not may_be_several:
            raise
    request = request | {"scratch": str(Path(request["scratch"]) / "again")}
    return _understood(request, progress, store, current, MEMORY_MB)


def _understood(request: dict[str, Any], progress, store, current, memory: int) -> dict[str, Any]:
    """The report of a delivery read up to its own data day and by the codes of its own clients, which are known only
    when it has been read once."""
    calendar_day = datetime.date.fromisoformat(request["calendar_day"])
    up_to, found = data_day.read_up_to(calendar_day, request["answers"].get(data_day.KEY)), None
    while True:
        try:
            return _read(request, progress, store, current, memory, up_to, found)
        except ReadAgain as again:
            up_to, found = again.up_to, again.found
            request = request | {"scratch": str(Path(request["scratch"]) / "once-more")}


def _situation(request: dict[str, Any], shown, staging) -> data_day.Situation:
    """What the data day is judged by; shown: the version on show, None where there is none that can be read."""
    known = staging.run("known_newest")[0][0] if staging.knows else ()
    return data_day.Situation(
        calendar_day=datetime.date.fromisoformat(request["calendar_day"]),
        on_show=shown.data_date if shown else None,
        known_days=tuple(known or ()),
        given=datetime.date.fromisoformat(request["today"]) if request["today"] else None,
        answered=request["answers"].get(data_day.KEY),
        replace=request["replace"],
    )


def _dated(request, store, staging, up_to: datetime.date) -> tuple[datetime.date, dict[str, Any]]:
    """The data day of what was read, and what the report says of it. Raises NeedsChoice, ReadAgain."""
    shown = store.shown()
    now, found = _situation(request, shown, staging), data_day.delivered(staging)
    settled = data_day.settle(now, found)
    if found.last and found.last > settled[0] and up_to > settled[0]:
        raise ReadAgain(settled[0])
    lapse_days = store.definitions().endings.lapse_days
    return settled[0], data_day_report.document(staging, now, found, settled, lapse_days)


def _read(
    request: dict[str, Any], progress, store, current, memory: int, up_to: datetime.date, found=None
) -> dict[str, Any]:
    """Read the files, settle the data day and build the version; rows after `up_to` are set aside.

    Parameters: found, what an earlier reading found about identities, whose aliases are in force now.
    """
    from analytics.store import aliases
    from analytics.store.staging import THREADS, Staging

    files = [(file["name"], Path(file["path"])) for file in request["files"]]
    held = remembered.of_store(store, request["profile"])
    threads = 1 if memory < ONE_THREAD_MB else THREADS
    scratch = Path(request["scratch"])
    with Staging(scratch, allowed=[store.folder], memory_mb=memory, threads=threads) as staging:
        if current:
            staging.know(current.path)
        said = identity.in_force(store.aliases(), found)
        aliases.put(staging.connection, said)
        understood = pipeline.understand(
            staging,
            files,
            today=up_to,
            answers=request["answers"],
            remembered=held,
            progress=progress,
            strict=request.get("strict", False),
            key=store.secret,
        )
        document = understood.document
        day, document["data_day"] = _dated(request, store, staging, up_to)
        document["message"] += " " + data_day_report.sentence(document["data_day"])
        if found is None:
            denied = store.asked().denied_pairs(said)
            found = identity.checked(staging, request["answers"], request["imported_by"], denied)
            if found.mapped:
                raise ReadAgain(up_to, found)
        identity.tell(document, found)
        if not request["dry_run"]:  # the report is kept, and no cell of a file with it
            document["recognised"] = column_mapping.without_values(document["recognised"])
        for file in understood.files:
            file.cleaned.path.unlink(missing_ok=True)
        staging.run("mentioned")
        staging.run("released")
        progress("building the new version", 0.0)
        document |= _built(store, staging, day, request, document, understood, held, progress, said, found)
        document["message"] = " ".join(
            [document["message"], *course_report.sentences(document["facts"]).values()]
        )
    progress("done", 1.0)
    return document


def _built(
    store, staging, day, request, document, understood, held, progress, said, identities
) -> dict[str, Any]:
    from analytics.store import build, courses, delivered

    rows = [0] * len(request["files"])
    for file in understood.files:
        rows[understood.origins[file.number]] += file.cleaned.rows
    files = [
        {"name": f["name"], "sha256": f["sha256"], "rows": n}
        for f, n in zip(request["files"], rows, strict=True)
    ]
    kept = {key: value for key, value in document.items() if key not in LISTS}

    def decide(found) -> bool:
        follows = coverage.settle(found, request, document)
        kept.update({key: document[key] for key in ("message", "removed")})
        kept[coverage.KEY] = coverage.without_clients(document.get(coverage.KEY))
        return follows

    def keep(import_id: str | None) -> None:
        """Keep what was answered; an answer given with an import goes and comes with it."""
        shown, by = store.shown(), request["imported_by"]
        kept = functools.partial(delivered.import_ids_behind, store.folder, shown.name) if shown else set
        more = {"import_id": import_id, "by": by, "files": understood.named, "kept": kept}
        held.remember(understood.signatures, request["answers"], **more)

    result = build.build_version(
        store,
        staging,
        data_date=day,
        imported_by=request["imported_by"],
        files=files,
        names=[file.name for file in understood.files],
        report=kept,
        replace=request["replace"],
        dry_run=request["dry_run"],
        aliases=said,
        suggestions=identities.suggestions,
        progress=lambda share: progress("building the new version", share),
        decide=decide,
        before_switch=keep,
    )
    if result.import_id is None and not request["dry_run"]:
        keep(None)
    unchanged = result.unchanged + understood.idle
    counted = {
        "rows_new": result.new,
        "rows_unchanged": unchanged,
        "rows_corrected": result.corrected,
        "rows_added_to": result.added_to,
        "version": result.version,
    }
    return counted | courses.said(document, result.courses)


def _failure(error: Exception, folder: Path) -> dict[str, Any]:
    """What to say about an error: a store or a disk of no use, a file too large, else the places of a defect."""
    from analytics.store import StoreUnusable, disk_errors
    from analytics.store.read_back import CheckFailed

    unusable = (
        str(error) if isinstance(error, (StoreUnusable, CheckFailed)) else disk_errors.sentence(error, folder)
    )
    if unusable:
        return {"unusable": unusable}
    if "OutOfMemory" in type(error).__name__:
        return {"result": {"outcome": report.REJECT, "message": TOO_LARGE}}
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames[-6:]))
    sys.stderr.write(f"import failed: {type(error).__name__} at {where}\n")
    return {"failed": type(error).__name__, "where": where}


def main() -> int:
    """Serve one request."""
    os.umask(0o077)  # scratch databases, seals and pointers are private from their first byte
    out, sys.stdout = sys.stdout, sys.stderr
    one_line = threading.Lock()

    def say(document: dict[str, Any]) -> None:
        with one_line:
            out.write(json.dumps(document) + "\n")
            out.flush()

    limit_memory()
    stay_light()
    unused = threading.Timer(IDLE_SECONDS, os._exit, (0,))
    unused.daemon = True
    unused.start()
    import analytics.store.build  # noqa: F401 - while nobody waits

    asked = sys.stdin.read()
    unused.cancel()
    if not asked:  # whoever started this process has gone
        return 0
    request = json.loads(asked)
    limit_memory(sum(Path(file["path"]).stat().st_size for file in request.get("files", ())))
    watch.beat(say)
    try:
        say({"result": run(request, say)})
    except answering.WrongAnswer as wrong:
        say({"wrong_answer": str(wrong)})
    except MemoryError:
        say({"result": {"outcome": report.REJECT, "message": TOO_LARGE}})
    except Exception as error:
        say(_failure(error, Path(request["folder"])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
