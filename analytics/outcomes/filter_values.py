"""Values that a viewer can choose in the filters, and a check of given filters against them."""

from __future__ import annotations

import datetime
import difflib
from dataclasses import dataclass

from analytics.access import Scope
from analytics.filters import FilterError, Filters
from analytics.store import Warehouse


@dataclass(frozen=True)
class Therapist:
    """One row per therapist whom the viewer can choose in the filters.

    record_id: opaque key for addresses; former_ids: keys of codes that were joined with this one.
    """

    code: str
    name: str | None
    record_id: str
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Values that a viewer can choose in each filter, and the first and last month to choose from."""

    sites: tuple[str, ...]
    programs: tuple[str, ...]
    age_groups: tuple[str, ...]
    therapists: tuple[Therapist, ...]
    first_month: datetime.date | None
    last_month: datetime.date | None


def choices(warehouse: Warehouse, scope: Scope) -> Choices:
    """Return the sites, programmes, age groups, therapists and months that this viewer can filter by."""
    rows = warehouse.query("filter_values", scope=scope).dicts()
    named = {
        key: tuple(row["choice"] for row in rows if row["dimension"] == key)
        for key in ("site", "program", "age_group")
    }
    people = warehouse.query("filter_therapists", scope=scope).dicts()
    days = [row for row in rows if row["dimension"] == "days"]
    return Choices(
        sites=named["site"],
        programs=named["program"],
        age_groups=named["age_group"],
        therapists=tuple(
            Therapist(
                row["therapist"], row["therapist_name"], row["record_id"], tuple(row["former_ids"] or ())
            )
            for row in people
        ),
        first_month=days[0]["first_month"] if days else None,
        last_month=days[0]["last_month"] if days else None,
    )


def check(warehouse: Warehouse, scope: Scope, filters: Filters) -> None:
    """Raise FilterError for a filter value that does not occur in the viewer's data.

    A therapist outside the viewer's scope and one who does not exist are refused in the same words.
    """
    asked = {
        "site": filters.site,
        "programme": filters.program,
        "age group": filters.age_group,
        "therapist": filters.therapist,
    }
    if not any(value is not None for value in asked.values()):
        return
    available = choices(warehouse, scope)
    known = {
        "site": available.sites,
        "programme": available.programs,
        "age group": available.age_groups,
        "therapist": tuple(one.code for one in available.therapists),
    }
    for label, value in asked.items():
        if (
            value is None
            or (warehouse.shown_therapist(value) if label == "therapist" else value) in known[label]
        ):
            continue
        near = difflib.get_close_matches(value, known[label], 1, 0.5)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        names = ", ".join(known[label][:12]) + (" …" if len(known[label]) > 12 else "")
        raise FilterError(f"There is no {label} “{value}” here.{hint} There is: {names or 'none'}.")
