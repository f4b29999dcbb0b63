"""Supervision of an importing process by its processor time, which does not depend on other load."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

from analytics.ingest.base.limits import SILENT_SECONDS, STILL_SECONDS

BEAT_SECONDS = 2.0  # between two signs of life


def beat(say: Callable[[dict[str, float]], None]) -> None:
    """Start a thread that reports this process's processor time every few seconds."""

    def on() -> None:
        with contextlib.suppress(ValueError, OSError):  # nobody listens any more
            while True:
                say({"cpu": time.process_time()})
                time.sleep(BEAT_SECONDS)

    threading.Thread(target=on, daemon=True).start()


class Watch:
    """Watchdog over one importing process, which decides from the process's reports whether to end it."""

    def __init__(self, limit: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Start supervising a process that may use at most `limit` seconds of processor time.

        Parameters
        ----------
        limit : seconds of processor time that the process may use.
        clock : returns seconds that only grow.
        """
        self._limit, self._clock = limit, clock
        self._cpu = 0.0
        self._heard = self._moved = clock()

    def record_report(self, cpu: float) -> None:
        """Record when the process reported, and how much processor time it had used by then."""
        self._heard = self._clock()
        if cpu > self._cpu:
            self._cpu, self._moved = cpu, self._heard

    @property
    def problem(self) -> str | None:
        """Return why the process must be ended (`slow` or `stuck`); None while it may continue.

        `slow`: the process used more processor time than the limit. `stuck`: it sends no reports, or its
        processor time does not grow.
        """
        if self._cpu > self._limit:
            return "slow"
        now = self._clock()
        if now - self._heard > SILENT_SECONDS or now - self._moved > STILL_SECONDS:
            return "stuck"
        return None
