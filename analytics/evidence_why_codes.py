"""Reasons of the evidence page, as `why_codes` holds them: code -> sentence, or code -> variant -> sentence."""

from __future__ import annotations

EVIDENCE: dict[str, str | dict[str, str]] = {
    # evidence: cannot be tested, too early
    "no_comparison_group": "Cannot be tested here: everybody is asked for feedback, so there is no comparison.",
    "no_such_column": "Cannot be tested here: this export has no column for {_what}.",
    # evidence: verdicts on a figure that is given
    "verdict_where_practices_fall": "Our range overlaps with that of single practices and leaves out 0.",
    "verdict_holds_zero_too": (
        "Our range overlaps with that of single practices, but 0 lies in it as well; more clients will tell."
    ),
    "verdict_share_from_zero": (
        "Our range begins at 0, so it may be that therapists do not differ at all; if they do, they make up at most"
        " {high} of 100 parts."
    ),
    "verdict_outside_practices": {
        "zero": "Our whole range lies {side} that of single practices, and 0 lies in it.",
        "same": "Our whole range lies {side} that of single practices: the same direction, another size.",
        "other": "Our whole range lies {side} that of single practices, and it points the other way.",
    },
    "verdict_below_zero": {
        "": "Our range lies below 0: the other way round.",
        "within": "Our range lies below 0: the slope among the clients of one therapist is the steeper one here.",
    },
    "verdict_above_zero": {
        "": "Our range lies above 0, the direction that studies found.",
        "between": "Our range lies above 0: the slope between therapists is the steeper one here.",
        "alliance": "Our range lies above 0: the alliance says more here.",
        "small": "Our range lies above 0, but an estimate under {need:g} can come about by other ways.",
    },
    "verdict_either_direction": "Our range includes 0, so either direction remains possible.",
    "verdict_no_range": "Too early to test.",
    "verdict_not_separable": "Your data cannot separate the two parts yet.",
    "note_settings": {
        "derived": "Single practices lie between {_low} and {_high}, worked out by us from published figures.",
        "assumed": (
            "We take single practices to lie between {_low} and {_high}. That is our own assumption: they differ in this"
            " as much as in the link between alliance and outcome."
        ),
        "share": "Single practices lie between {_low} and {_high} of 100 parts in published studies, taken from 0 on.",
    },
    # evidence: how large a practice must be
    "price_no_link": {
        "": (
            "To notice that there is no link at all, it takes about {clients:,} {_what}; of 10"
            ' practices of that size {_of_ten} would then read "differs".'
        ),
        "therapists": (
            "To notice that there is no link at all, it takes about {clients:,} {_what}, with about"
            " {per_therapist} for each therapist as here; of 10 practices of that size {_of_ten} would then read"
            ' "differs".'
        ),
        "never": (
            "No practice is large enough to notice here that there is no link at all, because single practices may fall"
            " as low as {_low}."
        ),
    },
    "price_share": (
        "A share cannot lie below 0, so no practice can show that therapists do not differ at all."
        " Where they make up {_parts} of 100 parts, it takes about {clients:,} {_what}, with about {per_therapist} for"
        " each therapist as here, to notice it in at least {_of_ten} of 10 practices."
    ),
    "price_direction": (
        "This test looks at the direction only, so no practice is large enough to notice that there is"
        " no link at all."
    ),
    "note_after_change_so_far": "After the change so far, it includes 0: by then, improvement says as much.",
    "note_not_therapist_alone": (
        "Among the clients of one therapist the alliance goes with outcome, so it is not the therapist alone."
    ),
    "orientation_describes": (
        "This describes these {people} therapists only: an orientation needs {need} therapists, and one has {fewest}."
        " Differences up to {reach:.1f} ORS points remain possible."
    ),
    "orientation_inside": "Every difference lies inside {band:.1f} ORS points either way.",
    "orientation_differs": "At least one pair differs by more than {band:.1f} ORS points.",
    "orientation_open": "Differences up to {reach:.1f} ORS points remain possible.",
}
