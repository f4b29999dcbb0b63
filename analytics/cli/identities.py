"""Command `aliases`: list, add or remove statements that two codes are one person."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from analytics import answers
from analytics.cli import printing
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.risk import refresh
from analytics.store import Version
from analytics.store.aliases import AliasProblem
from analytics.store.identities import AliasChange


def aliases(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `aliases`: list the aliases, add one or remove one."""
    if not context.viewer.may_import:
        raise WrongSetting(f"{context.viewer.name} may not say who is one person; owners and the office may.")
    context.store.bring_up_to_date()
    version = context.store.current()
    if version is None:
        return Result(
            NO_DATA, answers.reason("why", answers.NOTHING_IMPORTED), answers.NOTHING_IMPORTED, aside=True
        )
    if given.action == "list":
        return _listed(context, version)
    try:
        by = given.person or "command line"
        if given.action == "add":
            said = context.store.say_alias(given.kind, given.code, given.stands_for, by)
        else:
            said = context.store.forget_alias(given.kind, given.code, by)
    except AliasProblem as problem:
        raise WrongSetting(str(problem)) from problem
    refresh.run_or_start(context.store)
    sentence = done(said, given.kind, given.code, given.stands_for if given.action == "add" else None)
    document: dict[str, Any] = {"version": said.version.name, "sessions_joined": said.n_folded}
    document |= {"sessions_parted": said.n_parted, "sees_more": list(said.sees_more), "sentence": sentence}
    return Result(DONE, document, sentence)


def done(change: AliasChange, kind: str, code: str, stands_for: str | None) -> str:
    """Return the sentences on the effect of adding an alias, or of removing it (`stands_for` None)."""
    what = f"is shown as {stands_for} now" if stands_for else "stands alone again"
    parts = [f"The {kind} {code} {what}."]
    if change.n_folded:
        parts.append(f"{change.n_folded:,} sessions that were held under both codes are held once now.")
    if change.n_parted:
        parts.append(f"{change.n_parted:,} sessions are held under both codes again.")
    if change.sees_more:
        parts.append(f"These people see more than before: {', '.join(change.sees_more)}.")
    return " ".join(parts) + " imports --undo takes it back."


def _listed(context: CliContext, version: Version) -> Result:
    """Return the result of `aliases list`: aliases, suggestions and denied suggestions."""
    said, found = context.store.aliases(), context.store.asked()
    asked = found.open
    document = {
        "version": version.name,
        "aliases": answers.plain([asdict(one) for one in said]),
        "suggestions": answers.plain([asdict(one) for one in asked]),
        "two_people": answers.plain([asdict(one) for one in found.denied]),
    }
    lines = [
        f"{one.kind} {one.code} is shown as {one.stands_for}"
        f" ({'' if one.said_for == one.stands_for else f'the same as {one.said_for}, '}said {one.said_at:%Y-%m-%d}"
        f" by {one.said_by})"
        for one in said
    ]
    for one in asked:
        code, stands_for = one.alias
        grounds = f"{printing.words(one.why)}, {one.n:,}"
        lines.append(f"the same person? aliases add {one.kind} {code} {stands_for} ({grounds})")
    for one in found.denied:
        kind, code, known = one.suggestion.pair
        by = f" by {one.said_by}" if one.said_by else ""
        lines.append(f"{kind}s {code} and {known} are two people (said {one.said_at:%Y-%m-%d}{by})")
    return Result(DONE, document, "\n".join(lines) or "No codes are joined.")
