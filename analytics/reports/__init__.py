"""Printed reports as PDF, tagged for screen readers, with the same results as the pages."""

from analytics.reports.document import (
    Block,
    Box,
    Bullets,
    Columns,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Rows,
    Table,
    WritingLines,
    literal,
)
from analytics.reports.pdf import pdf, pictures, preview

__all__ = [
    "Block",
    "Box",
    "Bullets",
    "Columns",
    "Document",
    "Heading",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Rows",
    "Table",
    "WritingLines",
    "literal",
    "pdf",
    "pictures",
    "preview",
]
