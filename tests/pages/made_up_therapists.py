"""Hand-written answers about therapists, to test charts and sentences."""

from __future__ import annotations

from analytics.filters import Filters
from analytics.focus.practices import practices
from analytics.focus.results import AREAS, Focus, Shared, Signal, TherapistFocus
from analytics.therapists.results import MEASURES, SHARES, Band, Comparison, Funnel, Therapist
from tests.pages.made_up import AS_OF

SHARED = {"as_of": AS_OF, "version": "v", "definitions": "d", "filters": Filters(), "n": 480}


def comparison(measure: str = "unplanned", rows: int = 6, worded: int = 1, **more) -> Comparison:
    """Return a therapist comparison; its first `worded` therapists are high by more than chance explains."""
    share = measure in SHARES

    def one(place: int) -> Therapist:
        far = place < worded
        middle = 9.0 if far else place - 3.0
        spread = 4.0 if far else 8.0
        return Therapist(
            therapist=f"T{place + 1:02}",
            n=80 - 3 * place,
            estimate=middle,
            interval=(middle - spread, middle + spread),
            p_above=0.99 if far else 0.4,
            reliability=0.7,
            rank_interval=(1, 4),
            p_top_quarter=0.9 if far else 0.1,
            p_bottom_quarter=0.0,
            worded=far,
            name=f"Name {place + 1}",
            likely=(middle - spread / 1.4, middle + spread / 1.4),
            level=0.45 if far else 0.25,
            events=30 if share else None,
            adjusted=0.44 if share and far else 0.24 if share else None,
            place=("outside_998" if far else "outside_95" if place == 1 else "inside") if share else None,
        )

    line = tuple((n, max(0.0, 0.25 - 2 / n), min(1.0, 0.25 + 2 / n)) for n in range(10, 90, 5))
    values = {
        **SHARED,
        "measure": measure,
        "unit": MEASURES[measure],
        "therapists": tuple(one(place) for place in range(rows)),
        "icc": 0.05,
        "icc_interval": (0.01, 0.12),
        "between_sd": 4.0,
        "rank_width": 3,
        "funnel": Funnel(0.25, line, line, 1.3) if share else None,
        "level": 0.25 if share else 36.0,
        "adjusted_for": ("intake", "site: North"),
        "not_adjusted_for": ("program",),
        "not_adjusted_reasons": ("not_shared",),
        "n_therapists": rows,
        "n_worded": worded,
        "too_small": 1 if share else None,
        "others": None,
        "others_why": None,
        "funnel_why": None,
    }
    return Comparison(**values | more)


def own(measure: str = "change") -> Comparison:
    """Return the comparison visible to a therapist: the therapist's own row, and one range for all others."""
    return comparison(
        measure, rows=1, worded=0, others=Band(-1.0, 1.4), n_therapists=None, n_worded=None, too_small=None
    )


def signal(name: str, difference: float = -0.3, fires: bool = False, **more) -> Signal:
    values = {
        "signal": name,
        "n": 40,
        "level": 8.9,
        "practice": 9.2,
        "difference": difference,
        "interval": (difference - 0.1, difference + 0.1),
        "p": 0.9 if fires else 0.2,
        "p_better": 0.1 if difference < 0 else 0.8,
        "fires": fires,
        "enough": True,
    }
    return Signal(**values | more)


def therapist(focus: str | None = "goals") -> TherapistFocus:
    """Return a therapist with four SRS areas and, if given, a training focus on one of them."""
    signals = tuple(signal(area, -0.3 if area == focus else 0.05, area == focus) for area in AREAS)
    from analytics.answers import Estimate

    return TherapistFocus(
        therapist="T01",
        focus=focus,
        state="focus" if focus else "none_stands_out",
        practice="confirm_goals" if focus else None,
        p=0.9 if focus else None,
        deficit=Estimate(0.3, (0.2, 0.4), 40) if focus else None,
        n=40,
        strength="relationship",
        name="Name 1",
        signals=signals,
    )


def practice_focus() -> Focus:
    """Return the training focuses of the whole practice, without names."""
    return Focus(
        **SHARED | {"hidden_below": 5},
        therapists=(),
        suggested=tuple(Shared(*one) for one in zip(practices(), (7, None, 9, 0, None), strict=True)),
        n_none=12,
        n_not_enough=3,
    )
