"""Notes that people make and no import replaces: "talked about it" marks, picks for supervision, display names.

One small SQLite file per store, beside the data versions; a mark keeps the opaque record id and the day of a session.
"""

from analytics.notes.agenda_picks import AgendaPicks, Pick
from analytics.notes.agreements import Agreement, Agreements
from analytics.notes.client_labels import ClientLabels
from analytics.notes.discussed_clients import Talk, Talks
from analytics.notes.flag_marks import FlagMark, FlagMarks
from analytics.notes.following import EpisodeMarks, courses, delivered_record, update_session_days
from analytics.notes.schema import NewerNotes, NotesUnusable

__all__ = [
    "AgendaPicks",
    "Agreement",
    "Agreements",
    "ClientLabels",
    "EpisodeMarks",
    "FlagMark",
    "FlagMarks",
    "NewerNotes",
    "NotesUnusable",
    "Pick",
    "Talk",
    "Talks",
    "courses",
    "delivered_record",
    "update_session_days",
]
