"""Card of the changes made by an import: counts for importers, values for viewers who may see scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import streamlit as st

from analytics import table_export
from analytics.access import client_codes
from analytics.store import Rows, StoreUnusable, changes, history, pseudonyms
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

    may_have_codes = client_codes.may_have_codes(context.viewer, "changes")
    table_files.offer(
        lambda: _columns(pseudonyms.in_batches(_rows(context, step), context.store.secret())),
        key="changes",
        name="what-changed",
        clients=client_codes.PSEUDONYMS,
        codes=(lambda: _columns(_rows(context, step))) if may_have_codes else None,
    )
    cards.footnote("One row per value that differs, of the clients you may see: the old and the new one.")


def _rows(context: Context, step: changes.Step) -> Iterator[Rows]:
    """Return old and new values of the clients whom the viewer may see, in batches."""
    return changes.rows(context.store, step, context.scope)


def _columns(batches: Iterable[Rows]) -> dict[str, list]:
    """Return the rows of some batches as table columns, as many as a sheet can hold."""
    listed = [row for part in batches for row in part.rows][: table_export.MOST_ROWS]
    return {name: [row[index] for row in listed] for index, name in enumerate(changes.COLUMNS)}
