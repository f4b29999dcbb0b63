"""Result classes of the training-focus view."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.answers import Answer, Estimate
from analytics.why import Why

NOT_JSON = {"json": False}
AREAS = ("relationship", "goals", "approach", "overall")
RATES = ("dips", "early_retention", "feedback_forms", "feedback_variety")
SIGNALS = (*AREAS, *RATES)

# signal -> the practice that it points to
PRACTICES = {
    "relationship": "stay_present",
    "goals": "confirm_goals",
    "approach": "confirm_goals",
    "overall": "stay_present",
    "dips": "address_ruptures",
    "early_retention": "ask_feedback",
    "feedback_forms": "use_tools",
    "feedback_variety": "ask_feedback",
}


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One row per therapist and signal (SRS area or rate): the therapist's difference from the practice.

    n: clients (drops for `dips`); level: mean points or share as it stands. difference: towards the better
    side, points or of every 100; interval 95 %; p: probability that it is worse than the practice by the
    stated minimum; p_better: probability that it is better than the practice; p_strong: that it is better by
    that same minimum; strong: whether p_strong passes the rule that a focus has to pass.
    """

    signal: str
    n: int
    level: float
    practice: float
    difference: float
    interval: tuple[float, float]
    p: float
    p_better: float
    fires: bool
    enough: bool
    p_strong: float = 0.0
    strong: bool = False


@dataclass(frozen=True, kw_only=True)
class TherapistFocus:
    """One row per therapist: at most one signal to practise (the training focus) and one strength.

    state: `focus`, `none_stands_out`, `not_enough_data`. practice: what to practise, None without a focus. p:
    how sure; deficit: how far from the practice; n: clients behind it. strength: the signal that clearly lies
    above the practice, by the rule of a focus turned round; None if nothing stands out.
    """

    therapist: str
    focus: str | None
    state: str
    practice: str | None
    p: float | None
    deficit: Estimate | None
    n: int
    strength: str | None
    name: str | None = field(default=None, metadata=NOT_JSON)
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class Shared:
    """One row per practice of `focus.practices`: number of therapists for whom it is the suggested training focus.

    n: None where it is hidden because it is small, or because a small one would follow from it.
    """

    practice: str
    n: int | None


@dataclass(frozen=True, kw_only=True)
class Noticeable:
    """One row per caseload: how much lower an SRS area has to be rated to become a focus in 80 of 100 cases."""

    clients: int
    points: float


@dataclass(frozen=True, kw_only=True)
class Focus(Answer):
    """Training focus and strength of each therapist the viewer may see.

    n: therapists of the practice.

    suggested: to how many therapists which practice is suggested, without names, for owners; all five practices. n_none,
    n_not_enough: therapists for whom nothing stands out, and those with too little data. Of these counts, whoever may not
    see every client gets None where one is small (`hidden_below`), or where a small one would follow. noticeable: from
    which difference on an SRS area would be named, by number of clients; empty if not known.
    """

    therapists: tuple[TherapistFocus, ...]
    suggested: tuple[Shared, ...]
    n_none: int | None
    n_not_enough: int | None
    noticeable: tuple[Noticeable, ...] = ()
    early_retention_why: Why | None = None  # set where endings are not recorded, and then no such signal
