"""Comparison of a JSON document with the figures of the twin, leaf by leaf."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

TOLERANCE = 1e-6
WORDS = ("why", "why_parameters", "why_code")  # of a missing figure


def differences(answer: Any, twin: Any, named: Mapping[str, str]) -> tuple[list[str], set[str]]:
    """Compare a document with the twin.

    Parameters
    ----------
    answer : JSON value
        Document of `show VIEW --json`.
    twin : JSON value
        What the twin makes of the same data.
    named : mapping of str to str
        Leaves or branches that the twin does not compute, by path (`months[].signal`), with the reason.

    Returns
    -------
    (list of str, set of str)
        Differences in words, and the paths of `named` that were met.
    """
    found: list[str] = []
    met: set[str] = set()
    _compare("", "", answer, twin, named, found, met)
    return found, met


def _compare(
    path: str, kind: str, answer: Any, twin: Any, named: Mapping[str, str], found: list[str], met: set[str]
) -> None:
    """Compare one branch; `path` names the place, `kind` is the path without the numbers of list entries."""
    if isinstance(answer, Mapping) and isinstance(twin, Mapping):
        _compare_keys(path, kind, answer, twin, named, found, met)
    elif isinstance(answer, list) and isinstance(twin, (list, tuple)):
        if len(answer) != len(twin):
            found.append(f"{path}: {len(answer)} entries, the twin has {len(twin)}")
        for place, (ours, theirs) in enumerate(zip(answer, twin, strict=False)):
            _compare(f"{path}[{place}]", f"{kind}[]", ours, theirs, named, found, met)
    elif not _equal(answer, twin):
        found.append(f"{path}: {answer!r}, the twin has {twin!r}")


def _compare_keys(
    path: str,
    kind: str,
    answer: Mapping[str, Any],
    twin: Mapping[str, Any],
    named: Mapping[str, str],
    found: list[str],
    met: set[str],
) -> None:
    """Compare two dictionaries key by key; a missing figure needs a reason and a figure none."""
    dot = "." if path else ""
    for name in sorted({*answer, *twin}):
        here, sort = f"{path}{dot}{name}", f"{kind}{dot}{name}"
        if sort in named:
            met.add(sort)
        elif name not in answer:
            found.append(f"{here}: not in the document")
        elif name in twin:
            _compare(here, sort, answer[name], twin[name], named, found, met)
        elif not name.endswith(WORDS):
            found.append(f"{here}: {answer[name]!r}, the twin has no such figure and no reason for that")
    if "estimate" in answer and (answer["estimate"] is None) != ("why_code" in answer):
        found.append(f"{path}: a missing figure needs a reason, and a figure needs none")


def _equal(answer: Any, twin: Any) -> bool:
    """Return whether two leaves are equal, numbers to TOLERANCE."""
    if isinstance(answer, bool) or isinstance(twin, bool) or answer is None or twin is None:
        return answer is twin or answer == twin
    if isinstance(answer, (int, float)) and not isinstance(twin, (str, list, dict)):
        return math.isclose(answer, float(twin), rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return answer == twin
