"""PDF of a document that consists of headings and two-column rows: a label and a text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

TEMPLATE = Path(__file__).with_name("rows.typ")
STANDARD = "ua-1"  # PDF/UA-1, ISO 14289-1


def pdf(
    title: str, note: str, sections: Iterable[tuple[str, Sequence[tuple[str, str]]]], *, foot: str = ""
) -> bytes:
    """Return an A4 PDF with a title, a sentence below it, and sections of two-column rows.

    Parameters
    ----------
    title
        Title of the document.
    note
        Sentence under the title.
    sections
        (heading, rows of (what, text)) each.
    foot
        Text at the end of every page.

    Returns
    -------
    bytes
        A tagged PDF.

    Notes
    -----
    Typst with its own fonts; texts go in as data, never as markup.
    """
    import typst  # loaded when something is printed

    content = {
        "title": title,
        "note": note,
        "foot": foot,
        "sections": [{"heading": heading, "rows": [list(row) for row in rows]} for heading, rows in sections],
    }
    return typst.compile(
        str(TEMPLATE),
        sys_inputs={"content": json.dumps(content)},
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
    )
