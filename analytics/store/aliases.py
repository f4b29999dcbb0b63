"""Aliases: statements that one code of a client or therapist stands for the same person as another.

    Alias(kind="therapist", code="Schulz", stands_for="Meier", said_at=now)    Schulz is shown and counted as Meier

Aliases belong to the version, like the counting rules: an import or recount copies them from the current
version, and undo restores the earlier ones. The delivered code is stored with every session (`client_given`,
`therapist_given`), so that removing an alias undoes the merge. Each alias is stored as given (`said_for`) and
applied without chains: the target of an alias never has an alias itself. So removing one link of a chain
leaves the others as given.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from analytics import sql
from analytics.errors import HoldfastError

KINDS = ("client", "therapist")
_HELD = ("meta.folded", "mart.therapist_record")  # tables since layout 3


@dataclass(frozen=True, kw_only=True)
class Alias:
    """One statement that a code of a client or therapist is to be shown as another code.

    code: the code that is replaced; stands_for: the code shown; said_at: UTC; said_by: the author.
    said_for: the code that the person named; it differs from `stands_for` if it has an alias itself.
    """

    kind: str
    code: str
    stands_for: str
    said_at: datetime.datetime
    said_by: str = ""
    said_for: str = ""

    def __post_init__(self) -> None:
        """Set an empty `said_for` (the code that the author named) to `stands_for` (the code shown)."""
        if not self.said_for:
            object.__setattr__(self, "said_for", self.stands_for)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Two codes that may belong to one person: one newly delivered, one already stored.

    code: the delivered one. known: the stored one.
    stands_for: the code of the two that would be shown. why: `spelling` (they differ in case, blanks, zeros
    or the like), `copy` (one is the other with an addition such as ` (2)`), `equal_sessions` (n sessions are
    equal in day, therapist and scores), `took_over` (a therapist stopped when the other began, and n of the
    clients went on with the other).
    """

    kind: str
    code: str
    known: str
    stands_for: str
    why: str
    n: int

    @property
    def pair(self) -> tuple[str, str, str]:
        """Kind (client or therapist), delivered code and stored code, as a tuple."""
        return self.kind, self.code, self.known

    @property
    def alias(self) -> tuple[str, str]:
        """Alias made by accepting this suggestion: the code to replace, and the code shown instead."""
        return (self.known if self.stands_for == self.code else self.code), self.stands_for


@dataclass(frozen=True)
class Denial:
    """Suggested merge that a person denied because its two codes belong to different people.

    The suggestion is not made again.
    """

    suggestion: Suggestion
    said_at: datetime.datetime
    said_by: str = ""


@dataclass(frozen=True)
class Asked:
    """Suggestions to merge two codes, made in one data version: the unanswered and the denied ones."""

    open: tuple[Suggestion, ...] = ()
    denied: tuple[Denial, ...] = ()

    def denying(self, pair: tuple[str, str, str], at: datetime.datetime, by: str) -> Asked:
        """Return a copy with one unanswered pair (kind, code, known) marked as denied."""
        found = tuple(one for one in self.open if one.pair == pair)
        left = tuple(one for one in self.open if one.pair != pair)
        return Asked(left, (*self.denied, *(Denial(one, at, by) for one in found)))

    def asking_again(self, pair: tuple[str, str, str]) -> Asked:
        """Return a copy in which one rejected suggestion (kind, code, known) is open again."""
        found = tuple(one.suggestion for one in self.denied if one.suggestion.pair == pair)
        return Asked((*self.open, *found), tuple(one for one in self.denied if one.suggestion.pair != pair))

    def denied_pairs(self, aliases: Iterable[Alias]) -> frozenset[tuple[str, frozenset[str]]]:
        """Return (kind, codes) of each denied suggestion, with merged codes replaced by those shown."""
        known = {(one.kind, one.code): one.stands_for for one in aliases}
        return frozenset(
            (kind, frozenset(known.get((kind, code), code) for code in codes))
            for kind, *codes in (one.suggestion.pair for one in self.denied)
        )


class AliasProblem(HoldfastError, ValueError):
    """Error for an alias that cannot be applied; the message is one plain sentence."""


def shown(aliases: Iterable[Alias], kind: str, code: str) -> str:
    """Return the code under which a client or therapist is shown: its alias target, else the code itself."""
    return next((one.stands_for for one in aliases if (one.kind, one.code) == (kind, code)), code)


