"""Model card on the early-warning page, with downloads as PDF and JSON."""

from __future__ import annotations

import json

import streamlit as st

from analytics import reports
from analytics.risk import card as model
from analytics.risk import model_store
from pages.early_warning import model_card_document
from pages.shell.page_context import Context
from pages.ui import cards, downloads

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
    below = context.definitions.small_numbers.suppress_below
    sections = model.card(models, outcome, below)
    rows = dict(row for section in sections for row in section.rows)
    with cards.card("Model card", key="model-card") as box:
        box.facts({name: rows[name] for name in SHOWN})
        box.flush()
        name = f"early-warning-{outcome.replace('_', '-')}-{context.data_version.data_date.isoformat()}"
        with st.container(horizontal=True, gap="small", key="card-files"):
            downloads.button(
                "Download as PDF",
                lambda: (
                    reports.pdf(
                        model_card_document.document(sections, context.data_version, demo=context.demo)
                    ),
                    len(rows),
                ),
                table=TABLE,
                file_name=f"{name}.pdf",
                mime="application/pdf",
                key="card-pdf",
            )
            downloads.button(
                "As JSON",
                lambda: (json.dumps(model.as_dict(models, outcome, below), indent=1).encode(), len(rows)),
                table=TABLE,
                file_name=f"{name}.json",
                mime="application/json",
                key="card-json",
            )
