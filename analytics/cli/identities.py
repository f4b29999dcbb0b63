"""Command `aliases`: list, add or remove statements that two codes belong to one person."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from analytics import answers
from analytics.cli import printing
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.messages import count, gettext, ngettext, paragraph
from analytics.risk import refresh
from analytics.store import Version
from analytics.store.aliases import Alias, AliasProblem, Denial, Suggestion
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
    """Return the sentences that say what adding or removing an alias changed.

    `stands_for` is None for a removed alias.
    """
    template = (
        gettext("The {kind} {code} is shown as {stands_for} now.")
        if stands_for
        else gettext("The {kind} {code} stands alone again.")
    )
    folded = ngettext(
        "{n} session that was held under both codes is held once now.",
        "{n} sessions that were held under both codes are held once now.",
        change.n_folded,
    )
    parted = ngettext(
        "{n} session is held under both codes again.",
        "{n} sessions are held under both codes again.",
        change.n_parted,
    )
    return paragraph(
        template.format(kind=kind, code=code, stands_for=stands_for),
        folded.format(n=count(change.n_folded)) if change.n_folded else "",
        parted.format(n=count(change.n_parted)) if change.n_parted else "",
        gettext("These people see more than before: {names}.").format(names=", ".join(change.sees_more))
        if change.sees_more
        else "",
        "imports --undo takes it back.",
    )


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
    lines = [*map(_alias, said), *map(_suggestion, asked), *map(_denial, found.denied)]
    return Result(DONE, document, "\n".join(lines) or "No codes are joined.")


def _alias(one: Alias) -> str:
    template = (
        gettext("{kind} {code} is shown as {stands_for} (said {day} by {person})")
        if one.said_for == one.stands_for
        else gettext(
            "{kind} {code} is shown as {stands_for} (the same as {said_for}, said {day} by {person})"
        )
    )
    return template.format(
        kind=one.kind,
        code=one.code,
        stands_for=one.stands_for,
        said_for=one.said_for,
        day=one.said_at.date().isoformat(),
        person=one.said_by,
    )


def _suggestion(one: Suggestion) -> str:
    code, stands_for = one.alias
    return gettext("the same person? aliases add {kind} {code} {stands_for} ({why}, {n})").format(
        kind=one.kind, code=code, stands_for=stands_for, why=printing.words(one.why), n=count(one.n)
    )


_TWO = {  # kind of code -> line where it is known who said so; where it is not
    "client": (
        gettext("clients {code} and {known} are two people (said {day} by {person})"),
        gettext("clients {code} and {known} are two people (said {day})"),
    ),
    "therapist": (
        gettext("therapists {code} and {known} are two people (said {day} by {person})"),
        gettext("therapists {code} and {known} are two people (said {day})"),
    ),
}


def _denial(one: Denial) -> str:
    kind, code, known = one.suggestion.pair
    by_somebody, plain = _TWO[kind]
    return (by_somebody if one.said_by else plain).format(
        code=code, known=known, day=one.said_at.date().isoformat(), person=one.said_by
    )
