"""Sessions as `export sessions` writes them: the only data that the twin knows."""

from __future__ import annotations

import csv
import datetime
import io
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Session:
    """One row of `export sessions`; empty cells are None."""

    client: str
    episode: int
    number: int
    day: datetime.date
    therapist: str | None
    site: str | None
    program: str | None
    age_group: str | None
    rater: str | None
    closure: str | None
    ors: Decimal | None
    ors_version: str | None
    srs: Decimal | None
    srs_version: str | None


def read(text: str) -> list[Session]:
    """Read the CSV text of `export sessions`."""
    return [_session(row) for row in csv.DictReader(io.StringIO(text))]


def _session(row: dict[str, str]) -> Session:
    """Read one row."""
    return Session(
        client=row["client_id"],
        episode=int(row["episode_no"]),
        number=int(row["session_no"]),
        day=datetime.date.fromisoformat(row["session_date"]),
        therapist=row["therapist"] or None,
        site=row["site"] or None,
        program=row["program"] or None,
        age_group=row["age_group"] or None,
        rater=row["rater"] or None,
        closure=row["closure"] or None,
        ors=_score(row["ors_total"]),
        ors_version=row["ors_version"] or None,
        srs=_score(row["srs_total"]),
        srs_version=row["srs_version"] or None,
    )


def _score(text: str) -> Decimal | None:
    """Read a total; None where no form was filled in."""
    return Decimal(text) if text else None
