"""Entry `data_day` (last day covered by the data) of the import report, and the sentence about it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from analytics.ingest import data_day
from analytics.store.staging import Staging


def document(
    staging: Staging,
    now: data_day.Situation,
    delivered: data_day.Delivered,
    settled: tuple[datetime.date, str],
    lapse_days: int,
) -> dict[str, Any]:
    """Return the entry `data_day` (last day covered) of the import report, with days as ISO text.

    Keys: day, from (as in `settled`); proposed (what it would be without a given day); newest_session (of delivery
    and practice); calendar_day (this computer's); on_show (the data day before this import); clients, quiet (clients
    of the delivery, and those without a session for `lapse_days` up to `day`); quiet_if_proposed (up to `proposed`).

    Parameters
    ----------
    staging : the staging database.
    now : what the day was judged by.
    delivered : the newest sessions of the delivery.
    settled : the data day and where it comes from.
    lapse_days : days without a session after which a course counts as ended.
    """
    day, source = settled
    proposal = data_day.proposed(now, delivered)[0]
    newest = max((one for one in (delivered.newest, now.newest_stored) if one), default=None)
    clients, quiet, other = staging.run("lapsed_clients", day=day, other_day=proposal, lapse_days=lapse_days)[
        0
    ]
    return {
        "day": day.isoformat(),
        "from": source,
        "proposed": proposal.isoformat(),
        "newest_session": newest and newest.isoformat(),
        "calendar_day": now.calendar_day.isoformat(),
        "on_show": now.on_show and now.on_show.isoformat(),
        "lapse_days": lapse_days,
        "clients": clients,
        "quiet": quiet,
        "quiet_if_proposed": other,
    }


def sentence(found: Mapping[str, Any]) -> str:
    """Return the sentence that says up to which day the data reach and why, from the entry `data_day`."""
    day, source = datetime.date.fromisoformat(found["day"]), found["from"]
    begin = f"These data speak up to {data_day.day_text(day)}"
    today = datetime.date.fromisoformat(found["calendar_day"])
    newest = data_day.day_of(found["newest_session"])
    if source == data_day.TODAY:
        return f"{begin}, today." + (
            f" The newest session is of {data_day.day_text(newest)}." if newest else ""
        )
    if source == data_day.NEWEST:
        days = (today - day).days
        late = f", {days} days ago" if days > data_day.RECENT_DAYS else ""
        if days >= found["lapse_days"]:
            late = "; today would count every open course as ended"
        return f"{begin}, the day of the newest session{late}."
    if source == data_day.GIVEN:
        late = newest is not None and (day - newest).days >= found["lapse_days"]
        return f"{begin}, the day that was chosen{'; every open course counts as ended' if late else ''}."
    ahead = " It lies ahead of today." if day > today else ""
    return f"{begin}, as before; this file brings nothing later.{ahead}"
