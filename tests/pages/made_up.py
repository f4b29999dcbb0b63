"""Hand-written answers about outcomes, to test charts and sentences; the product computes none of them."""

from __future__ import annotations

import datetime
import random

from analytics.answers import Estimate, LeftOut
from analytics.filters import Filters, month_start
from analytics.outcomes.month_results import Change, Point, Series
from analytics.outcomes.results import (
    Benchmark,
    CoursePoint,
    Favour,
    LookAt,
    OutcomeClass,
    Outcomes,
    Overview,
    Previous,
    Retention,
    Seen,
    Sensitivity,
    Subgroup,
)
from analytics.outcomes.verdict import Verdict
from analytics.why import why

AS_OF = datetime.date(2026, 11, 14)
YEAR = Filters(since=datetime.date(2025, 11, 15), until=AS_OF, episodes="closed")
SHARED = {"as_of": AS_OF, "version": "sample-000001", "definitions": "abcd1234"}


def share(events: int, n: int) -> Estimate:
    """Return a share as an Estimate with an approximate interval."""
    p = events / n
    wide = 1.96 * (p * (1 - p) / n) ** 0.5
    return Estimate(p, (max(0.0, p - wide), min(1.0, p + wide)), n, events=events)


def series(measure: str, kind: str, level: float, *, n_months: int = 24, changed: bool = False) -> Series:
    """Return a monthly series of one measure; with `changed`, the last five complete months are low."""
    random.seed(measure)
    points = []
    for back in range(n_months - 1, -1, -1):
        low = changed and 1 <= back <= 5
        spread = 0.05 if kind == "share" else 0.5
        value = level + random.uniform(-spread, spread) - (spread * 4 if low else 0)
        early = n_months < 13
        points.append(
            Point(
                measure=measure,
                month=month_start(AS_OF, back),
                value=value,
                n=40,
                centre=None if early or not back else level,
                lower=None if early or not back else level - 3 * spread,
                upper=None if early or not back else level + 3 * spread,
                signal="changed" if low and not early else None,
                incomplete=back == 0,
            )
        )
    if n_months < 13:
        return Series(
            measure=measure,
            kind=kind,
            change=Change(measure=measure, state="too_early"),
            word=f"Too early ({n_months - 1} of 12 points)",
            points=tuple(points),
            n_complete=n_months - 1,
        )
    word = "Changed (lower, since Jun 2026; between Apr 2026 and Jun 2026)" if changed else "No clear change"
    change = Change(measure=measure, state="no_clear_change")
    if changed:
        change = Change(
            measure=measure,
            state="changed",
            direction="lower",
            since=datetime.date(2026, 6, 1),
            since_range=(datetime.date(2026, 4, 1), datetime.date(2026, 6, 1)),
            before=level,
            after=level - (0.2 if kind == "share" else 2.0),
            holds=True,
            grain="month",
        )
    return Series(
        measure=measure,
        kind=kind,
        change=change,
        word=word,
        points=tuple(points),
        beyond=1.4 if changed else 0.6,
        n_complete=n_months - 1,
    )


