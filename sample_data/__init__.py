"""Made-up practice: a seeded generator with known true values, and the exports written by it.

`generate()` simulates a practice, `write(practice, folder)` writes both exports, the canonical sessions and
truth.json. Nothing in here describes a real person, practice or outcome.
"""

from __future__ import annotations

from pathlib import Path

from sample_data.exports import write_exports
from sample_data.generator import Practice, generate
from sample_data.ground_truth import write_truth
from sample_data.rendering import canonical_sessions, write_csv

CANONICAL_NAME = "canonical_sessions.csv"

__all__ = ["CANONICAL_NAME", "Practice", "generate", "write"]


def write(practice: Practice, out_dir: str | Path) -> list[Path]:
    """Write a made-up practice to a folder, created if missing; return the paths of the files.

    Returns
    -------
    list of Path
        OpenFIT export, export by administration, canonical sessions, truth.
    """
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    paths = write_exports(practice, out)
    write_csv(out / CANONICAL_NAME, *canonical_sessions(practice))
    return [*paths, out / CANONICAL_NAME, write_truth(practice, out)]
