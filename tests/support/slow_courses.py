"""Slow reimplementation, in Python, of the rules that form episodes and their endings.

One rater, at most one session of a client on a day. Rows are those of `tests.support.practice.session`.
"""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict

from analytics.definitions import DEFAULTS

GAP, LAPSE = DEFAULTS.endings.episode_gap_days, DEFAULTS.endings.lapse_days
REASONS = ("planned", "unplanned", "transferred", "administrative", "not_a_course")
ENDS = (*REASONS, "ended")


def held_after(deliveries: list[list[dict]]) -> list[dict]:
    """Return the sessions stored after these deliveries.

    Each has `as_of`: the newest session that was held when its reason was recorded (None without one).
    """
    held: dict[tuple, dict] = {}
    for rows in deliveries:
        delivered = []
        for row in rows:
            key = (row["client_id"], row["session_date"])
            held[key] = _merged(held.get(key), row)
            delivered.append(held[key])
        newest = {}
        for row in held.values():
            newest[row["client_id"]] = max(
                row["session_date"], newest.get(row["client_id"], row["session_date"])
            )
        first_row = _in_first_row(delivered)
        groups = defaultdict(list)
        for row in held.values():
            if row["closure"] in ENDS:
                groups[row["client_id"], row["case_id"], row["closure"]].append(row)
        for group in groups.values():
            fresh = [row for row in group if row["as_of"] is None]
            known = [row["as_of"] for row in group if row["as_of"] is not None]
            for row in fresh:
                last = max([*(one["session_date"] for one in fresh), *known])
                row["new_as_of"] = newest[row["client_id"]] if first_row else last
        for row in held.values():
            row["as_of"] = row.pop("new_as_of", row["as_of"])
    return list(held.values())


def _merged(known: dict | None, row: dict) -> dict:
    if known is None:
        return row | {"as_of": None}
    made = known | {name: value for name, value in row.items() if value is not None}
    if row["closure"] == "ended" and known["closure"] in REASONS:
        made["closure"] = known["closure"]
    if row["closure"] is None and row["case_end"] is not None and known["closure"] == "ongoing":
        made["closure"] = None
    if made["closure"] != known["closure"]:
        made["as_of"] = None
    return made


def _in_first_row(rows: list[dict]) -> bool:
    """Return whether a delivery writes the reason of ending only in the first row of each episode."""
    courses = defaultdict(dict)
    for row in rows:
        courses[row["client_id"], row["case_id"]][row["session_date"]] = row["closure"] in ENDS
    several = [days for days in courses.values() if len(days) > 1]
    last_said = [(max((day for day in days if days[day]), default=None), days) for days in several]
    first = sum(day == min(days) for day, days in last_said)
    last = sum(day == max(days) for day, days in last_said)
    return first >= 3 and first > last


def episodes(rows: list[dict]) -> dict[tuple[str, int], list[dict]]:
    """Return the sessions of each episode by client and episode number, sorted by day."""
    found = {}
    for client in {row["client_id"] for row in rows}:
        own = sorted((row for row in rows if row["client_id"] == client), key=lambda row: row["session_date"])
        parts: dict[object, list[dict]] = defaultdict(list)
        for row, case in zip(own, _cases(own), strict=True):
            parts[case].append(row)
        whole = []
        for case, part in parts.items():
            whole += [part] if case is not None else _by_gap(part)
        whole.sort(key=lambda part: (part[0]["session_date"], any_case(part) or ""))
        found |= {(client, number): part for number, part in enumerate(whole, start=1)}
    return found


def any_case(part: list[dict]) -> str | None:
    """Return the first case id among the sessions of an episode; None if they have none."""
    return next((row["case_id"] for row in part if row["case_id"] is not None), None)


def _by_gap(rows: list[dict]) -> list[list[dict]]:
    parts = [[rows[0]]]
    for before, row in itertools.pairwise(rows):
        parts[-1].append(row) if _near(before, row) else parts.append([row])
    return parts