def overview(n: int = 412, *, n_months: int = 24) -> Overview:
    """Return an Overview answer with n assessable episodes: 58 % improved, 7 % deteriorated."""
    better, worse, ended = round(n * 0.58), round(n * 0.07), round(n * 1.2)
    found = (
        series("reliable_improvement", "share", 0.58, n_months=n_months),
        series("unplanned", "share", 0.24, n_months=n_months),
        series("early_alliance", "points", 35.2, n_months=n_months, changed=True),
        series("forms", "share", 0.84, n_months=n_months),
    )
    seen = tuple(
        Seen(
            month=month_start(AS_OF, back),
            starts=30 + back % 7,
            ends=28 + back % 5,
            open=120,
            intake=Estimate(18.2 + back % 3, (16.5 + back % 3, 19.9 + back % 3), 30),
            incomplete=back == 0,
        )
        for back in range(11, -1, -1)
    )
    return Overview(
        **SHARED,
        filters=YEAR,
        n=round(n * 1.25),
        left_out=(LeftOut("fewer_than_two_ors", round(n * 0.2)), LeftOut("open", 96)),
        reliable_improvement=share(better, n),
        recovered=share(round(n * 0.4), round(n * 0.8)),
        no_change=share(n - better - worse, n),
        deteriorated=share(worse, n),
        unplanned=share(round(ended * 0.24), ended),
        unplanned_declared=share(round(ended * 0.17), ended),
        unplanned_all_unknown=share(round(ended * 0.31), ended),
        mean_change=Estimate(6.1, (5.5, 6.7), n),
        effect_size=Estimate(0.8, (0.7, 0.9), n),
        mean_intake=Estimate(18.4, (17.9, 18.9), n),
        assessable=n,
        ended=ended,
        series=found,
        months=tuple(point for one in found for point in one.points),
        changes=tuple(one.change for one in found),
        seen=seen,
        previous=Previous(
            since=datetime.date(2024, 11, 15),
            until=datetime.date(2025, 11, 14),
            n=n,
            reliable_improvement=share(round(n * 0.55), n),
            recovered=share(round(n * 0.38), n),
            unplanned=share(round(ended * 0.25), ended),
            mean_change=Estimate(5.9, (5.2, 6.6), n),
        ),
        verdict=Verdict(
            state="no_clear_change",
            measure="reliable_improvement",
            difference=Estimate(0.03, (-0.04, 0.1), 2 * n),
            now=share(better, n),
            before=share(round(n * 0.55), n),
            since=datetime.date(2024, 11, 15),
            until=datetime.date(2025, 11, 14),
        ),
        look_at=(
            LookAt(
                kind="changed",
                page="outcomes",
                measure="early_alliance",
                direction="lower",
                since=datetime.date(2026, 6, 1),
                before=35.2,
                after=33.2,
                grain="month",
            ),
            LookAt(kind="forms_missing", page="data", n=72, of=400, share=0.18),
            LookAt(kind="talk_first", page="caseload", n=9),
        ),
        reliable_change=6.0,
        cutoff=25.0,
        lapse_days=60,
        newest_session_days=0,
        months_since=None,
        false_alarms=0.03,
        false_alarms_year=0.09,
        false_unusual_months=0.04,
    )


def outcomes(n: int = 412) -> Outcomes:
    """Return a complete Outcomes answer with n episodes in the change scatter plot."""
    random.seed(n)
    start = [round(min(38.0, max(4.0, random.gauss(18.5, 6.5))), 1) for _ in range(n)]
    end = [round(min(40.0, max(1.0, s + random.gauss(6.2, 7.0))), 1) for s in start]
    kinds = tuple(_kind(s, e) for s, e in zip(start, end, strict=True))
    better = sum(k in ("recovered", "improved", "improved_above") for k in kinds)
    ended, held = round(n * 1.2), 480
    kept = []
    for session in range(1, 21):
        gone = round(held * 0.09)
        share_ = (held - gone) / 480
        kept.append(Retention(session, share_, (max(0, share_ - 0.04), min(1, share_ + 0.04)), held, gone))
        held -= gone
    doses = (("1-3", 3, 1.0, 110), ("4-8", 8, 0.9, 180), ("9+", 12, 0.75, 120))
    return Outcomes(
        **SHARED,
        filters=YEAR,
        n=round(n * 1.25),
        left_out=(LeftOut("fewer_than_two_ors", round(n * 0.2)), LeftOut("open", 96)),
        classes=tuple(
            OutcomeClass(kind, kinds.count(kind), share(kinds.count(kind), n))
            for kind in ("recovered", "improved", "improved_above", "no_change", "deteriorated")
        ),
        reliable_improvement=share(better, n),
        recovered=share(kinds.count("recovered"), round(n * 0.84)),
        mean_change=Estimate(6.1, (5.5, 6.7), n),
        effect_size=Estimate(0.84, (0.74, 0.94), round(n * 0.84)),
        severity_adjusted_effect_size=Estimate(0.79, (0.69, 0.89), round(n * 0.84)),
        unplanned=share(round(ended * 0.24), ended),
        unplanned_declared=share(round(ended * 0.17), ended),
        unplanned_all_unknown=share(round(ended * 0.31), ended),
        unplanned_recorded=share(round(ended * 0.17), round(ended * 0.8)),
        unplanned_not_improved=share(round(ended * 0.15), ended),
        planned=share(round(ended * 0.6), ended),
        sensitivity=tuple(
            Sensitivity(points, share(round(n * p), n), share(round(n * 0.07), n), points == 6.0)
            for points, p in ((5.0, 0.62), (6.0, better / n), (9.0, 0.39))
        ),
        favours=tuple(
            Favour(
                definition=name,
                share=share(round(n * p), n),
                odds_ratio=Estimate(ratio, ends, n, None if ratio else why("start_decides")),
                favours=whom,
            )
            for name, p, ratio, ends, whom in (
                ("reliable_improvement", 0.58, 1.9, (1.5, 2.4), "more_distressed"),
                ("recovered", 0.41, 0.6, (0.45, 0.8), "less_distressed"),
                ("effect_size", 0.69, 1.04, (0.9, 1.2), "neither"),
                ("severity_adjusted_effect_size", 0.69, None, None, None),
            )
        ),
        start_sd=7.5,
        benchmarks=benchmarks(),
        retention=tuple(kept),
        course=tuple(
            CoursePoint(
                dose=dose,
                session=k,
                mean=18 + step * k,
                interval=(17 + step * k, 19 + step * k),
                n=m,
                episodes=m + 5,
            )
            for dose, last, step, m in doses
            for k in range(1, last + 1)
        ),
        subgroups=tuple(
            _group(*row)
            for row in (
                ("site", "Millbrook House", 0.60, 240),
                ("site", "Tannery Lane", 0.55, 172),
                ("program", "Counselling", 0.61, 260),
                ("program", "Young people", 0.42, 88),
                ("program", "other", 0.57, 64),
                ("age_group", "adult", 0.59, 320),
            )
        ),
        travel_start=tuple(start),
        travel_end=tuple(end),
        travel_class=kinds,
        travel_scope="practice",
        assessable=n,
        started_below=round(n * 0.84),
        ended=ended,
        inferred=share(round(ended * 0.2), ended),
        reliable_change=6.0,
        cutoff=25.0,
        mean_sessions=Estimate(6.4, (6.1, 6.7), ended),
    )


