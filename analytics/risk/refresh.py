"""Fitting of a version's models in a separate process: `python -m analytics.risk.refresh FOLDER STORE`.

Started after an import, after a change of rules and when the app starts. While it runs, pages say that the
model is being checked.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.risk import model_store
from analytics.risk.model_store import Models
from analytics.store import Store, atomic_file

if TYPE_CHECKING:
    from analytics.store.version import Version

COMMAND = "analytics.risk.refresh"
PROJECT = Path(__file__).resolve().parents[2]
SMALL = 60_000  # sessions; up to here a command waits for it (some 15 s)
LONGEST = 1800  # seconds after which a marker is taken for that of a dead process


def run(store: Store) -> Models | None:
    """Return the models of the current data version, fitted first if missing; None without a version.

    If they cannot be saved (full disk, read-only folder), they are fitted for this call only. None are fitted where
    the practice has switched the early warning off.
    """
    version = store.current()
    if version is None or model_store.is_off(version):
        return None
    found = model_store.read(version)
    if found is not None:
        return found
    try:
        return model_store.fit_and_save(store.warehouse(version))
    except OSError:
        return model_store.fit(store.warehouse(version))
    except Exception as error:
        model_store.note_failure(version, error)
        raise


def run_or_start(store: Store) -> str | None:
    """Fit the models of the current version now, or in a separate process if that takes long.

    Returns
    -------
    str or None
        Error number if fitting failed; the effects of the command itself remain.
    """
    version = store.current()
    if version is None:
        return None
    if version.n_sessions > SMALL:
        start_process(store)
        return None
    try:
        run(store)
    except Exception:
        return model_store.failure(version)
    return None


def start_process(store: Store) -> bool:
    """Start a process that fits the missing models of the current version; return whether it was started."""
    version = store.current()
    if version is None or model_store.is_off(version):
        return False
    if model_store.read(version) is not None or _claimed_elsewhere(version):
        return False
    process = subprocess.Popen(
        [sys.executable, "-m", COMMAND, str(store.folder), store.name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    threading.Thread(target=process.wait, daemon=True).start()  # reaps the child process
    return True


def running(version: Version) -> bool:
    """Return whether a process is fitting the models of this version, according to the marker file."""
    marker = _marker(version)
    try:
        return time.time() - marker.stat().st_mtime < LONGEST and not _is_dead(
            marker.read_text(encoding="ascii")
        )
    except (OSError, UnicodeDecodeError):
        return False


def _is_dead(process: str) -> bool:
    """Return whether the process with this number has ended; False if that cannot be determined."""
    if os.name == "nt" or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)  # asks only whether it is there
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _marker(version: Version) -> Path:
    """Return the path of the file that exists while the models of a version are being fitted."""
    return model_store.path(version).with_suffix(".making")


def _claimed_elsewhere(version: Version) -> bool:
    """Create a version's marker file; return True if another process created it or creation fails."""
    marker = _marker(version)
    if running(version):
        return True
    try:
        if marker.parent.is_file():
            atomic_file.set_aside(marker.parent)
        marker.parent.mkdir(mode=atomic_file.FOLDER, parents=True, exist_ok=True)
        atomic_file.remove(model_store.failure_path(version))
        marker.unlink(missing_ok=True)
        os.close(os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL, atomic_file.FILE))
    except FileExistsError:
        return True
    except OSError:  # a folder that cannot be written: there is nowhere to keep them
        return True
    return False


def main(arguments: list[str]) -> int:
    """Fit the models of a store's current version; return 1 if fitting fails, else 0."""
    atomic_file.restrict_umask()
    store = Store(Path(arguments[0]), arguments[1])
    version = store.current()
    try:
        if version is not None:
            with contextlib.suppress(OSError):  # where it cannot be written, the marker's age decides
                _marker(version).write_text(str(os.getpid()), encoding="ascii")
        run(store)
    except Exception:
        return 1
    finally:
        if version is not None:
            with contextlib.suppress(OSError):
                _marker(version).unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
