"""Store operations in a child process that is killed (SIGKILL) at a chosen moment.

A process that has loaded everything but opened nothing forks a child for each operation, which is quicker than a new
Python. A moment is `{"call": n, "after": bool}`, the n-th step that changes the disk, or `{"seconds": s}`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.support import memory_steps

ROOT = Path(__file__).resolve().parents[2]
STEPS = ("replace", "fsync", "unlink", "chmod", "mkdir", "rmdir", "rename")
ERASED = "ZQX-7731"  # client whom the operation `erase` erases
KEY = bytes(range(32))  # with which the operation `encrypt` encrypts
OPERATIONS = ("import", "undo", "redo", "rules", "models", "day")


class Forker:
    """Helper process that forks one child per operation."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.killing"],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, operation: str, data: Path, moment: dict | None = None, step: dict | None = None) -> dict:
        """Run one operation on a data folder; return whether it ended by itself, and its number of steps.

        step: of `tests.support.memory_steps`, for the operation `step`.
        """
        request = {"what": operation, "data": str(data), "moment": moment or {}}
        request |= {"step": memory_steps.as_text(step)} if step else {}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)


def perform(operation: str, data: str, step: dict | None = None) -> None:
    """Perform one operation on the user's practice of a data folder."""
    import datetime

    from analytics import definitions
    from analytics.risk import model_store
    from analytics.store import DataFolder, encryption, encryption_key, erasure, restore
    from tests.support.practice import TODAY, deliver, session

    store = DataFolder(data).practice
    if step is not None:
        memory_steps.step(store, memory_steps.from_text(step))
    elif operation == "import":
        deliver(store, [session("C-2000", f"2026-09-{day:02}", 20, 36) for day in (1, 8)])
    elif operation == "day":
        deliver(store, [session("C-1001", "2025-02-03", 15, 36)], today=TODAY + datetime.timedelta(days=1))
    elif operation == "undo":
        store.undo()
    elif operation == "redo":
        store.redo()
    elif operation == "erase":
        erasure.erase(store, [ERASED])
    elif operation == "encrypt":
        key = encryption_key.Key(KEY)
        os.environ[encryption_key.VARIABLE] = key.written()
        encryption.write_anew(store, key, encryption_key.ENVIRONMENT)
    elif operation == "restore":
        restore.restore(store, Path(data).parent / "backup", replace=True)
    elif operation == "rules":
        store.change_definitions(definitions.from_toml("[change]\nors_reliable_change = 3"))
    else:
        model_store.fit_and_save(store.warehouse())


def _child(request: dict, told: int) -> None:
    """Run the requested operation in the child process; kill the process at the requested moment."""
    moment, count = request["moment"], 0

    def counted(real):
        def step(*arguments, **named):
            nonlocal count
            count += 1
            fatal = count == moment.get("call")
            if fatal and not moment.get("after"):
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real(*arguments, **named)
            finally:
                if fatal:
                    os.kill(os.getpid(), signal.SIGKILL)

        return step

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    perform(request["what"], request["data"], request.get("step"))
    os.write(told, str(count).encode())


def main() -> None:
    """Fork a child for each request on standard input."""
    import tests.support.practice  # noqa: F401 - loaded once for all children

    for line in sys.stdin:
        request = json.loads(line)
        ear, mouth = os.pipe()
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.close(ear)
                _child(request, mouth)
                status = 0
            finally:
                os._exit(status)
        os.close(mouth)
        if seconds := request["moment"].get("seconds"):
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(ear) as heard:
            steps = int(heard.read() or 0)
        answer = {
            "ended": os.WIFEXITED(status),
            "failed": os.WIFEXITED(status) and os.WEXITSTATUS(status) != 0,
        }
        answer |= {"steps": steps, "seconds": time.monotonic() - started}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
