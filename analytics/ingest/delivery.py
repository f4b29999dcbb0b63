"""Import of a delivery in a separate process with limited memory and time."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import queue
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from analytics import clock
from analytics.errors import HoldfastError
from analytics.file_names import shown
from analytics.ingest import import_watchdog, retention_step
from analytics.ingest.answering import WrongAnswer
from analytics.ingest.base.limits import KNOWN_BYTES, cpu_limit
from analytics.ingest.containers import dataframes
from analytics.ingest.rows import report
from analytics.ingest.rows.report import ImportReport
from analytics.store import Store, StoreUnusable

# A path, or a name with its content or its table:
Delivered = str | Path | tuple[str, bytes] | tuple[str, Any]
_guard = threading.Lock()
_ready: list[subprocess.Popen[str]] = []  # at most one worker that waits for its delivery
PROJECT = Path(__file__).parents[2]
COMMAND = ("-m", "analytics.ingest.worker")  # arguments of the Python that does the work
# Seconds between two calls of `progress` at most, so that whoever gave up can say so by raising
HEARTBEAT = 0.25
PATIENCE = 5.0  # seconds to wait for another delivery to end, such as a look that was just given up
_KILLED = (
    "The import stopped before it was finished, most likely for lack of memory. Nothing was changed."
    " Split the file by year and import the parts."
)
_ENDED = {
    "slow": "The import took more work than files of this size ever need. Nothing was changed."
    " Split the file by year and import the parts.",
    "stuck": "The import stood still for minutes and was ended. Nothing was changed. Look whether the disk is full or"
    " slow, and try again.",
}


class ImportFailed(HoldfastError, RuntimeError):
    """Error for an import stopped by a defect of this software; the store is unchanged."""


def deliver(
    store: Store,
    files: Iterable[Delivered],
    *,
    today: datetime.date | None = None,
    calendar_day: datetime.date | None = None,
    imported_by: str = "",
    dry_run: bool = False,
    replace: bool = False,
    answers: dict[str, str] | None = None,
    profile: str | None = None,
    progress: Callable[[str, float], None] | None = None,
    strict: bool = False,
) -> ImportReport:
    """Import files that belong together into a store; return the report on every row.

    Parameters
    ----------
    store : the store.
    files : paths, (name, bytes) or (name, table) pairs, a table being a DataFrame or relation (`dataframes.write`).
    today, calendar_day : the data day, else as `data_day.proposed` finds it; the day of this computer unless given.
    imported_by : who imports.
    dry_run : report what an import would do and change nothing.
    replace : the delivery is the whole practice.
    answers : question key -> choice.
    profile : a name under which answers are kept.
    progress : called with a stage and a share of 0-1 at least four times a second; what it raises gives the delivery
        up.
    strict : refuse answers that apply to nothing in these files.

    Returns
    -------
    ImportReport
        With `reject` or `needs_choice` the store is exactly as before.

    Raises
    ------
    StoreBusy
        When another import runs.
    StoreUnusable
        For a full disk and the like.
    ImportFailed
        For a defect.
    FileNotFoundError, WrongAnswer, TypeError
        For a file, for an answer, and for what is no table.
    """
    started = time.perf_counter()
    asked = {
        "imported_by": imported_by,
        "dry_run": dry_run,
        "replace": replace,
        "answers": dict(answers or {}),
        "profile": profile,
        "strict": strict,
        "today": today and today.isoformat(),
        "calendar_day": (calendar_day or clock.today()).isoformat(),
    }
    document = _delivered(store, files, asked, progress or (lambda stage, share: None))
    document["seconds"] = round(time.perf_counter() - started, 3)
    done = _reported(store, document)
    return done if dry_run else retention_step.apply(store, done, imported_by)


def _delivered(
    store: Store, files: Iterable[Delivered], asked: dict[str, Any], progress: Callable[[str, float], None]
) -> dict[str, Any]:
    """Copy the files to a scratch folder, import them in the child process, and return its report."""
    shown = store.shown()  # data of a newer Holdfast are refused before anything is written
    with store.writing(PATIENCE):
        scratch = store.folder / "building" / f"import-{secrets.token_hex(6)}"
        scratch.mkdir(parents=True, mode=0o700)
        try:
            request = asked | {
                "known_sessions": shown.n_sessions if shown else 0,
                "folder": str(store.folder),
                "store": store.name,
                "scratch": str(scratch),
                "files": [_copied(file, scratch, number) for number, file in enumerate(files)],
            }
            return _in_child(request, progress)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _reported(store: Store, document: dict[str, Any]) -> ImportReport:
    """Convert the worker's report to an ImportReport.

    If nothing was imported, the name of the current version is added.
    """
    if document["outcome"] in (report.REJECT, report.CHOICE) and document.get("version") is None:
        shown = store.shown()
        document["version"] = shown.name if shown else None
    return ImportReport.from_dict(document)


def _copied(file: Delivered, scratch: Path, number: int) -> dict[str, str]:
    """Copy a delivered file or table to the scratch folder; return the copy's path, SHA-256 and name.

    The file name is for messages only.
    """
    target = scratch / f"delivered-{number}"
    if isinstance(file, tuple):
        name, content = file
        if isinstance(content, bytes):
            target.write_bytes(content)
        else:
            dataframes.write(content, target)
    else:
        name = shown(file)
        shutil.copyfile(file, target)
    target.chmod(0o600)
    with target.open("rb") as copy:
        digest = hashlib.file_digest(copy, "sha256").hexdigest()
    return {
        "name": str(name).replace("\\", "/").rsplit("/", 1)[-1][:200],
        "path": str(target),
        "sha256": digest,
    }


def make_ready() -> None:
    """Start a worker process for the next delivery in advance.

    A worker without a delivery ends by itself.
    """
    with _guard:
        if not (_ready and _ready[0].poll() is None):
            _ready[:] = [_start_worker()]


def _take_worker() -> subprocess.Popen[str]:
    """Return the worker process started in advance, else a new one; each serves one delivery only."""
    with _guard:
        child = _ready.pop() if _ready else None
    return child if child is not None and child.poll() is None else _start_worker()


def _start_worker() -> subprocess.Popen[str]:
    """Start a worker process and return it."""
    return subprocess.Popen(
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
        text=True,
        encoding="utf-8",
    )


def _in_child(request: dict[str, Any], progress: Callable[[str, float], None]) -> dict[str, Any]:
    """Run one import request in a worker process and return the report.

    If the worker dies, runs too long or hangs, the delivery counts as refused.
    """
    child = _take_worker()
    errors_of, request_of = child.stderr, child.stdin
    assert errors_of is not None and request_of is not None  # pipes, as `_start_worker` asks for
    size = sum(Path(file["path"]).stat().st_size for file in request["files"])
    signs = import_watchdog.Watch(cpu_limit(size + KNOWN_BYTES * request["known_sessions"]))
    errors: list[str] = []
    drain = threading.Thread(target=lambda: errors.append(errors_of.read()[-2000:]), daemon=True)
    try:
        drain.start()
        with contextlib.suppress(BrokenPipeError):
            request_of.write(json.dumps(request))
            request_of.close()
        result = _read_result(child, progress, signs)
        if signs.problem and result is None:
            return {"outcome": report.REJECT, "message": _ENDED[signs.problem]}
        child.wait()
        drain.join(5)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
    return {"outcome": report.REJECT, "message": _KILLED} if result is None else result


def _read_result(
    child: subprocess.Popen[str], progress: Callable[[str, float], None], seen: import_watchdog.Watch
) -> dict[str, Any] | None:
    """Return the result that the worker writes; None if it ends without a result or has to be stopped.

    Parameters
    ----------
    child : the worker.
    progress : called with a stage and a share of 0-1.
    seen : record of the worker's reports, which decides whether it must be ended.
    """
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(child.stdout, lines), daemon=True).start()
    assert child.stdout is not None
    result: dict[str, Any] | None = None
    stage, share = "reading", 0.0
    while not seen.problem:
        try:
            line = lines.get(timeout=HEARTBEAT)
        except queue.Empty:
            progress(stage, share)
            continue
        if line is None:
            return result
        heard = json.loads(line)
        if "cpu" in heard:
            seen.record_report(heard["cpu"])
        elif "progress" in heard:
            stage, share = heard["progress"]
            progress(stage, share)
        elif "result" in heard:
            result = heard["result"]
        elif "unusable" in heard:
            raise StoreUnusable(heard["unusable"])
        elif "wrong_answer" in heard:
            raise WrongAnswer(heard["wrong_answer"])
        else:
            raise ImportFailed(
                f"The import failed ({heard['failed']} at {heard['where']}). Nothing was changed."
            )
    return result


def _read_lines(lines: Iterable[str], messages: queue.SimpleQueue[str | None]) -> None:
    """Put each line that the worker writes into a queue, followed by None at the end."""
    try:
        for line in lines:
            messages.put(line)
    finally:
        messages.put(None)
