"""Notes made by people, which no import replaces: marks that a client's early warning was discussed.

One small SQLite file per store, beside the data versions; a mark keeps the opaque record id and the day of a session.
"""

from analytics.notes.discussed_clients import Talk, Talks
from analytics.notes.following import EpisodeMarks, courses, delivered_record, update_session_days
from analytics.notes.schema import NewerNotes, NotesUnusable

__all__ = [
    "EpisodeMarks",
    "NewerNotes",
    "NotesUnusable",
    "Talk",
    "Talks",
    "courses",
    "delivered_record",
    "update_session_days",
]
