"""Sentences of the import report on stored episodes that continue: how many, and why."""

from __future__ import annotations

from collections.abc import Mapping


def sentences(facts: Mapping) -> dict[str, str]:
    """Return the sentence for each warning about stored episodes, from the `facts` of a report."""
    by_warning = {}
    if n := facts.get("ending_then_sessions"):
        goes, its, it = ("course goes", "its", "It is") if n == 1 else ("courses go", "their", "They are")
        by_warning["ending_then_sessions"] = (
            f"{n:,} {goes} on after {its} recorded ending, because sessions came after it. {it} open again;"
            " the recorded reason counts once no more sessions come."
        )
    if n := facts.get("course_continued"):
        has, whole = ("course has", "one course") if n == 1 else ("courses have", "one course each")
        by_warning["course_continued"] = (
            f"{n:,} {has} sessions with and without a case id; they are counted as {whole}."
        )
    return by_warning
