"""Rows become sessions: what belongs together is joined, what contradicts itself is set aside."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from analytics.ingest import values
from analytics.ingest.report import SKIPPED_REASONS
from analytics.ingest.spelling import data, plain
from analytics.store.staging import Staging

MAX_WORDS = 2_000  # different closure or age words looked up in one delivery
SWAP_ROWS = 8  # sessions with both totals needed before a swap is suspected
SCALE_ROWS = 20  # scores needed before a scale is called unusual
SWAP_SHARE = 0.8  # share of them with the ORS above the SRS
SWAP_POINTS = 4.0  # points by which the mean ORS is above the mean SRS


def consolidate(staging: Staging, answers: dict[str, str]) -> list[str]:
    """Fill `delivery.session` and `delivery.rejected` from the typed rows; the closure words nobody knows.

    Parameters: answers, of which `closure:<text>` give the class of a word.
    """
    unknown = _look_up_words(staging, answers)
    for step in ("keys", "tangled", "merged", "session", "session_ids"):
        staging.run(step)
    staging.run("rejected", skipped=list(SKIPPED_REASONS))
    return unknown


def _look_up_words(staging: Staging, answers: dict[str, str]) -> list[str]:
    meanings, unknown = [], []
    for field, word in staging.run("words_used", most=MAX_WORDS):
        meaning = closure_class(word, answers) if field == "closure" else age_group(word)
        if field == "closure" and meaning is None:
            unknown.append(word)
        meanings.append((field, word, meaning))
    values.add_words(staging, tuple(meanings))
    return unknown


def closure_class(text: str, answers: dict[str, str] | None = None) -> str | None:
    """The class of a closure word in eight languages, None when it is not known (and then never guessed)."""
    answer = (answers or {}).get(f"closure:{text}")
    return answer if answer in data("closures") else _closures().get(plain(text))


@lru_cache(maxsize=1)
def _closures() -> dict[str, str]:
    return {plain(word): name for name, words in data("closures").items() for word in (name, *words)}


def age_group(text: str) -> str | None:
    """adult, adolescent or child for a word or an age in years, None when it says neither."""
    word = plain(text)
    if word.isdigit() and len(word) <= 3:
        years = int(word)
        return "adult" if years >= 18 else "adolescent" if years >= 13 else "child"
    return next(
        (name for name, words in data("words")["age_group"].items() if word in {plain(w) for w in words}),
        None,
    )


def facts(staging: Staging) -> tuple[dict[str, Any], list[str]]:
    """The delivery's sessions in figures, and the warnings that follow from them."""
    names = (
        "n_sessions",
        "n_clients",
        "n_therapists",
        "sum_ors_total",
        "sum_srs_total",
        "first_date",
        "last_date",
    )
    row = staging.run("facts")[0]
    found = dict(zip(names, row, strict=False))
    without_therapist, zeros, n_both, n_higher, mean_ors, mean_srs, n_scored, highest, beyond = row[
        len(names) :
    ]
    alike, two_therapists, out_of_order = staging.run("doubts")[0]
    swapped = n_both >= SWAP_ROWS and n_higher >= SWAP_SHARE * n_both and mean_ors - mean_srs >= SWAP_POINTS
    said = {
        "possible_swap": swapped,
        "same_day_two_therapists": two_therapists,
        "therapist_missing": without_therapist > 0,
        "session_number_disagrees_with_date": out_of_order,
        "possible_same_client": alike,
        "unusual_scale": (n_scored >= SCALE_ROWS and highest <= 10) or beyond > max(SCALE_ROWS, n_scored / 5),
        "zero_scores": zeros > 0,
    }
    return found, [name for name, is_so in said.items() if is_so]
