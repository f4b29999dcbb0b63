"""Texts that hold for a whole practice: made up, without any SRS, with only one session per client."""

from __future__ import annotations

from analytics.messages import gettext
from analytics.outcomes import Holds

DEMO_TAG = "Demo data, made up"
NO_SRS = "This export has no SRS"
ADD_SRS = (
    "If your clients fill in the SRS, choose it in your software's export, or add a column with its total, and import "
    "the file again: earlier sessions are completed, nothing is counted twice."
)
ONE_SESSION = "Every client here has one session so far, so there is no later score to compare with."
NO_STAY_YET = "Every client here has one session so far: that cannot tell how long clients stay."
NO_DROP_YET = "A drop shows beside earlier forms of the same client, so it takes more than one session."


def no_srs(means: str) -> str:
    """Return the sentences that the export has no SRS, what this means for the page, and what to do."""
    return gettext("{no_srs}, so {means}. {add_srs}").format(no_srs=NO_SRS, means=means, add_srs=ADD_SRS)


def one_session(available: Holds) -> str:
    """Return why change cannot be shown if every client has only one session; empty otherwise."""
    return ONE_SESSION if available.most_sessions == 1 else ""
