"""What people write that no import replaces: with whom they have talked about a client's early signs.

One small SQLite file per store, beside the data versions; a mark keeps the opaque record id and the day of a session.
"""

from analytics.notes.discussed_clients import NotesUnusable, Talk, Talks
from analytics.notes.following import Followed, courses, delivered_record, settle

__all__ = ["Followed", "NotesUnusable", "Talk", "Talks", "courses", "delivered_record", "settle"]
