"""Sentences of the page Definitions & settings, on rules, glossary terms and rule changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.definitions import GLOSSARY, Definitions, Rule, Term
from analytics.messages import gettext, ngettext, paragraph
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


_ONE = {  # unit of a rule -> the same for a value of 1
    "SRS forms": "SRS form",
    "ORS forms": "ORS form",
    "days": "day",
    "sessions": "session",
    "clients": "client",
}


def in_force(definitions: Definitions, rule: Rule) -> Any:
    """Return the current value of one rule in these definitions."""
    return getattr(getattr(definitions, rule.section), rule.name)


def choice(value: Any) -> str:
    """Return the text for one allowed value of a rule."""
    return _CHOICES.get(value, str(value).replace("_", " "))


def shown(value: Any, rule: Rule) -> str:
    """Format a rule's value with its unit: `6 ORS points`, `1 SRS form`, `80 in 100`, `yes`, `3 to 5`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return (
            gettext("{low} to {high}").format(low=value[0], high=value[1])
            if rule.name == "early_sessions"
            else formatting.listed([choice(one) for one in value]) or "nothing"
        )
    if isinstance(value, str):
        return choice(value)
    if rule.unit.startswith("share"):
        return f"{formatting.in_100(value)} {rule.unit.removeprefix('share').removeprefix(' of ')}".strip()
    number = f"{value:g}".replace("-", formatting.MINUS)
    if rule.unit == "session number":
        return gettext("session {number}").format(number=number)
    return f"{number} {_ONE.get(rule.unit, rule.unit) if value == 1 else rule.unit}".strip()


def current_value(definitions: Definitions, rule: Rule) -> str:
    """Return the label and current value of a rule, and its default if different."""
    value = in_force(definitions, rule)
    if value == rule.default:
        return f"**{rule.label}: {shown(value, rule)}**"
    return gettext("**{label}: {value}** (default {default})").format(
        label=rule.label, value=shown(value, rule), default=shown(rule.default, rule)
    )


def source(rule: Rule) -> str:
    """Return the meaning and source of a rule, with a warning if nobody has checked the source."""
    return paragraph(
        rule.meaning,
        gettext("Source: {source}.").format(source=rule.source),
        "" if rule.verified else "**Unverified:** commonly used, its origin was not read.",
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
    """Return a glossary term with its short text and, if `full`, its long text and formula.

    full: whether to add its long text and its formula.
    """
    if not full:
        return f"**{one.name}.** {one.short}"
    formula = gettext("Formula: {formula}.").format(formula=one.formula) if one.formula else ""
    return paragraph(f"**{one.name}.**", one.short, one.long, formula)


def section(title: str, changed: int) -> str:
    """Return the heading of a section of rules, with the number of changed ones."""
    return gettext("{title} · {n} changed").format(title=title, n=changed) if changed else title


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
        lines.append(
            "**Rates of unplanned endings** would be given."
            if given[1]
            else "**Rates of unplanned endings** would no longer be given, as too few endings are recorded."
        )
    for key, name in _COUNTS.items():
        old, new = before.get(key), after.get(key)
        if old is None or new is None or old == new or (given[0] != given[1] and key in _OF_ENDINGS):
            continue
        over = _OVER.get(key, "")
        lines.append(_change(name, (old, before.get(over) or 0), (new, after.get(over) or 0)))
    return lines or ["No count of this page moves. Groups of the caseload may."]


def _change(name: str, before: tuple[int, int], after: tuple[int, int]) -> str:
    """Return the line that compares one count before and after a rule change.

    before, after: the count, and the total it is a part of.
    """
    (old, all_old), (new, all_new) = before, after
    if not all_old or not all_new:
        template, was, now = gettext("**{name}:** {old} to {new}."), "", ""
    else:
        was, now = (f"{formatting.rounded(n / of * 100)}" for n, of in (before, after))
        template = (
            gettext("**{name}:** {old} to {new}, still {now} in 100.")
            if was == now
            else gettext("**{name}:** {old} to {new}, {was} to {now} in 100.")
        )
    return template.format(name=name, old=formatting.count(old), new=formatting.count(new), was=was, now=now)


def lead(definitions: Definitions, changed: int, total: int, unverified: int) -> tuple[str, str]:
    """Return two texts: number of rules and of changed rules; number of rules with an unchecked source."""
    template = (
        ngettext(
            "{n} rule of {total} differs from the default.",
            "{n} rules of {total} differ from the default.",
            changed,
        )
        if changed
        else gettext("{total} rules, all at their default.")
    )
    return (
        template.format(n=formatting.count(changed), total=total),
        paragraph(
            gettext("{n} of them are commonly used but unverified, and say so.").format(n=unverified),
            "Every report prints the rules in force.",
        ),
    )
