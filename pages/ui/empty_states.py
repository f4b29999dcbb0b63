"""Elements shown instead of a missing number: too little data, not computed yet, a grey notice."""

from __future__ import annotations

from pages.ui.formatting import not_enough, not_enough_scored, plural
from pages.ui.glyphs import meter
from pages.ui.safe_html import html, rich, show


def info_bar(sentence: str) -> None:
    """Draw a grey notice bar with one sentence."""
    show(html('<div class="hf-bar">{t}</div>', t=rich(sentence)))


def too_little(have: int, needed: int = 10, what: str = "closed episode", *, by: str | None = None) -> None:
    """Draw a progress meter towards the number needed, with a sentence: `7 of 10 closed episodes`.

    Parameters
    ----------
    have, needed
        Counts of `what`, a noun in the singular.
    by
        When enough is expected, in words such as `Mar 2027`; None leaves it out.
    """
    _short(not_enough(have, needed, what) + ".", have, needed, by)


def too_few_scored(have: int, needed: int = 10) -> None:
    """Draw a progress meter of closed episodes with two ORS scores, towards the number needed."""
    _short(not_enough_scored(have, needed) + ".", have, needed)


def _short(words: str, have: int, needed: int, by: str | None = None) -> None:
    pace = f" At this pace, about {by}." if by else ""
    show(html('<p class="hf-note">{w}{p}</p>{m}', w=words, p=pace, m=meter(have, needed, words)))


def progress(have: int, needed: int, what: str) -> None:
    """Draw the meter of `have` out of `needed`, without a sentence."""
    show(meter(have, needed, f"{have} of {plural(needed, what)}"))


def pending(sentence: str) -> None:
    """Draw one sentence instead of a chart or number that is not available yet."""
    show(html('<p class="hf-note">{t}</p>', t=rich(sentence)))
