"""Test that all R scripts in this folder reproduce the committed numbers; skipped without R."""

import json
import math
import os
import re
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("*.R"))
SAME = (1e-6, 1e-9)  # relative; absolute, where a number is rounding
# glmer stops where the deviance no longer changes, and rounds as the processor does: on another one its estimates
# differ in the fifth digit. Ours are compared with a tolerance of 5e-3 (test_logistic_random_intercept.py).
ITERATED = {"logistic_random_intercept": (2e-4, 2e-6)}
PACKAGE = re.compile(r"""(?:library\(|package\s*=\s*["']|packageVersion\(["'])([A-Za-z][A-Za-z0-9.]*)""")
SETTINGS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}


def rscript(*arguments, timeout=300) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["Rscript", "--vanilla", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **SETTINGS},
    )


@lru_cache
def installed() -> frozenset[str]:
    return frozenset(rscript("-e", "cat(rownames(installed.packages()))").stdout.split())


def missing(script: Path) -> str:
    """Return what this machine lacks to run an R script; empty if nothing."""
    if shutil.which("Rscript") is None:
        return "Rscript (Debian package r-base-core)"
    lacking = sorted(set(PACKAGE.findall(script.read_text(encoding="utf-8"))) - installed())
    return "the R packages " + ", ".join(lacking) if lacking else ""


def differences(old, new, where="", same=SAME) -> list[str]:
    """Return the differences between two outputs beyond the tolerance `same`, ignoring version numbers."""
    if isinstance(old, dict) and isinstance(new, dict):
        if old.keys() != new.keys():
            return [f"{where}: {sorted(old.keys() ^ new.keys())} in one only"]
        return [
            line
            for key in old
            if "version" not in key.lower()
            for line in differences(old[key], new[key], f"{where}/{key}", same)
        ]
    if isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            return [f"{where}: {len(old)} and {len(new)} entries"]
        pairs = enumerate(zip(old, new, strict=True))
        return [line for k, (a, b) in pairs for line in differences(a, b, f"{where}/{k}", same)]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (old, new))
    equal = math.isclose(old, new, rel_tol=same[0], abs_tol=same[1]) if numbers else old == new
    return [] if equal else [f"{where}: {old} is now {new}"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_r_gives_the_committed_numbers(script, tmp_path):
    lacking = missing(script)
    if lacking and os.environ.get("CI"):
        pytest.fail(f"{script.name} cannot be run again: install {lacking}.")
    if lacking:
        pytest.skip(f"{script.name} is not run again: {lacking} not installed")
    ran = rscript(script, tmp_path / "output.json")
    assert ran.returncode == 0, ran.stderr
    committed = json.loads(script.with_suffix(".json").read_text(encoding="utf-8"))
    again = json.loads((tmp_path / "output.json").read_text(encoding="utf-8"))
    same = ITERATED.get(script.stem, SAME)
    assert differences(committed, again, same=same)[:10] == []


def test_a_changed_number_is_seen():
    old = {"versions": {"R": "4"}, "a": [1.0, {"b": 2.0}], "c": "x"}
    assert differences(old, {"versions": {"R": "5"}, "a": [1.0 + 1e-8, {"b": 2.0}], "c": "x"}) == []
    assert differences(old, {**old, "a": [1.0, {"b": 2.0001}]}) == ["/a/1/b: 2.0 is now 2.0001"]
    assert differences(old, {**old, "a": [1.0]}) == ["/a: 2 and 1 entries"]
