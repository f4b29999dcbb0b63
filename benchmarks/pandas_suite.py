"""The page questions once more, as one would write them in pandas over the typed sessions: the rival of P5.

`pandas_episodes.sessions` is done once and not timed. Each question then starts from the sessions, which already
carry their episode and number; `Suite(..., keep=True)` keeps the frame of episodes from one question to the next.
Every answer is compared with the product's own before anything is timed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

import numpy as np
import pandas as pd

from analytics.definitions import Definitions
from analytics.filters import Filters
from benchmarks.pandas_episodes import Rows, alike, between, dated, gathered, judged, month, rows, within

BETTER = ("recovered", "improved", "improved_above")


class Suite:
    """The questions over one practice; each method named like its SQL file returns the same rows."""

    def __init__(self, frame: pd.DataFrame, rules: Definitions, data_date: datetime.date, keep: bool) -> None:
        self.sessions, self.rules, self.today, self.keep = frame, rules, pd.Timestamp(data_date), keep
        self._kept: pd.DataFrame | None = None

    def episodes(self) -> pd.DataFrame:
        """One row per episode, scored and counted by the rules."""
        if self._kept is not None:
            return self._kept
        found = judged(gathered(self.sessions, self.rules), self.rules, self.today)
        if self.keep:
            self._kept = found
        return found

    def selected(self, filters: Filters | None) -> pd.DataFrame:
        """The episodes that the filters let through."""
        found = self.episodes()
        if filters is None:
            return found
        keep = within(found["last_date"], filters) & alike(found, filters)
        if filters.episodes in ("closed", "open"):
            keep &= found["ended"] == (filters.episodes == "closed")
        return found[keep]

    def forms(self, filters: Filters | None, by: str) -> pd.DataFrame:
        """Sessions and filled-in forms by month or week of the session; period on that month or week."""
        frame = self.sessions
        period = frame["session_date"].dt.to_period("M" if by == "month" else "W-SUN").dt.start_time
        if filters is not None:
            keep = within(period, filters) & alike(frame, filters)
            frame, period = frame[keep], period[keep]
        return frame.assign(
            period=period, ors=frame["ors_total"].notna(), srs=frame["srs_total"].notna(), held=True
        )

    def outcome_kinds(self, filters, **_) -> Rows:
        e = self.selected(filters)
        back = e["ors_last"] >= e["cutoff"].where(e["below"], e["ors_first"])
        frame = e[["outcome", "ending", "below", "counts", "unplanned"]].assign(
            reached=back & (e["below"] | (e["n_ors"] >= 2)), n=1, intake_n=e["ors_first"].notna(),
            sessions=e["n_sessions"], sessions2=e["n_sessions"] ** 2, intake=e["ors_first"],
            intake2=e["ors_first"] ** 2, change=e["change"], change2=e["change"] ** 2,
        )  # fmt: skip
        return rows(frame.groupby(list(frame.columns[:6])).sum())

    def effect_sums(self, filters, **_) -> Rows:
        e = self.selected(filters)
        e = e[e["below"] & (e["outcome"] != "not_assessable")]
        first, last = e["ors_first"], e["ors_last"]
        frame = e[["therapist"]].assign(
            n=1, first=first, last=last, first2=first**2, last2=last**2, product=first * last
        )
        return rows(frame.groupby("therapist", observed=True).sum())

    def contributions(self, filters, **_) -> Rows:
        e = self.selected(filters)
        return rows(e.groupby("therapist", observed=True)["ended"].agg(["size", "sum"]))

    def months_ended(self, filters, **_) -> Rows:
        e = self.selected(filters)
        e = e[e["ended"]]
        frame = pd.DataFrame({
            "assessable": e["outcome"] != "not_assessable", "improved": e["outcome"].isin(BETTER),
            "counts": e["counts"], "unplanned": e["counts"] & e["unplanned"],
        })  # fmt: skip
        return dated(frame.groupby(month(e["last_date"])).sum())

    def months_early_alliance(self, filters, since=None, until=None, **_) -> Rows:
        e = self.selected(filters)
        e = e[e["early"].notna() & between(e["first_date"], since, until)]
        return dated(e.groupby(month(e["first_date"]))["early"].agg(["size", "sum"]))

    def months_forms(self, filters, **_) -> Rows:
        return dated(self.forms(filters, "month").groupby("period")[["held", "ors", "srs"]].sum())

    def months_seen(self, filters, **_) -> Rows:
        e = self.selected(filters)
        started = e.assign(square=e["ors_first"] ** 2).groupby(month(e["first_date"])).agg(
            starts=("n_sessions", "size"), n=("ors_first", "count"), intake=("ors_first", "sum"),
            square=("square", "sum"),
        )  # fmt: skip
        left = e[e["ended"]]
        ends = left.groupby(month(left["last_date"])).size().rename("ends")
        both = started.join(ends, how="outer").fillna(0)
        return dated(both[["starts", "ends", "n", "intake", "square"]])

    def newest_session(self, filters, **_) -> Rows:
        return [(self.sessions["session_date"].max().date(),)]

    def recent_forms(self, filters, since, until, **_) -> Rows:
        forms = self.forms(filters, "week")
        forms = forms[(forms["period"] >= pd.Timestamp(since)) & (forms["period"] < pd.Timestamp(until))]
        return [(int(forms["held"].sum()), int((~forms["srs"]).sum()))]

    def missing_forms(self, filters, **_) -> Rows:
        forms = self.forms(filters, "week")
        sums = (
            forms.groupby(["therapist", "period"], observed=True)[["held", "ors", "srs"]].sum().reset_index()
        )
        return [
            (therapist, week.date(), held, held - srs, held - ors)
            for therapist, week, held, ors, srs in sums.itertuples(index=False)
        ]

    def sensitivity(self, filters, thresholds, in_force, more, **_) -> Rows:
        e = self.selected(filters)
        e = e[e["outcome"] != "not_assessable"]
        found = []
        for threshold in thresholds:
            needed = np.where(e["reliable"] == in_force, threshold, e["reliable"]) + more - 1e-6
            improved, worse = (e["change"] >= needed).sum(), (e["change"] <= -needed).sum()
            found.append((threshold, len(e), int(improved), int(worse)))
        return found

    def subgroups(self, filters, **_) -> Rows:
        e = self.selected(filters)
        assessable = e["outcome"] != "not_assessable"
        frame = e[["site", "program", "age_group"]].assign(
            assessable=assessable, improved=e["outcome"].isin(BETTER), recovered=e["outcome"] == "recovered",
            counts=e["counts"], unplanned=e["counts"] & e["unplanned"],
            change=e["change"].where(assessable, 0), change2=(e["change"] ** 2).where(assessable, 0),
        )  # fmt: skip
        figures = list(frame.columns[3:])
        parts = [frame.groupby(by, observed=True)[figures].sum() for by in ("site", "program", "age_group")]
        return [row for part in parts for row in rows(part)]

    def retention(self, filters, since=None, until=None, **_) -> Rows:
        e = self.selected(filters)
        e = e[between(e["first_date"], since, until)]
        sizes = e.groupby(["n_sessions", "ended"]).size()
        return [(int(n), bool(ended), int(k)) for (n, ended), k in sizes.items()]

    def course_by_dose(self, filters, **_) -> Rows:
        e = self.selected(filters)
        e = e[e["ended"] & e["ors_first"].notna()]
        dose = pd.Series(
            np.select([e["n_sessions"] <= 3, e["n_sessions"] <= 8], ["1-3", "4-8"], "9+"), e.index
        )
        s = self.sessions[(self.sessions["session_no"] <= 12) & self.sessions["ors_total"].notna()]
        s = s.assign(dose=s["episode"].map(dose), square=s["ors_total"] ** 2).dropna(subset="dose")
        sums = s.groupby(["dose", "session_no"]).agg(
            n=("ors_total", "size"), total=("ors_total", "sum"), square=("square", "sum")
        )
        return [(*key, *map(float, row)) for key, row in zip(sums.index, sums.to_numpy(), strict=True)]

    def travel_practice(self, filters, most, **_) -> Rows:
        e = self.selected(filters)
        e = e[e["outcome"] != "not_assessable"]
        e = e.sample(min(most, len(e)), random_state=0)
        return [
            () for _ in zip(e["ors_first"].to_numpy(), e["ors_last"].to_numpy(), e["outcome"], strict=True)
        ]

    def quality_episodes(self, filters, many, **_) -> Rows:
        e = self.selected(filters)
        values = (
            len(e), e["ended"].sum(), (e["ors_first_session"] == 1).sum(), (e["n_ors"] >= 2).sum(),
            (e["n_srs"] == 0).sum(), ((e["n_srs"] >= many) & (e["n_full"] == e["n_srs"])).sum(),
            (e["below"] == False).sum() - e["ors_first"].isna().sum(),  # noqa: E712
        )  # fmt: skip
        return [tuple(map(int, values))]

    def choices(self, filters, **_) -> Rows:
        found = []
        for name in ("site", "program", "age_group"):
            sizes = self.sessions.groupby(name, observed=True).size()
            found += [(name, str(choice), int(n)) for choice, n in sizes.items()]
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
    "months_seen": ("month", "starts", "ends", "intake_n", "intake", "intake2"),
    "newest_session": ("newest",),
    "recent_forms": ("sessions", "without_srs"),
    "missing_forms": ("therapist", "week", "sessions", "without_srs", "without_ors"),
    "sensitivity": ("reliable_change", "n", "improved", "deteriorated"),
    "subgroups": ("assessable", "improved", "recovered", "counts_for_endings", "unplanned", "change", "change2"),
    "retention": ("n_sessions", "ended", "n"),
    "course_by_dose": ("dose", "session", "n", "total", "squares"),
    "travel_practice": (),
    "quality_episodes": ("n", "ended", "ors_first", "ors_two", "no_srs", "srs_always_full", "started_above"),
    "choices": ("dimension", "choice", "n"),
}  # fmt: skip


def question(suite: Suite, name: str) -> Callable[..., Rows]:
    """The method that answers one question."""
    return getattr(suite, name)
