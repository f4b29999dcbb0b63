"""Contents of a printed document as plain data: a title, blocks in reading order, a footer.

What a report says is written with these parts; `pdf` sets them. A text may contain `**bold**`; every other
character is printed as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """Section heading: level 2, or 3 below one."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: `lead` is larger, `note` smaller and grey."""

    text: str
    style: str = "body"  # lead, body, note


@dataclass(frozen=True)
class Bullets:
    """List of short texts."""

    items: Sequence[str]


@dataclass(frozen=True)
class Rows:
    """Two-column rows: (label, text) each; `label_share` is the width of the labels in percent."""

    rows: Sequence[tuple[str, str]]
    label_share: int = 32


@dataclass(frozen=True)
class Table:
    """Table with a header row; `numeric` are the indices of columns aligned to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()


@dataclass(frozen=True)
class Picture:
    """Vector picture: SVG, the text that stands for it, a short title above and a caption below."""

    svg: str
    alt: str
    title: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Columns:
    """Blocks side by side: pictures, or short texts; `widths` are parts of the whole, equal if not given."""

    cells: Sequence[Sequence[Block]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Box:
    """Blocks in a thin frame that stays on one page."""

    blocks: Sequence[Block]


@dataclass(frozen=True)
class WritingLines:
    """Room for handwriting: a label and `n` empty lines."""

    label: str
    n: int = 3


@dataclass(frozen=True)
class PageBreak:
    """Start of a new page."""


Block = Heading | Paragraph | Bullets | Rows | Table | Picture | Columns | Box | WritingLines | PageBreak


@dataclass(frozen=True, kw_only=True)
class Document:
    """One printed document.

    Attributes
    ----------
    title
        Title; also the document's title in the file's properties.
    blocks
        Contents in reading order.
    foot
        Text at the end of every page: period, filters, n, date of the data, version, "made-up data".
    large
        Whether text is printed larger, for a sheet that two people read together.
    """

    title: str
    blocks: Sequence[Block]
    foot: str = ""
    large: bool = False


_ASTERISK = "\ue000"  # stands for an asterisk of the data until the text is split; of no language


def literal(text: str) -> str:
    """Return a text of the data, such as a client's code, in which `**` is no mark of emphasis."""
    return text.replace("*", _ASTERISK)


def runs(text: str) -> list[list[object]]:
    """Split a text at `**` into [text, whether bold] runs."""
    parts = text.split("**")
    return [[part.replace(_ASTERISK, "*"), index % 2 == 1] for index, part in enumerate(parts) if part]


_KINDS = {
    Heading: "heading",
    Paragraph: "paragraph",
    Bullets: "bullets",
    Rows: "rows",
    Table: "table",
    Picture: "picture",
    Columns: "columns",
    Box: "box",
    WritingLines: "lines",
    PageBreak: "page_break",
}


def as_json(document: Document) -> dict[str, object]:
    """Return the document as JSON values for the Typst template; texts are split into runs."""
    return {
        "title": document.title,
        "foot": document.foot,
        "large": document.large,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    made: dict[str, object] = {"kind": _KINDS[type(block)]}
    match block:
        case Heading(text, level):
            made |= {"text": text, "level": level}
        case Paragraph(text, style):
            made |= {"runs": runs(text), "style": style}
        case Bullets(items):
            made |= {"items": [runs(item) for item in items]}
        case Rows(rows, label_share):
            made |= {"rows": [[label, runs(text)] for label, text in rows], "label_share": label_share}
        case Table(head, rows, numeric):
            made |= {
                "head": list(head),
                "rows": [[runs(cell) for cell in row] for row in rows],
                "numeric": list(numeric),
            }
        case Picture(svg, alt, title, caption):
            made |= {"svg": svg, "alt": alt, "title": title, "caption": runs(caption)}
        case Columns(cells, widths):
            made |= {
                "cells": [[_block(inner) for inner in cell] for cell in cells],
                "widths": list(widths) or [1] * len(cells),
            }
        case Box(blocks):
            made |= {"blocks": [_block(inner) for inner in blocks]}
        case WritingLines(label, n):
            made |= {"label": label, "n": n}
        case PageBreak():
            pass
    return made
