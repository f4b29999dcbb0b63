"""Words for the verdict on a claim, which the page and the command line share."""

from __future__ import annotations

WORDS = {
    "where_practices_fall": "lies where single practices fall",
    "agrees": "agrees",
    "too_early": "too early to tell",
    "differs": "differs",
    "cannot_be_tested": "cannot be tested here",
}


def words(verdict: str, compared: bool) -> str:
    """Return a verdict in words, such as `too early to tell`.

    Parameters
    ----------
    verdict : str
        One of `results.VERDICTS`.
    compared : bool
        Whether the claim is compared with where single practices fall.
    """
    return WORDS["where_practices_fall" if verdict == "agrees" and compared else verdict]
