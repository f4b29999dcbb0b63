"""Sentence on how often flags were worth a conversation, by the marks on flags of the viewer and the practice."""

from __future__ import annotations

from analytics.messages import gettext, ngettext, paragraph
from analytics.notes.flag_marks import Worth


def worth(own: Worth, practice: Worth | None) -> str:
    """Return the sentences on how often flags helped, by the viewer's marks and by the practice's; empty without marks."""
    parts = []
    if own.marked:
        template = ngettext(
            "Of {n} reason that you answered, you found {helped} worth a conversation.",
            "Of {n} reasons that you answered, you found {helped} worth a conversation.",
            own.marked,
        )
        parts.append(template.format(n=own.marked, helped=own.helped))
    if practice is not None:
        parts.append(
            gettext("In the whole practice it was {helped} of {n}.").format(
                helped=practice.helped, n=practice.marked
            )
        )
    return paragraph(*parts) if parts else ""


def of_practice(practice: Worth) -> str:
    """Return the sentence on how often flags helped, by the marks of everybody in the practice, for a printed report."""
    return gettext("Of {n} reasons that were answered, {helped} were worth a conversation.").format(
        n=practice.marked, helped=practice.helped
    )
