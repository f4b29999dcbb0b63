"""Filters by period, site, programme, age group, therapist, and open or closed episodes."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

from analytics.errors import HoldfastError

EPISODES = ("closed", "open", "all")
AGE_GROUPS = ("adult", "adolescent", "child")


class FilterError(HoldfastError, ValueError):
    """Error for an invalid filter value; the message lists the valid values."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """Restrictions on the data by period, site, programme, age group, therapist; None: no restriction.

    since, until: both days included. For outcomes the period applies to the day of the last session, for
    forms to the session. therapist: the code as the practice writes it. episodes: None means the population of
    outcome figures that the definitions name.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    site: str | None = None
    program: str | None = None
    age_group: str | None = None
    therapist: str | None = None
    episodes: str | None = None

    def __post_init__(self) -> None:
        """Raise FilterError if `until` lies before `since` or `episodes` is not one of EPISODES."""
        if self.since and self.until and self.since > self.until:
            raise FilterError(f"The period ends ({self.until}) before it begins ({self.since}).")
        if self.episodes is not None and self.episodes not in EPISODES:
            raise FilterError(f"Episodes are {', '.join(EPISODES)}; not “{self.episodes}”.")

    def settled(self, population: str) -> Filters:
        """Return the filters with `episodes` filled in, if unset, to match the given population.

        If unset, it becomes `closed` for the population `ended`, and `all` for any other.
        """
        if self.episodes is not None:
            return self
        return dataclasses.replace(self, episodes="closed" if population == "ended" else "all")

    def replace(self, **changes: Any) -> Filters:
        """Return a copy of the filters with the given fields changed."""
        return dataclasses.replace(self, **changes)

    def narrowing(self) -> dict[str, str]:
        """Return the filters in use among therapist, site, program and age_group, as name -> value."""
        named = {name: getattr(self, name) for name in ("therapist", "site", "program", "age_group")}
        return {name: value for name, value in named.items() if value is not None}

    def as_dict(self) -> dict[str, Any]:
        """Return all filters by field name, with days as ISO text and None if there is no restriction."""
        return {
            key: value.isoformat() if isinstance(value, datetime.date) else value
            for key, value in dataclasses.asdict(self).items()
        }

    def describe(self) -> str:
        """Return the filters in words, as shown above a chart: `1 Nov 2025 to 31 Oct 2026 · site North`."""
        parts = [self._period()]
        for label, value in (("site", self.site), ("programme", self.program), ("therapist", self.therapist)):
            if value is not None:
                parts.append(f"{label} {value}")
        if self.age_group is not None:
            parts.append(
                {"adult": "adults", "adolescent": "adolescents", "child": "children"}.get(
                    self.age_group, self.age_group
                )
            )
        if self.episodes is not None:
            parts.append(
                {"closed": "closed episodes", "open": "open episodes", "all": "all episodes"}[self.episodes]
            )
        return " · ".join(parts)

    def _period(self) -> str:
        """Return the period in words: `1 Nov 2025 to 31 Oct 2026`, `since ...`, `until ...` or `all data`."""
        if self.since and self.until:
            return f"{_day(self.since)} to {_day(self.until)}"
        if self.since:
            return f"since {_day(self.since)}"
        if self.until:
            return f"until {_day(self.until)}"
        return "all data"


def _day(day: datetime.date) -> str:
    """Format a date as `1 Nov 2025`."""
    return f"{day.day} {day:%b %Y}"


def month_start(day: datetime.date, back: int = 0) -> datetime.date:
    """Return the first day of the month `back` months before the month of `day`."""
    index = day.year * 12 + day.month - 1 - back
    return datetime.date(index // 12, index % 12 + 1, 1)


def previous_period(since: datetime.date, until: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of the period of equal length just before the given one.

    As many months where the given one is whole months, from a day up to 28 to the day before it; else as many days.
    """
    last = since - datetime.timedelta(days=1)
    after = until + datetime.timedelta(days=1)
    months = (after.year - since.year) * 12 + after.month - since.month
    if after.day == since.day and months > 0 and since.day <= 28:
        start = month_start(since, months).replace(day=since.day)
        return start, last
    return since - (after - since), last
