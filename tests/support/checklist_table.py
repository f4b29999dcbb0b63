"""Table in SECURITY.md of what the security checklist asks and no test proves in full.

`python -m tests.support.checklist_table` writes it again from `tests/security_checklist.toml`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE, FILE = ROOT / "SECURITY.md", ROOT / "tests" / "security_checklist.toml"
CHECKLIST: dict[str, dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))


def table() -> str:
    """Return one row per line of the checklist that is not, or only in part, held by a test."""
    lines = ["| line | asks | held by a test | what is missing, and why |", "|---|---|---|---|"]
    for number, line in CHECKLIST.items():
        if "missing" in line:
            held = "in part" if line.get("tests") else "no"
            lines.append(f"| {number} | {line['asks']} | {held} | {line['missing']} |")
    return "\n".join(lines)


def written(text: str) -> str:
    """Return the page with the table put in anew."""
    return re.sub(
        r"(<!-- checklist -->\n).*?(\n<!-- /checklist -->)",
        lambda found: found[1] + table() + found[2],
        text,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
