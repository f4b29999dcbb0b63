"""Goals of the benchmarks as data (P1, P2, ...), and verdicts on the values measured for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.timing import NOISY_FROM


@dataclass(frozen=True)
class Goal:
    """One goal of the benchmarks: what is measured, the upper limit of the value, and its unit.

    limit: the value at most; unit: `x` for a ratio, else what the value counts.
    """

    code: str
    promise: str
    limit: float
    unit: str = "x"


_ALL = (
    Goal("P1a", "import: read, typed, validated; CPU over a bare typed read_csv", 4),
    Goal("P1b", "import: whole, with marts, landmarks, checks; CPU over a bare typed read_csv", 8),
    Goal("P1c", "import: peak memory", 1500, "MB"),
    Goal("P2a", "import: CPU per row over that at 1 M", 1.3),
    Goal("P2b", "import: peak memory at 10 M", 2147, "MB"),
    Goal("P3", "import into the running app: wall", 1.0, "s"),
    Goal("P5", "questions of the pages: CPU over the same suite in pandas", 0.1),
    Goal("P6", "slowest single question, p95 over `select 42` as data frame", 50),
    Goal("P7a", "client timeline: time over that at 20 k", 2),
    Goal("P7b", "caseload of one therapist: time over that at 20 k", 2),
    Goal("P8", "slowest page, filter seen before: server time of a click over an empty rerun", 4),
    Goal("P9", "slowest page, filter never seen: server time of a click over an empty rerun", 10),
    Goal("P9-10m", "the same at 10 M", 20),
    Goal("P10a", "overview, filter never seen, over a pandas page that reads the CSV on each rerun", 0.05),
    Goal("P10b", "overview, filter never seen, over a pandas page with its data cached", 0.125),
    Goal("P11", "empty page with all modules of the app loaded over a bare empty app", 1.5),
    Goal("P11b", "reruns back to back on one connection: p50 over CPU per rerun", 3),
    Goal("P14a", "cold start to the first chart over empty app to first text", 2),
    Goal("P14b", "sklearn, statsmodels, scipy.stats loaded after the first page", 0, "modules"),
    Goal("P16", "differences of therapists, 50,000 clients: REML over statsmodels, equal to 1e-4", 0.02),
    Goal("P16b", "comparison of 60 therapists with 4,000 draws, first time: points and shares", 2.0, "s"),
    Goal("P17", "memory after touring all pages over `import streamlit, duckdb`", 5),
    Goal("P18", "data version over the bytes of its CSV", 40, "%"),
    Goal("P20a", "50 people who signed in, a click in 10 s each: p95 over that of one person", 5),
    Goal("P20b", "50 people who signed in: errors, and frames with a client of somebody else", 0, "frames"),
    Goal("P20c", "50 people who signed in: memory of each", 1.5, "MB"),
    Goal("P20d", "500 tabs opened and closed: memory five minutes later over that before", 1.2),
    Goal("P21", "board report of 60 therapists, nothing kept from before", 2.0, "s"),
    Goal("P19a", "early warning: fit, ten folds of clients, 200 bootstraps over its feature query", 30),
    Goal("P19b", "early warning: probabilities of all open clients over the feature query", 0.02),
    Goal("P19c", "early warning: models of 50,000 episodes over those of 2,000", 30),
)
GOALS = {goal.code: goal for goal in _ALL}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Value measured for one goal, with the noise of the measurement.

    size: rows of the export (20k, 1m, 10m); noise: see `InterleavedRuns.noise` (1 if the value does not
    depend on load); note: details of the measurement; judged: False if the goal applies to another size.
    """

    goal: str
    size: str
    value: float
    noise: float = 1.0
    note: str = ""
    judged: bool = True

    @property
    def verdict(self) -> str:
        """Verdict on the value: `ok`, `MISS` or `noisy` (machine too busy).

        Empty if the goal is about a practice of another size.
        """
        if not self.judged:
            return ""
        if self.noise > NOISY_FROM:
            return "noisy"
        return "ok" if self.value <= GOALS[self.goal].limit else "MISS"


def table(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """Return rows of text: a header, then one row per measured value in the order of the goals."""
    order = list(GOALS)
    rows = sorted(figures, key=lambda one: order.index(one.goal))
    head = ("goal", "what", "sessions", "value", "limit", "verdict", "note")
    return [head, *(_row(one) for one in rows)]


def _row(one: Figure) -> tuple[str, ...]:
    goal = GOALS[one.goal]
    limit = f"<= {_number(goal.limit, goal.unit)}"
    return goal.code, goal.promise, one.size, _number(one.value, goal.unit), limit, one.verdict, one.note


def _number(value: float, unit: str) -> str:
    if unit != "x":
        return f"{value:.2f} {unit}" if unit == "s" or value < 10 and value % 1 else f"{value:.0f} {unit}"
    if value < 0.2:
        return f"1/{1 / value:.0f}" if value > 0 else "0"
    return f"{value:.2g}x" if value < 1 else f"{value:.1f}x" if value < 100 else f"{value:.0f}x"


def plain(rows: Sequence[tuple[str, ...]]) -> str:
    """Return table rows as one text with aligned columns, for the terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def markdown(rows: Sequence[tuple[str, ...]]) -> str:
    """Return table rows as the text of a Markdown table, for docs/benchmarks.md."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in escaped]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def status(figures: Sequence[Figure]) -> int:
    """Return the exit status: 1 if a goal was missed, 2 if one could not be judged, else 0."""
    verdicts = {one.verdict for one in figures}
    return 1 if "MISS" in verdicts else 2 if "noisy" in verdicts else 0


def as_json(figures: Sequence[Figure]) -> list[dict]:
    """Return one dict per measured value: its fields and verdict, and the goal's text, limit and unit."""
    return [
        asdict(one)
        | {
            "verdict": one.verdict,
            "promise": GOALS[one.goal].promise,
            "limit": GOALS[one.goal].limit,
            "unit": GOALS[one.goal].unit,
        }
        for one in figures
    ]
