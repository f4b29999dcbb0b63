"""Hand-written answers about clients and forms, to test charts and sentences."""

from __future__ import annotations

import datetime
import random

from analytics.caseload.results import Caseload, CaseloadClient, CaseloadTherapist, Reason, TierCount
from analytics.client.results import Area, EpisodeSummary, Mark, Session, Timeline, WayToAsk
from analytics.course import BandPoint
from analytics.filters import Filters, month_start
from analytics.quality.results import (
    Completeness,
    CompletenessMonth,
    MissingForms,
    Quality,
    QuarantineReason,
    Suspicious,
)
from tests.pages.made_up import AS_OF, SHARED


def client_row(
    code: str, tier: str, path: tuple, reason: Reason | None = None, drops: tuple[int, ...] = ()
) -> CaseloadClient:
    """Return one open client of a caseload."""
    scores = [one for one in path if one is not None]
    return CaseloadClient(
        client_id=code,
        episode_no=1,
        therapist="T01",
        tier=tier,
        reasons=(reason.code,) if reason else (),
        sessions=len(path),
        days_since=3,
        last_ors=scores[-1] if scores else None,
        last_srs=34.0,
        percentile=None,
        probability=None,
        why="",
        record_id=f"{hash(code) & 0xFFFFFFFF:016x}",
        sentence=reason.sentence if reason else "No rule fired.",
        last_date=AS_OF - datetime.timedelta(days=3),
        ors_first=scores[0] if scores else None,
        change=scores[-1] - scores[0] if scores else None,
        last_srs_session=len(path),
        cutoff=25.0,
        fired=(reason,) if reason else (),
        ors_path=path,
        srs_path=tuple(36.0 for _ in path),
        drops=drops,
    )


def caseload(first: int = 3, rest: int = 7) -> Caseload:
    """Return a caseload with `first` clients to discuss, two to watch, `rest` as expected, one too new."""
    falling = Reason(
        code="falling",
        chip="Wellbeing falling",
        sentence="Wellbeing is **7.6 points lower** than at the start.",
        value=-7.6,
        session=9,
        group="talk_first",
    )
    quiet = Reason(
        code="no_srs",
        chip="No SRS for 3 sessions",
        sentence="No alliance feedback **since session 3**.",
        value=3,
        session=3,
        group="watch",
    )
    clients = [
        client_row(f"C-10{i:02}", "talk_first", (18.6, 17.0, None, 15.0, 13.0, 12.2, 11.0), falling, (4,))
        for i in range(first)
    ]
    clients += [client_row(f"C-20{i:02}", "watch", (20.0, 21.0, 22.5, 22.0), quiet) for i in range(2)]
    clients += [client_row(f"C-30{i:02}", "as_expected", (15.0, 19.0, 24.0, 28.0)) for i in range(rest)]
    clients += [client_row("C-4000", "too_new", (22.0,))]
    tiers = tuple(
        TierCount(tier, sum(one.tier == tier for one in clients))
        for tier in ("talk_first", "watch", "as_expected", "too_new")
    )
    return Caseload(
        **SHARED,
        filters=Filters(episodes="open"),
        n=len(clients),
        clients=tuple(clients),
        tiers=tiers,
        therapists=(CaseloadTherapist("T01", "A. Brandt", 8, 2), CaseloadTherapist("T02", None, 5, 1)),
        estimate_why="Early-warning figures come in a later version.",
        course_why="Expected courses come in a later version.",
    )


def band(n: int, start: float) -> tuple[BandPoint, ...]:
    """Return an expected ORS range that widens from the first score on."""
    rows = (BandPoint(k, start - 0.3 * k, start + 0.8 * k, start + 1.6 * k) for k in range(2, n + 1))
    return (BandPoint(1, start, start, start), *rows)


