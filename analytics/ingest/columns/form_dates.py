"""Tables with separate dates for the ORS and the SRS form, in one row or in separate rows.

Each row is split into one row per form, with the same line number; forms of one client and day are merged
later.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ingest.columns import neighbour_columns
from analytics.ingest.columns.column_choice import NOT_USED
from analytics.ingest.columns.column_inference import Samples, are_dates
from analytics.ingest.columns.header_names import Meaning
from analytics.ingest.columns.wide_format import PART, SESSION_NUMBER, Numbered

FIELDS = {"ors": "date_ors", "srs": "date_srs"}
DAY = "day of the form"  # header of the column that the day of each form is written to

Areas = dict[str, tuple[str, ...]]


def assign_fields(
    fields: Sequence[str | None],
    meanings: Sequence[Meaning | None],
    chosen: dict[int, str],
    areas: Areas,
    samples: Samples,
) -> list[str | None]:
    """Return the fields of the columns; separate form dates are dropped if a column gives the session day.

    Parameters
    ----------
    fields : canonical field of each column, before each field was given to one column.
    meanings : meaning of each column name, None if it is unknown.
    chosen : field that a person gave a column, by position.
    areas : fields of the four areas by scale.
    samples : first cells of each column; may be empty.

    Notes
    -----
    Two columns with the same name, or two that a person named as date, belong to the adjacent scales.
    """
    given = list(fields)
    for i, f in enumerate(fields):
        if f in FIELDS.values() and samples and samples[i] and not are_dates(samples[i]) and i not in chosen:
            given[i] = None
    given = _by_position(given, meanings, chosen, areas)
    scored = [scale for scale in areas if {*areas[scale], f"{scale}_total"} & {f for f in given if f}]
    dates = [FIELDS[scale] for scale in scored if FIELDS[scale] in given]
    days = [i for i, f in enumerate(given) if f == "session_date"]
    is_weak = all(i not in chosen and (m := meanings[i]) and m.is_filled_in for i in days)
    if days and (not is_weak or len(dates) < len(scored)):
        return [None if f in FIELDS.values() else f for f in given]
    if not dates:
        return [None if f in FIELDS.values() else f for f in given]
    if len(dates) == 1:
        return ["session_date" if f == dates[0] else None if f in FIELDS.values() else f for f in given]
    return [None if f == "session_date" else f for f in given]


def _by_position(
    given: list[str | None], meanings: Sequence[Meaning | None], chosen: dict[int, str], areas: Areas
) -> list[str | None]:
    """Return the fields after assigning two equally named date columns to the ORS and SRS by position."""
    days = [i for i, f in enumerate(given) if f == "session_date"]
    answered = [i for i in days if i in chosen]
    rivals = answered if len(answered) > 1 else days
    if len(rivals) != 2:
        return given
    own = {i: m.field for i in rivals if (m := meanings[i]) and m.field in FIELDS.values()}
    if len(set(own.values())) == 2:
        return [own.get(i, f) for i, f in enumerate(given)]
    ranks = {m.rank if (m := meanings[i]) else None for i in rivals}
    if len(ranks) == 1 or len(answered) > 1:
        only = [f if i in rivals or f != "session_date" else None for i, f in enumerate(given)]
        owners = {s: (*names, f"{s}_total") for s, names in areas.items()}
        missing = [s for s, names in owners.items() if not {*names}.intersection(filter(None, given))]
        if len(missing) == 1:  # a score that a person leaves out still stands beside its own date
            unused = f"{missing[0]}_total"
            scores = {*owners[missing[0]], "total", "overall"}
            is_left_out = [
                chosen.get(i) == NOT_USED and m and m.field in scores for i, m in enumerate(meanings)
            ]
            only = [unused if is_left_out[i] else f for i, f in enumerate(only)]
        found = neighbour_columns.scales(only, "session_date", owners)
        return [FIELDS[found[i]] if i in found else f for i, f in enumerate(given)]
    return given


def separate_forms(
    headers: tuple[str, ...], fields: tuple[str | None, ...], areas: Areas
) -> tuple[Numbered, tuple[str | None, ...]] | None:
    """Return the columns of the ORS and the SRS form if each form has its own date column, else None."""
    if not set(FIELDS.values()) <= set(fields):
        return None
    parts = ("total", "skip", "version")
    own = {s: {FIELDS[s], *names, *(f"{s}_{part}" for part in parts)} for s, names in areas.items()}
    places: dict[int, tuple[int | None, ...]] = {}
    for part, scale in enumerate(areas, PART + 1):
        others = set().union(*(names for other, names in own.items() if other != scale))
        day = fields.index(FIELDS[scale])
        places[part] = (*(None if f in others else i for i, f in enumerate(fields)), day, None)
    return Numbered((*headers, DAY, SESSION_NUMBER), places), (*fields, "session_date", "session_no")
