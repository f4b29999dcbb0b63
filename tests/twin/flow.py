"""Episodes that began, ended and were open in each month."""

from __future__ import annotations

from tests.twin.calendar_months import last_day, month_of, shifted
from tests.twin.figures import mean
from tests.twin.practice import Practice
from tests.twin.selection import Selection


def seen(practice: Practice, chosen: Selection) -> list[dict[str, object]]:
    """Return one row per month of the selection."""
    held = [one for one in practice.episodes if chosen.holds_kind(one)]
    if not held:
        return []
    rows = []
    month = month_of(min(one.first_day for one in held))
    newest = month_of(practice.as_of)
    while month <= newest:
        end = last_day(month)
        began = [one for one in held if month_of(one.first_day) == month]
        started = sum(one.first_day <= end for one in held)
        over = sum(one.ended and one.last_day <= end for one in held)
        bottom, top = mean(one.first for one in began if one.ors), (0.0, 40.0)
        if bottom["interval"]:
            low, high = bottom["interval"]  # pyright: ignore[reportGeneralTypeIssues]
            bottom = {**bottom, "interval": [max(low, top[0]), min(high, top[1])]}
        if (chosen.since is None or end >= chosen.since) and (chosen.until is None or month <= chosen.until):
            rows.append(
                {
                    "month": month.isoformat(),
                    "starts": len(began),
                    "ends": sum(one.ended and month_of(one.last_day) == month for one in held),
                    "open": started - over,
                    "intake": bottom,
                    "incomplete": month == newest,
                    "grain": "month",
                }
            )
        month = shifted(month, 1)
    return rows
