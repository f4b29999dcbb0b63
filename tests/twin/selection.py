"""Filters of a page: which episodes and sessions a selection holds."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from tests.twin.episodes import Episode


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Filters as `show` takes them; None: no restriction."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    site: str | None = None
    program: str | None = None
    age_group: str | None = None
    therapist: str | None = None
    episodes: str = "closed"

    def arguments(self) -> list[str]:
        """Return the arguments of `show`."""
        return [
            part
            for name, value in self.as_dict().items()
            if value
            for part in (f"--{name}".replace("_", "-"), value)
        ]

    def as_dict(self) -> dict[str, str | None]:
        """Return the filters as they stand in the JSON."""
        return {
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "site": self.site,
            "program": self.program,
            "age_group": self.age_group,
            "therapist": self.therapist,
            "episodes": self.episodes,
        }

    def holds_day(self, day: datetime.date) -> bool:
        """Return whether a day lies in the period, both ends included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def holds_kind(self, episode: Episode) -> bool:
        """Return whether all filters but the period and open or closed hold an episode."""
        return (
            self.site in (None, episode.site)
            and self.program in (None, episode.program)
            and self.age_group in (None, episode.age_group)
            and self.therapist in (None, episode.therapist)
        )

    def holds_state(self, episode: Episode) -> bool:
        """Return whether the choice of open, closed or all episodes holds an episode."""
        return {"closed": episode.ended, "open": not episode.ended, "all": True}[self.episodes]

    def of(self, episodes: Iterable[Episode]) -> list[Episode]:
        """Return the episodes that the selection holds; the period is that of the last session."""
        return [
            one
            for one in episodes
            if self.holds_kind(one) and self.holds_state(one) and self.holds_day(one.last_day)
        ]
