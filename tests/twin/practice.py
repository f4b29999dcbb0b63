"""A practice as the twin knows it: sessions, episodes and the data date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tests.twin import endings, episodes, sessions
from tests.twin.episodes import Episode
from tests.twin.rules import RULES
from tests.twin.sessions import Session


@dataclass(frozen=True, kw_only=True)
class Practice:
    """Everything of a practice."""

    sessions: list[Session]
    episodes: list[Episode]
    as_of: datetime.date

    def endings(self) -> dict[str, int]:
        """Return how many endings are recorded, as in the JSON."""
        lapse = datetime.timedelta(days=RULES["endings.lapse_days"])
        return {
            "ended": sum(one.ended for one in self.episodes),
            "recorded": sum(one.ending in endings.RECORDED for one in self.episodes),
            "no_session_for_lapse_days": sum(one.last_day <= self.as_of - lapse for one in self.episodes),
            "courses": len(self.episodes),
            "lapse_days": lapse.days,
        }


def practice(text: str, as_of: datetime.date) -> Practice:
    """Return the practice whose `export sessions` is `text`."""
    rows = sessions.read(text)
    return Practice(sessions=rows, episodes=episodes.build(rows, as_of), as_of=as_of)
