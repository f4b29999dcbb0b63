"""Display names of the clients whom the viewer may see, read from the file in each page run, never cached."""

from __future__ import annotations

from analytics.access import may
from analytics.notes import ClientLabels, NotesUnusable
from analytics.notes.client_labels import visible
from pages.shell.page_context import Context


def are_on(context: Context) -> bool:
    """Return whether the practice shows display names; False if the file of notes cannot be read."""
    try:
        return ClientLabels(context.store.folder).is_on()
    except NotesUnusable:
        return False


def shown(context: Context) -> dict[str, str]:
    """Return the display names of clients whom the viewer may see, by record id; empty if names are off."""
    if context.version is None or not may(context.viewer, "client"):
        return {}
    try:
        return visible(context.warehouse, context.scope, ClientLabels(context.store.folder))
    except NotesUnusable:
        return {}