def _cases(own: list[dict]) -> list[str | None]:
    """Return the case id of each session of one client; missing ids are taken from nearby sessions."""
    named = [row["case_id"] for row in own]
    if all(named) or not any(named):
        return named
    begun = [place for place in range(1, len(own)) if _begins(own, place)]
    apart = [place for place in range(1, len(own)) if not _near(own[place - 1], own[place])]
    edges = sorted({0, len(own), *begun, *apart})
    cases = []
    for here in (named[first:last] for first, last in itertools.pairwise(edges)):
        for place, case in enumerate(here):
            before = [one for one in here[: place + 1] if one]
            after = [one for one in here[place:] if one]
            cases.append(case or (before[-1] if before else after[0] if after else None))
    return cases


def _near(before: dict, row: dict) -> bool:
    return (row["session_date"] - before["session_date"]).days <= GAP


def _begins(own: list[dict], place: int) -> bool:
    """Return whether this session begins a new episode because an ending was recorded before it."""
    row, before = own[place], own[place - 1]
    since = max((n for n in range(place + 1) if own[n]["closure"] == "ongoing"), default=0)
    end = max((day for n in range(since, place) if (day := _ended_day(own, n))), default=None)
    if end is None or end >= row["session_date"]:
        return False
    chain = [
        row,
        *(b for _, b in itertools.takewhile(lambda two: _near(*two), itertools.pairwise(own[place:]))),
    ]
    case = any_case(chain)
    of_case = [one for one in own if one["case_id"] == case] if case else []
    told = min((one["case_start"] for one in of_case if one["case_start"]), default=None)
    if of_case and (told or of_case[0]["session_date"]) <= end:
        return False
    if told and before["session_date"] < told <= row["session_date"]:
        return True
    goes_over = end >= before["session_date"]
    if before["case_id"]:
        return goes_over and not row["case_id"]
    return goes_over and bool(row["case_id"]) and not told


def _ended_day(own: list[dict], place: int) -> datetime.date | None:
    """Return the end date that results from the ending recorded in a row; None without an ending."""
    row = own[place]
    reason = row["closure"] if row["closure"] in ENDS else None
    stretch = [place]
    for step in (-1, 1):
        n = place + step
        while 0 <= n < len(own) and own[n]["case_id"] == row["case_id"]:
            stretch.append(n)
            n += step
    run = [place]
    for step in (-1, 1):
        n = place + step
        while n in stretch and (own[n]["closure"] if own[n]["closure"] in ENDS else None) == reason:
            run.append(n)
            n += step
    ends = [own[n]["case_end"] for n in run if own[n]["case_end"]]
    if ends or not reason:
        return max(ends, default=None)
    return min(min(own[n]["as_of"] for n in run), own[max(stretch)]["session_date"])


def recorded(part: list[dict]) -> tuple[str | None, datetime.date | None]:
    """Return the recorded ending of an episode and the day up to which that ending applies.

    Both are None if no ending is recorded.
    """
    last = part[-1]["session_date"]
    said = [place for place, row in enumerate(part) if row["closure"] in ENDS]
    ongoing = [place for place, row in enumerate(part) if row["closure"] == "ongoing"]
    if not said:
        day = max((row["case_end"] for row in part if row["case_end"]), default=None)
        return ("ended", min(day, last)) if day and not ongoing else (None, None)
    end = begin = said[-1]
    while begin and part[begin - 1]["closure"] == part[end]["closure"]:
        begin -= 1
    reason = part[end]["closure"]
    day = max((row["case_end"] for row in part[begin:] if row["case_end"]), default=None)
    if ongoing and ongoing[-1] > end:
        return reason, day if day and day < last else part[end]["session_date"]
    if day is None:
        day = min(row["as_of"] for row in part[begin : end + 1])
    return reason, min(day, last)


def ending(part: list[dict], today: datetime.date, group: str) -> str:
    """Return the kind of ending that the rules give an episode, or `open` if it has not ended.

    group: its class of change.
    """
    last = part[-1]["session_date"]
    silent = (today - last).days >= LAPSE
    reason, day = recorded(part)
    ahead = reason == "ended" and not any(row["closure"] in ENDS for row in part) and max(
        row["case_end"] for row in part if row["case_end"]
    ) > today  # fmt: skip
    if reason and not ahead:
        return "open" if day < last and not silent else "ended_unknown" if reason == "ended" else reason
    if not silent:
        return "open"
    return "planned_inferred" if group == "recovered" else "unplanned_inferred"
