"""The pages' SQL queries rewritten in pandas, to compare their run times (P5).

`pandas_episodes.sessions` is done once and not timed. Each question then starts from the sessions, which already
carry their episode and number; `Suite(..., keep=True)` keeps the frame of episodes from one question to the next.
Every answer is compared with the product's own before anything is timed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analytics.definitions import Definitions
from analytics.filters import Filters
from benchmarks.pandas_episodes import (
    BETTER,
    NO_OUTCOME,
    Rows,
    alike,
    between,
    column,
    dated,
    gathered,
    judged,
    kept,
    month,
    rows,
    sums,
    table,
    within,
)


class Suite:
    """The pages' SQL queries in pandas: each method returns the rows of the SQL file of the same name."""

    def __init__(self, frame: pd.DataFrame, rules: Definitions, data_date: datetime.date, keep: bool) -> None:
        today = pd.Timestamp(data_date)
        assert isinstance(today, pd.Timestamp)
        self.sessions, self.rules, self.today, self.keep = frame, rules, today, keep
        self._kept: pd.DataFrame | None = None

    def episodes(self) -> pd.DataFrame:
        """Return the episodes with outcome and ending; one row per episode."""
        if self._kept is not None:
            return self._kept
        found = judged(gathered(self.sessions, self.rules), self.rules, self.today)
        if self.keep:
            self._kept = found
        return found

    def selected(self, filters: Filters | None) -> pd.DataFrame:
        """Return the episodes that match the filters."""
        found = self.episodes()
        if filters is None:
            return found
        keep = within(column(found, "last_date"), filters) & alike(found, filters)
        if filters.episodes in ("closed", "open"):
            keep &= found["ended"] == (filters.episodes == "closed")
        return kept(found, keep)

    def forms(self, filters: Filters | None, by: str) -> pd.DataFrame:
        """Return the sessions, each with its month or week and whether ORS and SRS are filled in.

        The period of the filters applies to that month or week.
        """
        frame = self.sessions
        period = frame["session_date"].dt.to_period("M" if by == "month" else "W-SUN").dt.start_time
        if filters is not None:
            keep = within(period, filters) & alike(frame, filters)
            frame, period = kept(frame, keep), period.loc[keep]
        return frame.assign(
            period=period, ors=frame["ors_total"].notna(), srs=frame["srs_total"].notna(), held=True
        )

    def outcome_kinds(self, filters: Filters | None, **_: object) -> Rows:
        """Return episode counts and sums of values, grouped by outcome, ending and five flags."""
        e = self.selected(filters)
        first, change = column(e, "ors_first"), column(e, "change")
        kinds = ["outcome", "ending", "below", "counts", "unplanned", "assessable", "not_improved"]
        frame = e[kinds].assign(
            n=1, intake_n=first.notna(),
            sessions=e["n_sessions"], sessions2=e["n_sessions"] ** 2, intake=first, intake2=first**2,
            change=change, change2=change**2,
        )  # fmt: skip
        return rows(sums(frame, kinds))

    def effect_sums(self, filters: Filters | None, **_: object) -> Rows:
        """Return per therapist the sums, sums of squares and sum of products of first and last ORS.

        Only episodes that start below the cutoff count, with their first and last ORS.
        """
        e = self.selected(filters)
        e = kept(e, column(e, "below") & column(e, "assessable"))
        first, last = column(e, "ors_first"), column(e, "ors_last")
        frame = e[["therapist"]].assign(
            n=1, first=first, last=last, first2=first**2, last2=last**2, product=first * last
        )
        return rows(sums(frame, "therapist"))

    def contributions(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row per therapist: numbers of episodes and of ended episodes."""
        by = self.selected(filters).groupby("therapist", observed=True)["ended"]
        return rows(table(by.agg(["size", "sum"])))

    def months_ended(self, filters: Filters | None, **_: object) -> Rows:
        """Return episode counts per month of the last session, by outcome and by unplanned ending."""
        e = self.selected(filters)
        e = kept(e, column(e, "ended"))
        outcome, counts = column(e, "outcome"), column(e, "counts")
        frame = pd.DataFrame({
            "assessable": column(e, "assessable"), "improved": column(e, "assessable") & outcome.isin(BETTER),
            "counts": counts, "unplanned": counts & column(e, "unplanned"),
        })  # fmt: skip
        return dated(sums(frame, month(column(e, "last_date"))))

    def months_early_alliance(
        self,
        filters: Filters | None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        **_: object,
    ) -> Rows:
        """Return one row per month of the first session: count and sum of early alliance scores."""
        e = self.selected(filters)
        e = kept(e, column(e, "early").notna() & between(column(e, "first_date"), since, until))
        return dated(table(e.groupby(month(column(e, "first_date")))["early"].agg(["size", "sum"])))

    def months_forms(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row per month: numbers of sessions, of completed ORS and of completed SRS."""
        return dated(sums(self.forms(filters, "month"), "period", ["held", "ors", "srs"]))

    def months_intake(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row per month: starts, ends, and count, sum and sum of squares of the first ORS."""
        e = self.selected(filters)
        started = table(e.assign(square=column(e, "ors_first") ** 2).groupby(month(column(e, "first_date"))).agg(
            starts=("n_sessions", "size"), n=("ors_first", "count"), intake=("ors_first", "sum"),
            square=("square", "sum"),
        ))  # fmt: skip
        left = kept(e, column(e, "ended"))
        ends = table(left.groupby(month(column(left, "last_date"))).agg(ends=("n_sessions", "size")))
        both = started.join(ends, how="outer").fillna(0)
        return dated(table(both[["starts", "ends", "n", "intake", "square"]]))

    def newest_session(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row with the day of the newest session."""
        return [(self.sessions["session_date"].max().date(),)]

    def recent_forms(
        self, filters: Filters | None, since: datetime.date, until: datetime.date, **_: object
    ) -> Rows:
        """Return one row: number of sessions between two days, and number of these without an SRS."""
        forms = self.forms(filters, "week")
        period = column(forms, "period")
        forms = kept(forms, (period >= pd.Timestamp(since)) & (period < pd.Timestamp(until)))
        held, without = column(forms, "held").to_numpy(), ~column(forms, "srs").to_numpy()
        return [(int(held.sum()), int(without.sum()))]

    def missing_forms(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row per therapist and week: numbers of sessions, of missing SRS and of missing ORS."""
        found = sums(self.forms(filters, "week"), ["therapist", "period"], ["held", "ors", "srs"])
        return [
            (therapist, week.date(), held, held - srs, held - ors)
            for therapist, week, held, ors, srs in found.reset_index().itertuples(index=False)
        ]

    def sensitivity(
        self,
        filters: Filters | None,
        thresholds: Sequence[float],
        in_force: float,
        more: float,
        **_: object,
    ) -> Rows:
        """Return one row per threshold of reliable change: episodes, improved, deteriorated."""
        e = self.selected(filters)
        e = kept(e, column(e, "assessable"))
        change, reliable = column(e, "change").to_numpy(), column(e, "reliable").to_numpy()
        found = []
        for threshold in thresholds:
            needed = np.where(reliable == in_force, threshold, reliable) + more - 1e-6
            improved, worse = (change >= needed).sum(), (change <= -needed).sum()
            found.append((threshold, len(e), int(improved), int(worse)))
        return found

    def subgroups(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row per site, programme and age group, with sums of outcomes, endings, ORS change."""
        e = self.selected(filters)
        outcome, change, counts = column(e, "outcome"), column(e, "change"), column(e, "counts")
        assessable = column(e, "assessable")
        frame = e[["site", "program", "age_group"]].assign(
            assessable=assessable, improved=assessable & outcome.isin(BETTER),
            recovered=assessable & (outcome == "recovered"),
            counts=counts, unplanned=counts & column(e, "unplanned"),
            change=change.where(assessable, 0), change2=(change**2).where(assessable, 0),
        )  # fmt: skip
        figures = list(frame.columns[3:])
        return [row for by in ("site", "program", "age_group") for row in rows(sums(frame, by, figures))]

    def retention(
        self,
        filters: Filters | None,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        **_: object,
    ) -> Rows:
        """Count episodes by number of sessions and by whether the episode has ended."""
        e = self.selected(filters)
        e = kept(e, between(column(e, "first_date"), since, until))
        sizes = table(e.groupby(["n_sessions", "ended"]).agg(n=("n_ors", "size"))).reset_index()
        return [(int(n), bool(ended), int(k)) for n, ended, k in sizes.itertuples(index=False)]

    def course_by_dose(self, filters: Filters | None, **_: object) -> Rows:
        """Return one row per episode length and session: count, sum and sum of squares of the ORS."""
        e = self.selected(filters)
        e = kept(
            e, column(e, "ended") & ~column(e, "ending").isin(NO_OUTCOME) & column(e, "ors_first").notna()
        )
        n = column(e, "n_sessions")
        dose = pd.Series(np.select([n <= 3, n <= 8], ["1-3", "4-8"], "9+"), e.index)
        s = kept(
            self.sessions,
            (column(self.sessions, "session_no") <= 12) & column(self.sessions, "ors_total").notna(),
        )
        s = s.assign(dose=column(s, "episode").map(dose), square=column(s, "ors_total") ** 2)
        found = table(s.dropna(subset="dose").groupby(["dose", "session_no"]).agg(
            n=("ors_total", "size"), total=("ors_total", "sum"), square=("square", "sum")
        ))  # fmt: skip
        return [
            (dose, no, *map(float, row)) for dose, no, *row in found.reset_index().itertuples(index=False)
        ]

    def change_scatter_practice(self, filters: Filters | None, most: int, **_: object) -> Rows:
        """Sample episodes at random; return one empty tuple per episode.

        Only the number of rows is compared with the SQL query.
        """
        e = self.selected(filters)
        e = kept(e, column(e, "assessable"))
        e = e.sample(min(most, len(e)), random_state=0)
        first, last = column(e, "ors_first").to_numpy(), column(e, "ors_last").to_numpy()
        return [() for _ in zip(first, last, column(e, "outcome"), strict=True)]

    def quality_episodes(self, filters: Filters | None, many: int, **_: object) -> Rows:
        """Return one row of episode counts: total, ended, first ORS in session 1, and data gaps."""
        e = self.selected(filters)
        n_srs = column(e, "n_srs")
        values = (
            len(e), column(e, "ended").sum(), (column(e, "ors_first_session") == 1).sum(),
            (column(e, "n_ors") >= 2).sum(), (n_srs == 0).sum(),
            ((n_srs >= many) & (column(e, "n_full") == n_srs)).sum(),
            (~column(e, "below")).sum() - column(e, "ors_first").isna().sum(),
        )  # fmt: skip
        return [tuple(int(value) for value in np.array(values))]

    def filter_values(self, filters: Filters | None, **_: object) -> Rows:
        """Count sessions per site, per programme and per age group, and in total."""
        found: Rows = []
        for name in ("site", "program", "age_group"):
            sizes = column(self.sessions, name).value_counts()
            found += [
                (name, str(choice), int(n))
                for choice, n in zip(sizes.index, sizes.to_numpy(), strict=True)
                if n
            ]
        return [*found, ("days", None, len(self.sessions))]


# Question -> the columns of the product's answer that the rows above hold, in their order; none where only their
# number can be compared (a sample).
COLUMNS: dict[str, tuple[str, ...]] = {
    "outcome_kinds": ("n", "intake_n", "sessions", "sessions2", "intake", "intake2", "change", "change2"),
    "effect_sums": ("n", "first", "last", "first2", "last2", "product"),
    "contributions": ("n", "closed"),
    "months_ended": ("month", "assessable", "improved", "counts_for_endings", "unplanned"),
    "months_early_alliance": ("month", "n", "total"),
    "months_forms": ("month", "sessions", "ors", "srs"),
    "months_intake": ("month", "starts", "ends", "intake_n", "intake", "intake2"),
    "newest_session": ("newest",),
    "recent_forms": ("sessions", "without_srs"),
    "missing_forms": ("therapist", "week", "sessions", "without_srs", "without_ors"),
    "sensitivity": ("reliable_change", "n", "improved", "deteriorated"),
    "subgroups": ("assessable", "improved", "recovered", "counts_for_endings", "unplanned", "change", "change2"),
    "retention": ("n_sessions", "ended", "n"),
    "course_by_dose": ("dose", "session", "n", "total", "squares"),
    "change_scatter_practice": (),
    "quality_episodes": ("n", "ended", "ors_first", "ors_two", "no_srs", "srs_always_full", "started_above"),
    "filter_values": ("dimension", "choice", "n"),
}  # fmt: skip


def question(suite: Suite, name: str) -> Callable[..., Rows]:
    """Return the Suite method that corresponds to an SQL file."""
    return getattr(suite, name)
