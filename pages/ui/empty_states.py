"""Elements drawn in place of a missing figure: progress meter, sentence or grey notice."""

from __future__ import annotations

from pages.ui.formatting import SMALL, not_enough_scored
from pages.ui.glyphs import meter
from pages.ui.safe_html import html, rich, show


def info_bar(sentence: str) -> None:
    """Draw a grey notice bar with one sentence."""
    show(html('<div class="hf-bar">{t}</div>', t=rich(sentence)))


def too_little(sentence: str, have: int | None, needed: int = SMALL) -> None:
    """Draw a progress meter towards the number needed, with a sentence: `7 of 10 closed episodes`.

    have: None for a number that is too small to show; then the sentence stands alone.
    """
    if have is None:
        show(html('<p class="hf-note">{w}.</p>', w=sentence))
        return
    show(html('<p class="hf-note">{w}.</p>{m}', w=sentence, m=meter(have, needed, f"{sentence}.")))


def too_few_scored(have: int | None) -> None:
    """Draw a progress meter of closed episodes with two ORS scores, towards the number needed."""
    too_little(not_enough_scored(have), have)


def progress(have: int, needed: int, words: str) -> None:
    """Draw the meter of `have` out of `needed`, with its alternative text."""
    show(meter(have, needed, words))


def pending(sentence: str) -> None:
    """Draw one sentence instead of a chart or number that is not available yet."""
    show(html('<p class="hf-note">{t}</p>', t=rich(sentence)))
