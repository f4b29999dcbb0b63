"""Common shape of all results: the numbers, their uncertainty, and what they rest on.

An `Answer` is frozen, is built by one function and is the same object for a page, the command line and a
report, so that they cannot disagree. `as_dict()` is the JSON of `show VIEW --json`.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from analytics.filters import Filters
from analytics.why import Why, why

if TYPE_CHECKING:
    from analytics.store.version import Version

NOTHING_IMPORTED = why("nothing_imported")
AnswerT = TypeVar("AnswerT", bound="Answer")


@dataclass(frozen=True)
class Estimate:
    """One estimate with its 95 % interval, or None and the reason why it cannot be given (`analytics.why`).

    `events` is the numerator of a share (None for means); it is for words on a page, not part of the JSON.
    """

    estimate: float | None
    interval: tuple[float, float] | None
    n: int
    why: str | None = None
    events: int | None = field(default=None, metadata={"json": False})

    @classmethod
    def missing(cls, why: Why, n: int = 0) -> Estimate:
        """Make an estimate that cannot be given, with the reason."""
        return cls(None, None, n, why)


@dataclass(frozen=True)
class LeftOut:
    """Number of rows of one kind that a figure does not cover; `reason` is a stable key."""

    reason: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Fields that every answer has.

    as_of: the data date; version: name of the data version; definitions: digest of the rules in force;
    n: what the subclass says it counts; why: set where the whole answer cannot be given. In JSON each `why` is followed
    by `why_code` and `why_parameters`.
    """

    as_of: datetime.date | None
    version: str | None
    definitions: str
    filters: Filters
    n: int
    left_out: tuple[LeftOut, ...] = ()
    why: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as plain JSON values: dates in ISO form, no NaN, no Infinity, tuples as lists."""
        return _fields(self)


def common(
    version: Version, filters: Filters, n: int, left_out: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Make the keyword arguments that every answer shares.

    Parameters
    ----------
    version
        Data version in use; its name, data date and digest of the rules are copied.
    filters
        Selection in force.
    n
        Count that the answer's class defines.
    left_out
        Reason -> number of rows left out; zeros are dropped.

    Returns
    -------
    dict
        Keyword arguments of `Answer`.
    """
    rows = tuple(LeftOut(reason, int(count)) for reason, count in (left_out or {}).items() if count)
    return {
        "as_of": version.data_date,
        "version": version.name,
        "definitions": version.definitions_digest,
        "filters": filters,
        "n": int(n),
        "left_out": rows,
    }


def unavailable(
    kind: type[AnswerT],
    why: Why,
    *,
    shared: dict | None = None,
    filters: Filters | None = None,
    definitions: str = "",
) -> AnswerT:
    """Make an answer of a class that holds only the reason why there is none.

    Parameters
    ----------
    kind
        Class of the answer.
    why
        Reason.
    shared
        Result of `common`; None where there is no data version.
    filters, definitions
        Selection and digest of the rules where `shared` is None.

    Returns
    -------
    Answer
        Tuples are empty, estimates are missing estimates with the same reason, every other own field is None.
    """
    base = shared or {
        "as_of": None,
        "version": None,
        "definitions": definitions,
        "filters": filters or Filters(),
        "n": 0,
    }
    own = {}
    for item in dataclasses.fields(kind):
        if item.name in base or item.name in ("why", "left_out"):
            continue
        if item.type == "Estimate":
            own[item.name] = Estimate.missing(why)
        else:
            own[item.name] = () if str(item.type).startswith("tuple[") else None
    return kind(**base, **own, why=why)


def plain(value: Any) -> Any:
    """Convert one value to JSON types: None for what is not finite, ISO dates, floats for decimals.

    Raises
    ------
    TypeError
        For a type that answers do not hold.
    """
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, Filters):
        return value.as_dict()
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, (float, decimal.Decimal)):
        number = float(value)
        return number if math.isfinite(number) else None
    if hasattr(value, "tolist"):  # numpy scalars and arrays
        return plain(value.tolist())
    raise TypeError(f"{type(value).__name__} has no place in an answer")


def reason(name: str, sentence: str | None) -> dict[str, Any]:
    """Convert a `why` field to JSON: the sentence, its code and its parameters; None alone where there is no reason."""
    if not isinstance(sentence, Why):
        return {name: sentence or None}
    return {
        name: str(sentence),
        f"{name}_code": sentence.code,
        f"{name}_parameters": plain(sentence.parameters),
    }


def _fields(thing: Any) -> dict[str, Any]:
    """Convert a dataclass to JSON types, as the metadata of its fields says.

    `json` False leaves a field out; `flat` merges a mapping into the parent; `name` renames; `always` keeps an empty
    `why`.
    """
    out = {}
    for item in dataclasses.fields(thing):
        value = getattr(thing, item.name)
        if not item.metadata.get("json", True):
            continue
        if item.name == "why" and value is None and not item.metadata.get("always"):
            continue
        if item.name == "why" or item.name.endswith("_why"):
            out |= reason(item.name, value)
            continue
        if item.metadata.get("flat"):
            out.update(plain(value))
        else:
            out[item.metadata.get("name", item.name)] = plain(value)
    return out