def with_said(aliases: Sequence[Alias], new: Alias) -> tuple[Alias, ...]:
    """Return the given aliases plus a new one, without chains or circles of aliases.

    Aliases to `new.code` get the new target. A new alias that is the opposite of an existing one replaces it.

    Raises
    ------
    AliasProblem
        For an unknown kind, an empty code, or a code that would stand for itself.
    """
    if new.kind not in KINDS:
        raise AliasProblem(f"There is no kind {new.kind}; there is client and therapist.")
    if not new.code or not new.stands_for:
        raise AliasProblem("Both codes are needed.")
    if new.code == new.stands_for:
        raise AliasProblem("The two codes are the same.")
    said = {(one.kind, one.code): one for one in aliases}
    _add(said, new)
    return _flat(said)


def with_all_said(aliases: Sequence[Alias], new: Sequence[Alias]) -> tuple[Alias, ...]:
    """Return the given aliases together with new aliases for codes that had none.

    New aliases that would form a chain or circle among themselves are left out.
    """
    sources = {(one.kind, one.code) for one in new}
    said = {(one.kind, one.code): one for one in aliases}
    for one in new:
        if (one.kind, one.stands_for) not in sources:
            _add(said, one)
    return _flat(said)


def _add(aliases: dict[tuple[str, str], Alias], new: Alias) -> None:
    """Add one alias to a dictionary of aliases keyed by (kind, code), in place.

    If it would close a circle, the alias of its target code is deleted.
    """
    at = new.stands_for
    while (new.kind, at) in aliases and at != new.code:
        at = aliases[new.kind, at].said_for
    if at == new.code:
        del aliases[new.kind, new.stands_for]
    aliases[new.kind, new.code] = dataclasses.replace(new, said_for=new.stands_for)


def _flat(aliases: dict[tuple[str, str], Alias]) -> tuple[Alias, ...]:
    """Return aliases sorted by kind and code, with chains of aliases resolved to their last code."""
    found = []
    for kind, code in sorted(aliases):
        target = aliases[kind, code].said_for
        while (kind, target) in aliases:
            target = aliases[kind, target].said_for
        found.append(dataclasses.replace(aliases[kind, code], stands_for=target))
    return tuple(found)


def without(aliases: Sequence[Alias], kind: str, code: str) -> tuple[Alias, ...]:
    """Return all aliases except that of the given code, each pointing directly to its final code.

    Raises
    ------
    AliasProblem
        When there is no such alias.
    """
    left = {(one.kind, one.code): one for one in aliases if (one.kind, one.code) != (kind, code)}
    if len(left) == len(aliases):
        raise AliasProblem(
            f"Nothing was said about the {kind} code {code}." if kind in KINDS else f"No kind {kind}."
        )
    return _flat(left)


def fill_tables(
    connection: duckdb.DuckDBPyConnection, aliases: Sequence[Alias], asked: Asked = Asked()
) -> None:
    """Fill the temporary tables `alias`, `suggested` and `denied` for the SQL of an import or recount."""
    connection.execute(
        sql.read("merge/alias"),
        {
            "kinds": [one.kind for one in aliases],
            "codes": [one.code for one in aliases],
            "stand_for": [one.stands_for for one in aliases],
            "said_at": [one.said_at for one in aliases],
            "said_by": [one.said_by for one in aliases],
            "said_for": [one.said_for for one in aliases],
        },
    )
    connection.execute(sql.read("merge/suggested"), _columns(asked.open))
    said = {name: [getattr(one, name) for one in asked.denied] for name in ("said_at", "said_by")}
    connection.execute(
        sql.read("merge/two_people"), _columns([one.suggestion for one in asked.denied]) | said
    )


def _columns(suggestions: Sequence[Suggestion]) -> dict[str, list[Any]]:
    """Return suggestions as a dictionary from column name to the list of values."""
    names = ("kind", "code", "known", "stands_for", "why", "n")
    return {name: [getattr(one, name) for one in suggestions] for name in names}


def load_stored_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the stored version's therapist names and its merged sessions into temporary tables.

    The tables stay empty for a version of an older Holdfast.
    """
    there = {name for (name,) in connection.execute(sql.read("merge/old_tables")).fetchall()}
    connection.execute(
        sql.read("merge/stored_names" if there.issuperset(_HELD) else "merge/stored_names_none")
    )