def _kind(start: float, end: float) -> str:
    if end - start >= 6:
        return "improved_above" if start >= 25 else "recovered" if end >= 25 else "improved"
    return "deteriorated" if end - start <= -6 else "no_change"


def _group(dimension: str, name: str, estimate: float, n: int) -> Subgroup:
    return Subgroup(
        measure="reliable_improvement",
        dimension=dimension,
        group=name,
        estimate=estimate,
        interval=(estimate - 0.08, estimate + 0.08),
        n=n,
        practice=0.58,
        flagged=estimate < 0.5,
        comparisons=6,
    )


def benchmarks() -> tuple[Benchmark, ...]:
    """Return four published benchmarks: two with a value, one with only an interval, one goal."""
    trial = "clients of randomised trials"
    return (
        Benchmark(
            figure="trials",
            label="Trials of session feedback, pooled: improved",
            value=0.675,
            source="PCOMS pilot study",
            year=2019,
            n=None,
            unit="share",
            interval=None,
            population=trial,
            measure_rule="reliable change",
            goal=False,
            compares="reliable_improvement",
            note="Trials.",
            verified=True,
        ),
        Benchmark(
            figure="range",
            label="Trials, 12.7 sessions on average: improved",
            value=None,
            source="Hansen, Lambert & Forman",
            year=2002,
            n=2109,
            unit="share",
            interval=(0.576, 0.672),
            population=trial,
            measure_rule="another form",
            goal=False,
            compares="reliable_improvement",
            note="Another measure.",
            verified=True,
        ),
        Benchmark(
            figure="dropout",
            label="669 studies: ended early",
            value=0.197,
            source="Swift & Greenberg",
            year=2012,
            n=83834,
            unit="share",
            interval=(0.187, 0.207),
            population="adults",
            measure_rule="all definitions",
            goal=False,
            compares="unplanned",
            note="Definitions differ.",
            verified=True,
        ),
        Benchmark(
            figure="goal",
            label="Goal named for services: unplanned",
            value=None,
            source="OpenFIT KA-01026",
            year=2020,
            n=None,
            unit="share",
            interval=(0.12, 0.15),
            population="services",
            measure_rule="their rule",
            goal=True,
            compares="unplanned_not_improved",
            note="A goal, not an average.",
            verified=True,
        ),
    )
