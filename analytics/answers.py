"""Base classes of all results: figures with intervals, counts of rows left out, filters, data version.

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
from analytics.privacy import small
from analytics.why import Why, why

if TYPE_CHECKING:
    from analytics.store.version import Version

NOTHING_IMPORTED = why("nothing_imported")
AnswerT = TypeVar("AnswerT", bound="Answer")


@dataclass(frozen=True)
class Estimate:
    """One figure with its 95 % interval or, if it cannot be given, the reason why (`analytics.why`).

    `events` is the numerator of a share (None for means); it is for words on a page, not part of the JSON.
    """

    estimate: float | None
    interval: tuple[float, float] | None
    n: int
    why: Why | None = None
    events: int | None = field(default=None, metadata={"json": False})

    @classmethod
    def missing(cls, why: Why, n: int = 0) -> Estimate:
        """Return an Estimate without a value, with the reason why it cannot be given."""
        return cls(None, None, n, why)


@dataclass(frozen=True)
class LeftOut:
    """Number of rows left out of a figure for one reason.

    reason: a key that does not change between releases. n: None if it is too small to show.
    """

    reason: str
    n: int | None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Base class of the results of all views: data date, data version, definitions, filters, row counts.

    as_of: the data date; version: name of the data version; definitions: digest of the rules in force; n: the
    count that the subclass documents; why: set if the whole answer cannot be given; rounded_to: counts of clients who
    are not the viewer's are multiples of this number (None: exact); hidden_below: counts from 1 to this number less 1
    are hidden, that is None (None: no count is). In JSON each `why` is followed by `why_code` and
    `why_parameters`.
    """

    as_of: datetime.date | None
    version: str | None
    definitions: str
    filters: Filters
    n: int
    left_out: tuple[LeftOut, ...] = ()
    why: Why | None = None
    rounded_to: int | None = field(default=None, metadata={"only_given": True})
    hidden_below: int | None = field(default=None, metadata={"only_given": True})

    def as_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON values: dates in ISO form, no NaN, no Infinity, tuples as lists."""
        return _fields(self)


def common(
    version: Version, filters: Filters, n: int, left_out: Mapping[str, int] | None = None, below: int = 0
) -> dict[str, Any]:
    """Return the fields shared by all results (data date, version, filters, counts), by field name.

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
    below
        Numbers of rows left out from 1 to `below` - 1 are hidden (0: none).

    Returns
    -------
    dict
        Keyword arguments of `Answer`.
    """
    rows = tuple(
        LeftOut(reason, None if small(count, below) else int(count))
        for reason, count in (left_out or {}).items()
        if count
    )
    return {
        "as_of": version.data_date,
        "version": version.name,
        "definitions": version.definitions_digest,
        "filters": filters,
        "n": int(n),
        "left_out": rows,
        "hidden_below": below or None,
    }


def unavailable(
    kind: type[AnswerT],
    why: Why,
    *,
    shared: dict | None = None,
    filters: Filters | None = None,
    definitions: str = "",
) -> AnswerT:
    """Return a result of the given class without figures, with the reason why none can be given.

    Parameters
    ----------
    kind
        Class of the answer.
    why
        Reason.
    shared
        Result of `common`; None if there is no data version.
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
        if item.name in base or item.name in ("why", "left_out", "rounded_to", "hidden_below"):
            continue
        if item.type == "Estimate":
            own[item.name] = Estimate.missing(why)
        else:
            own[item.name] = () if str(item.type).startswith("tuple[") else None
    return kind(**base, **own, why=why)


def plain(value: Any) -> Any:
    """Convert one value to JSON types: dates to ISO text, decimals to floats, NaN and infinity to None.

    Raises
    ------
    TypeError
        For a type that results do not contain.
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
    """Return the JSON entries of a reason: its sentence, and the code and parameters of a coded reason."""
    if not isinstance(sentence, Why):
        return {name: sentence or None}
    return {
        name: str(sentence),
        f"{name}_code": sentence.code,
        f"{name}_parameters": plain(sentence.parameters),
    }


def _fields(thing: Any) -> dict[str, Any]:
    """Convert a dataclass instance to a JSON dictionary, following the metadata of each field.

    `json` False leaves a field out, `only_given` does if it is None; `flat` merges a mapping into the parent; `name`
    renames; `always` keeps an empty `why`; `reason` writes a `Why` with its code and parameters.
    """
    out = {}
    for item in dataclasses.fields(thing):
        value = getattr(thing, item.name)
        if not item.metadata.get("json", True):
            continue
        if item.name == "why" and value is None and not item.metadata.get("always"):
            continue
        if item.metadata.get("only_given") and value is None:
            continue
        if item.name == "why" or item.name.endswith("_why") or item.metadata.get("reason"):
            out |= reason(item.name, value)
            continue
        if item.metadata.get("flat"):
            out.update(plain(value))
        else:
            out[item.metadata.get("name", item.name)] = plain(value)
    return out
