"""Sessions and episodes computed in pandas, as the basis of `benchmarks.pandas_suite`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.definitions import Definitions
from analytics.filters import Filters

RECORDED = ("planned", "unplanned", "transferred", "administrative", "not_a_course")
NO_OUTCOME = ("transferred", "administrative", "not_a_course")
BETTER = ("recovered", "improved", "improved_above")
UNCOUNTED = ("open", "transferred", "administrative", "not_a_course")
_TEXT = (
    "therapist",
    "site",
    "program",
    "age_group",
    "orientation",
    "ors_version",
    "srs_version",
    "rater",
    "closure",
)

Rows = list[tuple]


def sessions(csv: Path) -> pd.DataFrame:
    """Read the accepted sessions of an export as a typed, sorted DataFrame; one row per session.

    Doubles are dropped; a total out of range gives way to the sum of its areas.
    """
    frame = pd.read_csv(
        csv, dtype={"client_id": "str", "case_id": "str", **dict.fromkeys(_TEXT, "category")},
        parse_dates=["session_date"],
    ).drop_duplicates()  # fmt: skip
    areas = frame[["ors_individual", "ors_interpersonal", "ors_social", "ors_overall"]].sum(axis=1).round(1)
    total = column(frame, "ors_total")
    frame["ors_total"] = total.where(~(total > 40), areas)
    frame = frame.sort_values(by=["case_id", "session_date"], kind="stable")
    frame["episode"] = frame["case_id"].factorize()[0]
    frame["session_no"] = frame.groupby("episode").cumcount() + 1
    return frame.reset_index(drop=True)


def gathered(s: pd.DataFrame, rules: Definitions) -> pd.DataFrame:
    """Return one row per episode, aggregated from the rows of its sessions."""
    first, last = rules.alliance.early_sessions
    by = s.groupby("episode", sort=False)
    e = by.agg(
        n_sessions=("session_no", "max"), first_date=("session_date", "min"), last_date=("session_date", "max"),
        n_ors=("ors_total", "count"), ors_first=("ors_total", "first"), ors_last=("ors_total", "last"),
        n_srs=("srs_total", "count"),
    )  # fmt: skip
    tail = kept(s, ~column(s, "episode").duplicated(keep="last")).set_index("episode")
    for name in ("client_id", "therapist", "site", "program", "age_group", "closure"):
        e[name] = tail[name]
    scored = kept(s, column(s, "ors_total").notna())
    e["ors_first_session"] = scored.groupby("episode")["session_no"].min()
    e["n_full"] = (s["srs_total"] == 40).groupby(s["episode"]).sum()
    in_window = column(s, "session_no").between(first, last) & column(s, "srs_total").notna()
    early = (
        kept(s, in_window).groupby("episode").agg(mean=("srs_total", "mean"), forms=("srs_total", "count"))
    )
    mean = (column(early, "mean") + 1e-9).round(2)
    e["early"] = mean.where(early["forms"] >= rules.alliance.min_forms)
    return e


def judged(e: pd.DataFrame, rules: Definitions, today: pd.Timestamp) -> pd.DataFrame:
    """Add cutoff, reliable change, outcome and ending to each episode, by the given definitions."""
    age = e["age_group"].astype("object")
    cutoff = np.select([age == "child", age == "adolescent"], [rules.cutoffs.child, rules.cutoffs.adolescent],
                       rules.cutoffs.adult)  # fmt: skip
    reliable = np.where(age == "child", rules.change.cors_reliable_change, rules.change.ors_reliable_change)
    change = (e["ors_last"] - e["ors_first"]).round(1).where(e["n_ors"] >= 2)
    up, down = change >= reliable - 1e-6, change <= -reliable + 1e-6
    below = e["ors_first"] < cutoff
    outcome = np.select(
        [change.isna(), up & below & (e["ors_last"] >= cutoff), up & below, up, down],
        ["not_assessable", "recovered", "improved", "improved_above", "deteriorated"], "no_change",
    )  # fmt: skip
    lapsed = (today - e["last_date"]).dt.days >= rules.endings.lapse_days
    closure = e["closure"].astype("object")
    ending = np.select(
        [closure.isin(RECORDED), lapsed & (outcome == "recovered"), lapsed],
        [closure, "planned_inferred", "unplanned_inferred"], "open",
    )  # fmt: skip
    ending = pd.Series(ending, e.index)
    improved = pd.Series(np.isin(outcome, BETTER), e.index)
    reached = (e["ors_last"] >= np.where(below, cutoff, e["ors_first"])) & change.notna()
    return e.assign(
        assessable=change.notna() & ~ending.isin(NO_OUTCOME), not_improved=~improved & ~reached,
        cutoff=cutoff, reliable=reliable, change=change, below=below, outcome=outcome, ending=ending,
        ended=ending != "open", counts=~ending.isin(UNCOUNTED),
        unplanned=ending.isin(["unplanned", "unplanned_inferred"]),
    )  # fmt: skip


def within(days: pd.Series, filters: Filters) -> pd.Series:
    """Return a boolean Series: True for days inside the filters' period."""
    return between(days, filters.since, filters.until)


def between(days: pd.Series, since: datetime.date | None, until: datetime.date | None) -> pd.Series:
    """Return a boolean Series: True for days from `since` to `until`; None means no limit."""
    keep = pd.Series(True, days.index)
    if since is not None:
        keep &= days >= pd.Timestamp(since)
    if until is not None:
        keep &= days <= pd.Timestamp(until)
    return keep


def alike(frame: pd.DataFrame, filters: Filters) -> pd.Series:
    """Return a boolean Series: True for rows that match site, programme, age group and therapist filters."""
    keep = pd.Series(True, frame.index)
    for name in ("site", "program", "age_group", "therapist"):
        value = getattr(filters, name)
        if value is not None:
            keep &= frame[name] == value
    return keep


def month(days: pd.Series) -> pd.Series:
    """Return the first day of the month of each day."""
    return days.dt.to_period("M").dt.start_time


def kept(frame: pd.DataFrame, keep: pd.Series) -> pd.DataFrame:
    """Return the rows of a DataFrame for which the boolean Series `keep` is True."""
    return frame.loc[keep]


def table(found: object) -> pd.DataFrame:
    """Assert that a pandas result is a DataFrame and return it."""
    assert isinstance(found, pd.DataFrame)
    return found


def sums(
    frame: pd.DataFrame, by: str | list[str] | pd.Series, figures: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the sums of columns by group; `figures` names the columns to sum, None means all."""
    groups = frame.groupby(by, observed=True)
    return table(groups.sum() if figures is None else groups[list(figures)].sum())


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return one column of a DataFrame as a Series."""
    found = frame[name]
    assert isinstance(found, pd.Series)
    return found


def rows(frame: pd.DataFrame) -> Rows:
    """Return the rows of a numeric DataFrame as tuples of floats."""
    return [tuple(map(float, row)) for row in frame.to_numpy()]


def dated(frame: pd.DataFrame) -> Rows:
    """Return the rows of a numeric DataFrame as tuples: the day (its index), then the numbers."""
    return [(day.date(), *map(float, row)) for day, row in zip(frame.index, frame.to_numpy(), strict=True)]
