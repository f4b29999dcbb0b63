"""What every question gives back: the numbers, how sure they are, and what they stand on.

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

from analytics.filters import Filters
from analytics.why import Why, why

NOTHING_IMPORTED = why("nothing_imported")


@dataclass(frozen=True)
class Estimate:
    """One estimate with its 95 % interval, or None and why it cannot be given (`analytics.why`).

    `events` is the numerator of a share (None for means); it is for words on a page, not part of the JSON.
    """

    estimate: float | None
    interval: tuple[float, float] | None
    n: int
    why: str | None = None
    events: int | None = field(default=None, metadata={"json": False})

    @classmethod
    def missing(cls, why: Why, n: int = 0) -> Estimate:
        """An estimate that cannot be given, and the sentence that says why."""
        return cls(None, None, n, why)


@dataclass(frozen=True)
class LeftOut:
    """How many rows of one kind a figure does not speak of; `reason` is a stable key."""

    reason: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The common part of every answer.

    as_of: the data date; version: name of the data version; definitions: digest of the rules in force;
    n: what the subclass says it counts; why: set where the whole answer cannot be given. In JSON each `why` has
    `why_code` and `why_parameters` beside it.
    """

    as_of: datetime.date | None
    version: str | None
    definitions: str
    filters: Filters
    n: int
    left_out: tuple[LeftOut, ...] = ()
    why: str | None = None

    def as_dict(self) -> dict:
        """The answer as plain JSON values: dates in ISO form, no NaN, no Infinity, tuples as lists."""
        return _fields(self)


def common(version, filters: Filters, n: int, left_out: Mapping[str, int] | None = None) -> dict:
    """The keyword arguments every answer shares, from the data version and the filters in force.

    Parameters: version with .name, .data_date, .definitions_digest; left_out reason -> count (zeros vanish).
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
    kind: type[Answer],
    why: str,
    *,
    shared: dict | None = None,
    filters: Filters | None = None,
    definitions: str = "",
) -> Answer:
    """An answer of this kind that holds nothing but the reason: every own field is None or empty.

    Tuples become empty, estimates become missing estimates with the same reason, the rest None.
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


def plain(value):
    """One value as JSON has it: None for what is not finite, ISO dates, floats for decimals."""
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


def reason(name: str, sentence: str | None) -> dict:
    """A `why` field as JSON: the sentence, its code and its parameters; None alone where there is no reason."""
    if not isinstance(sentence, Why):
        return {name: sentence or None}
    return {
        name: str(sentence),
        f"{name}_code": sentence.code,
        f"{name}_parameters": plain(sentence.parameters),
    }


def _fields(thing) -> dict:
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
