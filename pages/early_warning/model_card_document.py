"""Model card as a printed document."""

from __future__ import annotations

from collections.abc import Sequence

from analytics import reports
from analytics.messages import gettext
from analytics.risk.card import Section
from analytics.store import Version
from pages.ui import formatting
from pages.ui.standing_text import DEMO_TAG


def document(sections: Sequence[Section], version: Version, *, demo: bool) -> reports.Document:
    """Return the model card of a data version as a document; `demo` says that the practice is made up."""
    rows = dict(row for section in sections for row in section.rows)
    foot = gettext("{name} · data up to {day}").format(
        name=version.name.removesuffix(".duckdb"), day=formatting.day(version.data_date)
    )
    return reports.Document(
        title="Early-warning model",
        blocks=[
            reports.Paragraph(rows["Foretells"]),
            *(
                block
                for section in sections
                for block in (reports.Heading(section.title), reports.Rows(section.rows))
            ),
        ],
        foot=f"{DEMO_TAG} · {foot}" if demo else foot,
    )
