"""Report of a benchmark run: collects the measured values and prints each part when it is done."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks import goals
from benchmarks.goals import Figure
from benchmarks.timing import Series

PACKAGES = ("streamlit", "duckdb", "pandas", "numpy", "plotly")


@dataclass
class Report:
    """Everything that one benchmark run measured: values of goals, tables of timings, and notes."""

    figures: list[Figure] = field(default_factory=list)
    tables: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Add the measured value of one goal to the report."""
        self.figures.append(figure)

    def note(self, sentence: str) -> None:
        """Add a remark for readers of the report, and print it."""
        self.notes.append(sentence)
        print(f"note: {sentence}", flush=True)

    def measured(self, title: str, series: Sequence[Series], floor: str, by: str = "wall") -> None:
        """Print and store a table of timings: one row per variant, with its ratio to the baseline variant."""
        base = next(one for one in series if one.name == floor)
        rows = [("", "median", "min", "max", "CPU", f"x floor ({by})")]
        for one in series:
            cpu = seconds(one.median("cpu")) if one.values("cpu") else ""
            ratio = one.median(by) / max(base.median(by), 1e-9) if one.values(by) else None
            rows.append((
                one.name, seconds(one.median()), seconds(one.least()), seconds(one.most()), cpu,
                "" if ratio is None else f"{ratio:.2f}",
            ))  # fmt: skip
        self.tables.append({"title": title, "rows": rows})
        print(f"\n{title}\n{goals.plain(rows)}", flush=True)

    def write_json(self, path: Path) -> None:
        """Write environment, measured values, tables and notes to one JSON file."""
        document = {
            "environment": environment(), "figures": goals.as_json(self.figures), "tables": self.tables,
            "notes": self.notes,
        }  # fmt: skip
        path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")

    def write_markdown(self, path: Path) -> None:
        """Write the table of goals to a Markdown file, for docs/benchmarks.md."""
        lines = [goals.markdown(goals.table(self.figures)), "", sentence()]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def seconds(value: float) -> str:
    """Return a time as text, in seconds or milliseconds: `420 ms`."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.{0 if value >= 0.1 else 1}f} ms"


def environment() -> dict:
    """Return a dict that describes this machine: Python and package versions, system, cores and load."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "cores": os.cpu_count(),
        "load": [round(value, 1) for value in os.getloadavg()],
        **{name: version(name) for name in PACKAGES},
    }


def sentence() -> str:
    """Describe this machine in one line: Python and package versions, system, cores, load."""
    found = environment()
    packages = ", ".join(f"{name} {found[name]}" for name in PACKAGES)
    return (
        f"Python {found['python']}, {packages}; {found['system']}, {found['cores']} cores,"
        f" load {' '.join(map(str, found['load']))}."
    )
