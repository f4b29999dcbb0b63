"""Sentences of Definitions & settings: rules, glossary terms, the effect of a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.definitions import GLOSSARY, Definitions, Rule, Term
from pages.ui import formatting

SECTIONS = {
    "change": "Reliable change",
    "cutoffs": "Cutoffs",
    "alliance": "Alliance",
    "dips": "Alliance drops and repairs",
    "endings": "Endings and episodes",
    "population": "Who counts in outcome figures",
    "small_numbers": "Small numbers",
    "case_mix": "Fair comparison",
    "caseload": "Groups of the caseload",
    "course": "Expected course",
    "focus": "Training focus",
    "early_warning": "Early warning",
    "access": "Access",
}
_CHOICES = {
    "at_least": "counts",
    "more_than": "does not count",
    "declared_or_lapsed": "recorded, or lapsed without recovery",
    "declared": "only recorded",
    "composite": "recorded or lapsed, and not improved",
    "ended": "ended episodes",
    "all": "all episodes",
    "unplanned": "an unplanned ending",
    "poor_outcome": "little or no change",
    "intake": "starting score",
    "age_group": "age group",
    "program": "programme",
    "orientation": "orientation",
}


def in_force(definitions: Definitions, rule: Rule) -> Any:
    """Return the current value of one rule in these definitions."""
    return getattr(getattr(definitions, rule.section), rule.name)


def choice(value: Any) -> str:
    """Return the text for one allowed value of a rule."""
    return _CHOICES.get(value, str(value).replace("_", " "))


def shown(value: Any, rule: Rule) -> str:
    """Format a rule's value with its unit: `6 ORS points`, `yes`, `3 to 5`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return (
            f"{value[0]} to {value[1]}"
            if rule.name == "early_sessions"
            else formatting.listed([choice(one) for one in value]) or "nothing"
        )
    if isinstance(value, str):
        return choice(value)
    number = f"{value:g}".replace("-", formatting.MINUS)
    return f"{number} {rule.unit}".strip()


def current_value(definitions: Definitions, rule: Rule) -> str:
    """Return the label and current value of a rule, and its default if different."""
    value = in_force(definitions, rule)
    default = "" if value == rule.default else f" (default {shown(rule.default, rule)})"
    return f"**{rule.label}: {shown(value, rule)}**{default}"


def source(rule: Rule) -> str:
    """Return the meaning and source of a rule, with a warning if nobody has checked the source."""
    return f"{rule.meaning} Source: {rule.source}." + (
        "" if rule.verified else " **Unverified:** commonly used, its origin was not read."
    )


def search_terms(words: str) -> tuple[Term, ...]:
    """Return the glossary terms that contain all words searched for; all terms for an empty search."""
    wanted = words.lower().split()
    return tuple(
        term
        for term in GLOSSARY
        if all(word in f"{term.name} {term.short} {term.long}".lower() for word in wanted)
    )


def term(one: Term, *, full: bool) -> str:
    """Return the short text of a glossary term; if `full`, also its long text and formula."""
    if not full:
        return f"**{one.name}.** {one.short}"
    formula = f"Formula: {one.formula}." if one.formula else ""
    return " ".join(part for part in (f"**{one.name}.**", one.short, one.long, formula) if part)


_COUNTS = {
    "n_open": "Open episodes",
    "n_unplanned": "Ended unplanned",
    "n_counted": "Ended episodes that count",
    "n_assessable": "Outcome can be told",
    "n_improved": "Clearly better",
    "n_recovered": "Recovered",
    "n_deteriorated": "Clearly worse",
    "n_drops": "Alliance drops",
    "n_episodes": "Episodes",
}
_OF_ENDINGS = ("n_unplanned", "n_counted")
_OVER = {"n_unplanned": "n_counted", "n_improved": "n_assessable", "n_deteriorated": "n_assessable"}


def effect(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Return one line per count that a rule change would alter: `Ended unplanned: 201 to 224, ...`."""
    lines = []
    given = bool(before.get("n_counted")), bool(after.get("n_counted"))
    if given[0] != given[1]:
        said = "would be given" if given[1] else "would no longer be given, as too few endings are recorded"
        lines.append(f"**Rates of unplanned endings** {said}.")
    for key, name in _COUNTS.items():
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old == new or (given[0] != given[1] and key in _OF_ENDINGS):
            continue
        line = f"**{name}:** {formatting.count(old)} to {formatting.count(new)}"
        over = _OVER.get(key)
        if over and before.get(over) and after.get(over):
            was, now = old / before[over], new / after[over]
            same = formatting.in_100(was) == formatting.in_100(now)
            line += f", {'still' if same else f'{formatting.rounded(was * 100)} to'} {formatting.in_100(now)}"
        lines.append(line + ".")
    return lines or ["No count of this page moves. Groups of the caseload may."]


def lead(definitions: Definitions, changed: int, total: int, unverified: int) -> tuple[str, str]:
    """Return two texts: number of rules and of changed rules; number of rules with an unchecked source."""
    bold = (
        f"{total} rules, all at their default."
        if not changed
        else f"{formatting.plural(changed, 'rule')} of {total} {'differs' if changed == 1 else 'differ'} from the default."
    )
    return (
        bold,
        f"{unverified} of them are commonly used but unverified, and say so. Every report prints the rules in force.",
    )
