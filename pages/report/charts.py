"""Charts of the pages as pictures for paper."""

from __future__ import annotations

from analytics.reports import Block, Paragraph, Picture
from pages.report import drawing_svg
from pages.ui import chart_style
from pages.ui.figure import Drawing

HALF = 330  # px; width of a chart in one of two columns
TILE = 122  # px; height of a small chart


def picture(
    figure: Drawing, alt: str, *, width: float = drawing_svg.WIDTH, height: float | None = None
) -> Picture:
    """Return a chart as a picture with the sentence that it proves."""
    finished = chart_style.finish(figure) or figure
    return Picture(drawing_svg.svg(finished, width=width, height=height), alt=alt.replace("**", ""))


def tile(title: str, word: str, figure: Drawing | None) -> list[Block]:
    """Return a small chart in a column with its title and the verdict on it; without points the words alone."""
    words: list[Block] = [Paragraph(title, "note"), Paragraph(word)]
    if figure is None:
        return words
    return [*words, picture(figure, f"{title}: {word}", width=HALF, height=TILE)]
