"""What people write that no import replaces: with whom they have talked about a client's early signs.

One small SQLite file per store, beside the data versions; keyed by the opaque record id, which outlives imports.
"""

from analytics.notes.talks import NotesUnusable, Talk, Talks

__all__ = ["NotesUnusable", "Talk", "Talks"]
