"""Importing process: reads one request from standard input, writes progress and report to standard output.

Started by `analytics.ingest.delivery` with limited memory and time. The store is unchanged until the new
version is complete.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analytics import import_guard
from analytics.ingest import answering, coverage, data_day, import_watchdog
from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.base.limits import KNOWN_BYTES, address_space
from analytics.ingest.containers import file_kind
from analytics.ingest.pipeline import Progress
from analytics.ingest.reading_pass import ReadAgain, ReadingPass
from analytics.ingest.rows import report
from analytics.store import Store, Version
from analytics.store.staging import MEMORY_MB

IDLE_SECONDS = 600  # a worker that was made ready and gets nothing to do ends after this
MEMORY_LEAST_MB = 140  # megabytes DuckDB may hold for a small delivery
MEMORY_PER_BYTE = 7  # bytes DuckDB may hold per byte of the files and of what is known, up to its limit
SEVERAL_TABLES = ("zip", "workbook", "old_workbook")  # kinds of files that may hold tables to be joined
TOO_LARGE = "The file needs more memory than an import may use. Nothing was changed. Split it by year and import the parts."

Say = Callable[[dict[str, Any]], None]  # writes one document for the process that waits


def limit_memory(size: int = 0) -> None:
    """Limit the address space of this process according to the size of the delivered files.

    Parameters
    ----------
    size : bytes of the delivered files.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        if sys.platform == "linux":
            resource.setrlimit(
                resource.RLIMIT_AS, (address_space(size), resource.getrlimit(resource.RLIMIT_AS)[1])
            )


def run(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Import one delivery and return its report as a dictionary.

    Parameters
    ----------
    request : as written by `delivery.deliver`.
    say : called with dictionaries of progress.
    """
    started = time.perf_counter()
    request = request | {"replace": coverage.replaces(request)}
    try:
        document: dict[str, Any] = _imported(request, lambda stage, share: say({"progress": [stage, share]}))
    except ImportRejected as problem:
        document = {"outcome": report.REJECT, "message": str(problem)[:600]}
        if request["dry_run"]:
            document["recognised"] = {"matching": problem.matching}
    except QuestionForUser as problem:
        document = {
            "outcome": report.CHOICE,
            "message": str(problem)[:600],
            "question": problem.question.as_dict(),
            **problem.facts,
        }
    document["seconds"] = round(time.perf_counter() - started, 3)
    return document


def _imported(request: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Import a delivery and return its report; try again with more memory if the first try ran out of it.

    Only a delivery that may have several tables is tried again.
    """
    store = Store(Path(request["folder"]), request["store"])
    current = None if request["replace"] else store.shown()
    paths = [Path(file["path"]) for file in request["files"]]
    size = sum(path.stat().st_size for path in paths)
    size += KNOWN_BYTES * current.n_sessions if current else 0
    memory = max(MEMORY_LEAST_MB, min(MEMORY_MB, size * MEMORY_PER_BYTE // 2**20))
    try:
        return _run_pipeline(request, progress, store, current, memory)
    except Exception as error:
        may_be_several = len(paths) > 1 or file_kind.kind_of(paths[0]) in SEVERAL_TABLES
        if "OutOfMemory" not in type(error).__name__ or memory == MEMORY_MB or not may_be_several:
            raise
    request = request | {"scratch": str(Path(request["scratch"]) / "again")}
    return _run_pipeline(request, progress, store, current, MEMORY_MB)


def _run_pipeline(
    request: dict[str, Any], progress: Progress, store: Store, current: Version | None, memory: int
) -> dict[str, Any]:
    """Import a delivery and return its report; read it again if its data day or client aliases change.

    Data day and aliases are known only after the delivery has been read once.
    """
    calendar_day = datetime.date.fromisoformat(request["calendar_day"])
    up_to, found = data_day.read_up_to(calendar_day, request["answers"].get(data_day.KEY)), None
    scratch = Path(request["scratch"])
    reading = ReadingPass(request=request, store=store, current=current, memory_mb=memory, progress=progress)
    while True:
        try:
            return reading.read(scratch, up_to, found)
        except ReadAgain as again:
            up_to, found = again.up_to, again.found
            scratch /= "once-more"


def _failure(error: Exception, folder: Path) -> dict[str, Any]:
    """Return the message to send for an error: unusable store, too little memory, or a program defect.

    For a defect, the message has the places in the code where it happened.
    """
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
    """Read one import request from standard input, run the import and write the result; return 0."""
    os.umask(0o077)  # scratch databases, seals and pointers are private from their first byte
    out, sys.stdout = sys.stdout, sys.stderr
    one_line = threading.Lock()

    def say(document: dict[str, Any]) -> None:
        with one_line:
            out.write(json.dumps(document) + "\n")
            out.flush()

    limit_memory()
    import_guard.bar("pandas", "pyarrow")  # DuckDB would import them at the first text parameter
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
    import_watchdog.beat(say)
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
