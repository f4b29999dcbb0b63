"""PDF of a document, set by Typst and tagged for screen readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from analytics.reports.document import Document, as_json

TEMPLATE = Path(__file__).with_name("document.typ")
STANDARD = "ua-1"  # PDF/UA-1, ISO 14289-1


def pdf(document: Document) -> bytes:
    """Return a document as a tagged A4 PDF with embedded fonts.

    Parameters
    ----------
    document
        Contents; its texts go in as data, never as markup.

    Returns
    -------
    bytes
        The file. Typst refuses to make one that breaks PDF/UA-1 where it can tell.
    """
    made = _compiled(document, "pdf")
    return made if isinstance(made, bytes) else b"".join(made)


def preview(document: Document) -> list[str]:
    """Return each page of a document as SVG, in order, as it will be printed."""
    pages = _compiled(document, "svg")
    return [page.decode() for page in ([pages] if isinstance(pages, bytes) else pages)]


def pictures(document: Document, *, ppi: float = 150) -> list[bytes]:
    """Return each page of a document as a PNG picture of `ppi` pixels an inch, in order, as it will be printed.

    A browser would set the words of charts in `preview` in a font of its own; here all is drawn.
    """
    pages = _compiled(document, "png", ppi)
    return [pages] if isinstance(pages, bytes) else pages


def _compiled(
    document: Document, kind: Literal["pdf", "svg", "png"], ppi: float | None = None
) -> bytes | list[bytes]:
    import typst  # loaded when something is printed

    return typst.compile(
        str(TEMPLATE),
        format=kind,
        ppi=ppi,
        sys_inputs={"content": json.dumps(as_json(document))},
        ignore_system_fonts=True,
        pdf_standards=[STANDARD] if kind == "pdf" else [],
    )
