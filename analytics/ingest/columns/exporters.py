"""Programs recognised by the column names of their exports, as listed in `exporters.toml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analytics.ingest.base.normalize import data, normalized

_LEAST = 4  # columns of a table that is known by its first one alone


@dataclass(frozen=True)
class Exporter:
    """Program that writes exports: its name, a remark for users, and its columns to ignore.

    name, remark: for people. not_used: names of columns of no use to Holdfast, as `normalized` spells them.
    """

    name: str
    remark: str
    not_used: frozenset[str]


def identify(header: Sequence[str]) -> Exporter | None:
    """Return the program that wrote a table with these column names; None if it is unknown.

    The first matching entry is used.
    """
    names = [normalized(name) for name in header]
    there = set(names)
    for exporter, signatures, first in _all():
        if any(signature <= there for signature in signatures):
            return exporter
        if first and len(names) >= _LEAST and names[0] in first:
            return exporter
    return None


def rules(header: Sequence[str]) -> dict[str, str]:
    """Return answers `column:<name>` = `not_used` for the useless columns of a known program's export.

    A person's own answers take precedence.
    """
    exporter = identify(header)
    unused = exporter.not_used if exporter else ()
    return {f"column:{name}": "not_used" for name in header if normalized(name) in unused}


def recognised(headers: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return names and remarks of the programs that wrote a delivery's tables, for the import report.

    Empty if no program is known.
    """
    found = list(dict.fromkeys(one for header in headers if (one := identify(header))))
    if not found:
        return {}
    remarks = dict.fromkeys(one.remark for one in found)
    return {"name": ", ".join(one.name for one in found), "remark": " ".join(remarks)}


_Signature = tuple[Exporter, tuple[frozenset[str], ...], frozenset[str]]


@cache
def _all() -> tuple[_Signature, ...]:
    return tuple(
        (
            Exporter(entry["name"], entry["remark"], frozenset(map(normalized, entry.get("not_used", ())))),
            tuple(frozenset(map(normalized, names)) for names in entry.get("columns", ())),
            frozenset(map(normalized, entry.get("first", ()))),
        )
        for entry in data("exporters").values()
    )
