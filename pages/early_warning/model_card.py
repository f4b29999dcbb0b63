"""Model card on the early-warning page, with downloads as PDF and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import streamlit as st

from analytics import reports
from analytics.messages import gettext
from analytics.risk import card as model
from analytics.risk import model_store
from pages.shell.page_context import Context
from pages.ui import cards, downloads
from pages.ui.standing_text import DEMO_TAG

TABLE = "model-card"  # in the audit log
SHOWN = (
    "Purpose",
    "Not for",
    "State",
    "Window",
    "Settled",
    "Missing values",
    "Data version",
    "Updating",
    "Feedback",
)


def card(context: Context, outcome: str) -> None:
    """Draw the model card with its PDF and JSON downloads, if a model is stored."""
    models = model_store.read(context.data_version)
    if models is None:
        return
    sections = model.card(models, outcome)
    rows = dict(row for section in sections for row in section.rows)
    with cards.card("Model card", key="model-card") as box:
        box.facts({name: rows[name] for name in SHOWN})
        box.flush()
        name = f"early-warning-{outcome.replace('_', '-')}-{context.data_version.data_date.isoformat()}"
        with st.container(horizontal=True, gap="small", key="card-files"):
            downloads.button(
                "Download as PDF",
                lambda: (_pdf(context, sections, rows), len(rows)),
                table=TABLE,
                file_name=f"{name}.pdf",
                mime="application/pdf",
                key="card-pdf",
            )
            downloads.button(
                "As JSON",
                lambda: (json.dumps(model.as_dict(models, outcome), indent=1).encode(), len(rows)),
                table=TABLE,
                file_name=f"{name}.json",
                mime="application/json",
                key="card-json",
            )


def _pdf(context: Context, sections: Sequence[model.Section], rows: Mapping[str, str]) -> bytes:
    demo = f"{DEMO_TAG} · " if context.demo else ""
    return reports.pdf(
        reports.Document(
            title="Early-warning model",
            blocks=[
                reports.Paragraph(rows["Foretells"]),
                *(
                    block
                    for section in sections
                    for block in (reports.Heading(section.title), reports.Rows(section.rows))
                ),
            ],
            foot=gettext("{demo}{name} · data up to {isoformat}").format(
                demo=demo,
                name=context.data_version.name,
                isoformat=context.data_version.data_date.isoformat(),
            ),
        )
    )
