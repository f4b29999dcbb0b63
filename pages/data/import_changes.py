"""Card of the changes made by an import: counts for importers, values for viewers who may see scores."""

from __future__ import annotations

import streamlit as st

from analytics import table_export
from analytics.store import StoreUnusable, changes, history
from pages.data import history_text as words
from pages.shell.page_context import Context
from pages.ui import cards, table_files


def card(context: Context) -> None:
    """Draw the card of the changes made by an import, if the viewer may see them."""
    sees = changes.sees_values(context.scope)
    if context.version is None or not (context.viewer.may_import or sees):
        return
    steps = changes.steps(context.store)
    if not steps:
        return
    with cards.card("What did an import change?", key="changes"):
        named = words.steps(steps, history.list_entries(context.store) if context.viewer.may_import else [])
        box = st.expander("Compare with the data before", key="changes-open", on_change="rerun")
        if not box.open:
            return
        with box:
            number = st.selectbox(
                "Which step", range(len(steps)), format_func=lambda one: named[one], key="changes-step"
            )
            try:
                _compared(context, steps[number or 0], sees)
            except StoreUnusable as error:
                cards.text(str(error))


def _compared(context: Context, step: changes.Step, sees: bool) -> None:
    if context.viewer.may_import:
        counted = changes.counts(context.store, step)
        cards.facts(words.change_counts(counted))
        if counted.fields:
            cards.text("Values that are different now:")
            cards.bullets(words.changed_fields(counted))
    if not sees:
        cards.footnote("Old and new values are for people who see clients' scores.")
        return

    def columns() -> dict[str, list]:
        parts = list(changes.rows(context.store, step, context.scope))
        listed = [row for part in parts for row in part.rows][: table_export.MOST_ROWS]
        return {name: [row[index] for row in listed] for index, name in enumerate(changes.COLUMNS)}

    table_files.offer(columns, key="changes", name="what-changed")
    cards.footnote("One row per value that differs, of the clients you may see: the old and the new one.")