def timeline(n: int = 10, *, srs: bool = True, expected: bool = True) -> Timeline:
    """Return a timeline of n sessions: drop in session 5, repair in session 7, no forms in session 9."""
    ors = [15.7, 16.9, 18.0, 21.3, 17.8, 21.1, 21.4, 22.2, None, 27.3][:n]
    alliance = [37.0, 38.3, 38.4, 37.0, 32.0, 33.2, 37.3, 38.0, None, 36.2][:n] if srs else [None] * n
    sessions = tuple(
        Session(
            session_no=k + 1,
            date=AS_OF - datetime.timedelta(days=14 * (n - k)),
            therapist="T01",
            ors=ors[k],
            srs=alliance[k],
            ors_areas=dict.fromkeys(
                ("individual", "interpersonal", "social", "overall"),
                None if ors[k] is None else round(ors[k] / 4, 1),
            ),
            srs_areas=dict.fromkeys(
                ("relationship", "goals", "approach", "overall"),
                None if alliance[k] is None else round(alliance[k] / 4, 1),
            ),
        )
        for k in range(n)
    )
    drop = (
        Mark(
            kind="drop",
            session_no=5,
            size=5.6,
            baseline=37.6,
            marked=True,
            outcome="repaired",
            resolved_session=7,
        )
        if srs and n >= 7
        else None
    )
    marks = (
        (
            drop,
            Mark(kind="repair", session_no=7, drop_session=5),
            Mark(kind="missing_srs", session_no=9),
            Mark(kind="missing_ors", session_no=9),
        )
        if drop and n >= 9
        else ()
    )
    scores = [one for one in ors if one is not None]
    return Timeline(
        **SHARED,
        filters=Filters(),
        n=n,
        record_id="0" * 16,
        client_id="C-1008",
        episode_no=1,
        therapist="T01",
        therapist_name="A. Brandt",
        current_therapist="T01",
        site="Millbrook House",
        program="Counselling",
        age_group="adult",
        episodes=(
            EpisodeSummary(
                episode_no=1,
                first_date=sessions[0].date,
                last_date=sessions[-1].date,
                sessions=n,
                outcome="recovered",
                ending="open",
                therapist="T01",
            ),
        ),
        sessions=sessions,
        marks=marks,
        is_open=True,
        days_since=14,
        outcome="recovered",
        ending="open",
        ors_version="ORS",
        srs_version="SRS" if srs else None,
        cutoff=25.0,
        reliable_change=6.0,
        started_below=True,
        low_total=36.0,
        early_window=(3, 5),
        early_alliance=35.8 if srs and n > 4 else None,
        early_forms=3 if srs and n > 4 else 0,
        ors_first=scores[0],
        ors_last=scores[-1],
        change=round(scores[-1] - scores[0], 1),
        movement="up" if n > 8 else "within_noise",
        last_drop=drop,
        lowest_area=Area("goals", "Goals and topics", 7.9, n) if srs else None,
        sessions_without_srs=0 if srs else n,
        n_ors=len(scores),
        n_srs=sum(one is not None for one in alliance),
        ask=WayToAsk(
            "lowest_goals",
            "Your rating for goals was lower than usual last time. What did I miss?",
            "goals",
            7.9,
            n,
        ),
        expected_course=band(n, ors[0]) if expected else (),
        expected_course_why=None if expected else "The expected course comes with enough data.",
        expected_place="inside" if expected else None,
        expected_behind=1139 if expected else None,
        below_twice=False,
        similar=None,
        similar_why="Not enough data yet: 112 of 200 episodes that are old enough to tell how they went on.",
    )


def quality(therapists: int = 12) -> Quality:
    """Return a data quality answer with 12 months of forms and 12 weeks of missing forms."""
    random.seed(therapists)
    monday = AS_OF - datetime.timedelta(days=AS_OF.weekday())
    cells = []
    for number in range(1, therapists + 1):
        for week in range(12):
            sessions = random.randint(4, 14)
            cells.append(
                MissingForms(
                    therapist=f"T{number:02}",
                    week=monday - datetime.timedelta(weeks=week),
                    sessions=sessions,
                    without_srs=random.choice((0, 0, 1, 2, min(5, sessions))),
                    without_ors=random.choice((0, 0, 0, 1)),
                    therapist_name=None,
                )
            )
    return Quality(
        **SHARED,
        filters=Filters(),
        n=6412,
        completeness=(
            Completeness("ors", 0.95, 6412, "sessions"),
            Completeness("srs", 0.84, 6412, "sessions"),
            Completeness("ors_two", 0.81, 1200, "episodes"),
            Completeness("ending", 0.8, 1000, "ended episodes"),
        ),
        months=tuple(
            CompletenessMonth(month_start(AS_OF, back), 0.95, 0.84 - back % 3 * 0.02, 400)
            for back in range(11, -1, -1)
        ),
        missing_forms=tuple(cells),
        missing_forms_why=None,
        suspicious=(
            Suspicious("exactly_40", 900, "Many forms at exactly 40 tell little.", "SRS of exactly 40"),
        ),
        quarantine=(QuarantineReason("score_out_of_range", 12, "quarantined", "Score outside its range"),),
        quarantine_why=None,
        usable=0.98,
        newest_session=AS_OF,
        newest_session_days=0,
    )
