"""Combination of rows into sessions: matching rows are merged, contradictory rows are set aside."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from analytics.ingest.base.errors import Question, QuestionForUser, shortened
from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import closing_words
from analytics.ingest.rows import cell_types, linked_files
from analytics.ingest.rows.reading import ReadFile
from analytics.ingest.rows.report import SKIPPED_REASONS
from analytics.store.staging import Staging

ASK_CLOSURES = "closure"  # the answer `closure=ask` asks for the meaning of unknown closure words, one a call
MAX_WORDS = 2_000  # different closure or age words looked up in one delivery
SWAP_ROWS = 8  # sessions with both totals needed before a swap is suspected
# 17 | 17.0 | 17 years | 18-25 | 65+
_YEARS = re.compile(
    r"(\d{1,3})(?:[.,]\d+)?(?: ?(?:-|–|to|bis|a|à|til|till|tot) ?(\d{1,3})|\+)?"
    r" ?(?:y|yo|yrs?|years?|years old|j|jahre?|años|år|jaar|jr|ans?)?\.?"
)
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})  # regulaer for regulär
# Share of a form's totals that are 0; a genuine 0 is all four areas at their very end (1 of 427 forms in a trial)
ZERO_SHARE = 0.02
ZERO_BOTH = 2  # sessions with the ORS and the SRS at 0, which is what a blank form of both looks like
ZERO_OF_ONE = 3  # totals of 0 of one client
SCALE_ROWS = 20  # scores needed before a scale is called unusual
SWAP_SHARE = 0.8  # share of them with the ORS above the SRS
SWAP_POINTS = 4.0  # points by which the mean ORS is above the mean SRS


def consolidate(staging: Staging, answers: dict[str, str], files: list[ReadFile]) -> list[str]:
    """Fill `delivery.session` and `delivery.rejected`; return the unknown closing reasons.

    Parameters
    ----------
    staging : the staging database.
    answers : question key -> choice; `closure:<text>` gives the class of a word, `closure=ask` asks for the rest.
    files : files of the delivery.

    Returns
    -------
    The unknown closing reasons.

    Raises
    ------
    QuestionForUser
        If a person asked to be asked about unknown closing reasons.
    """
    unknown = _look_up_words(staging, answers)
    for step in ("keys", "versions", "duplicate_keys", "merged", "session", "session_ids", "causes"):
        staging.run(step)
    linked_files.update_known(staging, files)
    linked_files.mark_unused_rows(staging, files)
    linked_files.count_rows(staging, files)
    for step in ("rejected", "rejected_wide") if linked_files.with_several_sessions(files) else ("rejected",):
        staging.run(step, skipped=list(SKIPPED_REASONS))
    linked_files.place_cells(staging, files)
    staging.run("ends_unreadable")
    return unknown


def _look_up_words(staging: Staging, answers: dict[str, str]) -> list[str]:
    """Pass meanings of closing reasons and age groups to the SQL; return unknown closing reasons."""
    meanings, unknown = [], []
    for field, word in staging.run("words_used", most=MAX_WORDS):
        meaning = closure_class(word, answers) if field == "closure" else age_group(word)
        if field == "closure" and meaning is None:
            unknown.append(word)
        if field == "closure" and meaning in (None, "unknown") and closing_words.is_closed(word):
            meaning = closing_words.OVER
        meanings.append((field, word, meaning))
    if unknown and answers.get(ASK_CLOSURES) == "ask":
        raise QuestionForUser(_closure_question(unknown))
    cell_types.add_words(staging, tuple(meanings))
    return unknown


def closure_words(staging: Staging) -> dict[str, str]:
    """Return the closing reasons in a delivery, as a dictionary from normalised to original text."""
    return {
        normalized(word): word
        for field, word in staging.run("words_used", most=MAX_WORDS)
        if field == "closure"
    }


def _closure_question(unknown: list[str]) -> Question:
    """Return the question that asks how treatments with the first unknown closing reason ended."""
    word = shortened(unknown[0], 60)
    text = f"How did a course end whose closing reason is “{word}”?"
    return Question(f"closure:{unknown[0]}", text, tuple(data("closures")), tuple(unknown[:3]))


def closure_class(text: str, answers: dict[str, str] | None = None) -> str | None:
    """Return the class of ending that a closing reason means; None if it is unknown.

    An unknown closing reason is never guessed.
    """
    settled = {normalized(k[8:]): v for k, v in (answers or {}).items() if k.startswith("closure:")}
    answer = settled.get(normalized(text))
    if answer in data("closures"):
        return answer
    return (
        _closures().get(normalized(text))
        or _closures().get(normalized(closing_words.reason_after(text)))
        or _of_parts(text)
    )


def _of_parts(text: str) -> str | None:
    """Return the class of ending on which the parts of a closing reason agree; None otherwise.

    None if a part is unknown or two parts contradict each other. Parts that only mean "ended" or "unknown"
    are ignored.
    """
    parts = closing_words.parts(text)
    found = {
        _closures().get(normalized(part)) or (closing_words.OVER if closing_words.is_closed(part) else None)
        for part in parts
    }
    if len(parts) < 2 or None in found:
        return None
    classes = found - {closing_words.OVER, "unknown"}
    return classes.pop() if len(classes) == 1 else None


@lru_cache(maxsize=1)
def _closures() -> dict[str, str]:
    known = {normalized(word): name for name, words in data("closures").items() for word in (name, *words)}
    written_out = {
        normalized(word.translate(_WRITTEN_OUT)): name
        for name, words in data("closures").items()
        for word in words
    }
    return written_out | known


def age_group(text: str) -> str | None:
    """Return adult, adolescent or child for a word or an age in years; None for other texts."""
    word = normalized(text)
    if word in _ages():
        return _ages()[word]
    years = _YEARS.fullmatch(text.strip().lower())
    if not years:
        return None
    groups = {_group_of(int(end)) for end in years.groups() if end}
    return groups.pop() if len(groups) == 1 else None


def _group_of(years: int) -> str | None:
    """Return adult, adolescent or child for an age in years; None above 120."""
    return ("adult" if years >= 18 else "adolescent" if years >= 13 else "child") if years <= 120 else None


@lru_cache(maxsize=1)
def _ages() -> dict[str, str]:
    return {normalized(word): name for name, words in data("words")["age_group"].items() for word in words}


def _suspicious_zeros(ors: float, srs: float, both: int, of_one_client: int) -> bool:
    """Return whether totals of 0 are frequent enough to look like forms not filled in.

    Zeros are suspicious if they are frequent, on both forms, or repeated for one client.

    Parameters
    ----------
    ors, srs : shares of the form's totals that are 0.
    both : number of sessions where both are.
    of_one_client : the most of one form for one client.

    Notes
    -----
    A single 0 among many totals is a score like any other.
    """
    return max(ors, srs) >= ZERO_SHARE or both >= ZERO_BOTH or of_one_client >= ZERO_OF_ONE


def facts(staging: Staging) -> tuple[dict[str, Any], list[str]]:
    """Return the delivery's counts and sums for the report, and the warnings that follow from them."""
    names = (
        "n_sessions",
        "n_clients",
        "n_therapists",
        "sum_ors_total",
        "sum_srs_total",
        "first_date",
        "last_date",
        "n_known_told",  # known sessions that files of clients and episodes tell more about
    )
    row = staging.run("facts")[0]
    found: dict[str, Any] = dict(zip(names, row, strict=False))
    (without_therapist, *zeros, n_both, n_higher, mean_ors, mean_srs,
     n_scored, highest, beyond, home_made) = row[len(names) :]  # fmt: skip
    staging.run("copies")
    alike, zeros_differ, two_therapists, out_of_order = staging.run("warnings")[0]
    swapped = n_both >= SWAP_ROWS and n_higher >= SWAP_SHARE * n_both and mean_ors - mean_srs >= SWAP_POINTS
    if not found["n_known_told"]:
        del found["n_known_told"]
    checks = {
        "possible_swap": swapped,
        "same_day_two_therapists": two_therapists,
        "therapist_missing": without_therapist > 0,
        "session_number_disagrees_with_date": out_of_order,
        "possible_same_client": alike,
        "ids_look_alike": zeros_differ,
        "unusual_scale": home_made
        or (n_scored >= SCALE_ROWS and highest <= 10)
        or beyond > max(SCALE_ROWS, n_scored / 5),
        "zero_scores": _suspicious_zeros(*zeros),
    }
    return found, [name for name, is_so in checks.items() if is_so]
