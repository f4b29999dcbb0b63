"""Timing on a shared machine: variants run in turn; wall and CPU time with median and spread."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

NOISY_FROM = 2.0  # from here on nothing is judged; see InterleavedRuns.noise
CANARY = bytes(24_000_000)  # hashed by each of CANARY_THREADS: some 20 ms that need two free cores
CANARY_THREADS = 2


@dataclass(frozen=True)
class Sample:
    """Measurement of one run: wall seconds, CPU seconds, and further numbers by name.

    wall, cpu: seconds (cpu None where not measured); more: other numbers of the same repeat.
    """

    wall: float
    cpu: float | None = None
    more: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Series:
    """Measurements of all runs of one variant.

    `by` selects the number: `wall` or `cpu` (both in seconds), or a key of a Sample's `more`.
    """

    name: str
    samples: tuple[Sample, ...]

    def values(self, by: str = "wall") -> list[float]:
        """Return one number of every run (`wall`, `cpu` or another name), in the order of the runs."""
        return [value for sample in self.samples if (value := _value(sample, by)) is not None]

    def median(self, by: str = "wall") -> float:
        """Return the median over all runs of one measured number, such as `wall` or `cpu`."""
        return statistics.median(self.values(by))

    def least(self, by: str = "wall") -> float:
        """Return the smallest value of one measured number, such as `wall` or `cpu`, over all runs."""
        return min(self.values(by))

    def most(self, by: str = "wall") -> float:
        """Return the largest value of one measurement, such as `wall` or `cpu`, over all runs."""
        return max(self.values(by))

    def percentile(self, p: float, by: str = "wall") -> float:
        """Return the p-th percentile (nearest rank) over all runs of one measured number, such as `wall`."""
        ordered = sorted(self.values(by))
        return ordered[max(0, -(-round(len(ordered) * p) // 100) - 1)]


def _value(sample: Sample, by: str) -> float | None:
    if by == "wall":
        return sample.wall
    return sample.cpu if by == "cpu" else sample.more.get(by)


class InterleavedRuns(dict[str, Series]):
    """Timings of several variants, by variant name, with a measure of how busy the machine was.

    contention: mean over the rounds of how much longer a fixed job on two threads took than it computed; 1 on a
    quiet machine with two cores, 2 where it waited as long as it computed.
    """

    def __init__(self, series: Mapping[str, Series], contention: float) -> None:
        super().__init__(series)
        self.contention = contention

    def noise(self, floor: str, by: str = "wall", batch: int = 1) -> float:
        """Return the noise of the timings: slowest divided by fastest run of the job named `floor`.

        For wall time it is the contention where that is larger.

        batch: for floors of milliseconds, how many repeats count as one, by their median.
        """
        values = spread(batches(self[floor].values(by), batch))
        return max(values, self.contention) if by == "wall" else values


def timed(job: Callable[[], object]) -> Sample:
    """Run a job in this process; return its wall and CPU seconds (all threads) as a Sample."""
    wall, cpu = time.perf_counter(), time.process_time()
    job()
    return Sample(time.perf_counter() - wall, time.process_time() - cpu)


def run_interleaved(jobs: Mapping[str, Callable[[], Sample]], reps: int, warm: int = 1) -> InterleavedRuns:
    """Run each job once per round, starting each round with a different job; return the timings.

    Parameters
    ----------
    jobs
        Name -> what to run.
    reps
        Rounds that are counted.
    warm
        Rounds that are run first and not counted.

    Returns
    -------
    InterleavedRuns
        The series in the order of `jobs`, and how busy the machine was.
    """
    names = list(jobs)
    found: dict[str, list[Sample]] = {name: [] for name in names}
    waits = []
    for turn in range(-warm, reps):
        waits.append(_waited())
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            sample = jobs[name]()
            if turn >= 0:
                found[name].append(sample)
    series = {name: Series(name, tuple(samples)) for name, samples in found.items()}
    return InterleavedRuns(series, statistics.fmean(waits))


def _waited() -> float:
    """Return how much the machine's load delays a fixed task: wall time divided by CPU time per thread."""
    with ThreadPoolExecutor(CANARY_THREADS) as pool:
        sample = timed(lambda: list(pool.map(hashlib.sha256, [CANARY] * CANARY_THREADS)))
    return max(1.0, sample.wall / max((sample.cpu or 0.0) / CANARY_THREADS, 1e-9))


def batches(values: Sequence[float], size: int) -> list[float]:
    """Split consecutive values into batches of `size` and return the median of each batch."""
    cut = [values[begin : begin + size] for begin in range(0, len(values), size)]
    return [statistics.median(part) for part in cut if len(part) == size] or [statistics.median(values)]


def spread(values: Sequence[float]) -> float:
    """Return the largest value divided by the smallest."""
    return max(values) / max(min(values), 1e-9)
