"""Suspicious patterns in the data, such as an SRS always at the maximum, and their effect on figures."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.privacy import small
from analytics.quality.results import Suspicious

MANY_FORMS = 4  # SRS forms from which an unvarying one looks odd; own choice: fewer may agree by chance

# column of quality_episodes.sql -> (label, what it does to the numbers)
PATTERNS = {
    "srs_always_full": (
        "Every SRS at the maximum",
        "Feedback may be reserved; such episodes can never show an alliance drop or a low early alliance.",
    ),
    "no_srs": ("Episodes without any SRS", "They are missing from every alliance figure."),
    "first_ors_late": (
        "First ORS after the first session",
        "Change before it is not counted, so their change looks smaller.",
    ),
    "last_ors_early": (
        "No ORS in the last session",
        "The last score stands for an earlier day; the ending may have been better or worse.",
    ),
    "zero_scores": (
        "First or last ORS of exactly 0",
        "Often a form that was not filled in; it makes change look larger.",
    ),
    "therapist_tied": (
        "Sessions shared equally by two therapists",
        "They count for the practice and are left out of comparisons between therapists.",
    ),
    "inferred": (
        "Endings without a recorded reason",
        "They are read as planned or unplanned from the scores and the time that passed; rates move with it.",
    ),
    "lapsed": (
        "No session for {lapse_days} days, and no ending recorded",
        "How they ended is not known, so nothing is said about it.",
    ),
    "ended_unknown": (
        "Endings recorded without a usable reason",
        "They are over, but how they ended is not known; a rate of endings leaves them out.",
    ),
    "no_therapist": ("Episodes without a therapist", "They count for the practice only."),
}


def detect(counts: Mapping, lapse_days: int, below: int = 0) -> tuple[Suspicious, ...]:
    """Return the suspicious patterns that occur, with the number of episodes, the most frequent first.

    Parameters
    ----------
    counts : mapping
        The row of quality_episodes.sql.
    lapse_days : int
        Days without a session after which a course is closed.
    below : int
        Numbers from 1 to `below` - 1 are hidden (0: none).

    Returns
    -------
    tuple of Suspicious
        One row per pattern that occurs.
    """
    numbers = dict(counts) | {
        "no_therapist": counts["n"] - counts["therapist"],
    }
    occurring = sorted((key for key in PATTERNS if numbers[key]), key=lambda key: (-numbers[key], key))
    return tuple(
        Suspicious(
            key,
            None if small(numbers[key], below) else numbers[key],
            PATTERNS[key][1],
            PATTERNS[key][0].format(lapse_days=lapse_days),
        )
        for key in occurring
    )
