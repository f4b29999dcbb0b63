"""Sentences about the next step for a reason, and about what came of it."""

from __future__ import annotations

from analytics.caseload.results import Reason
from analytics.focus.practices import Practice
from analytics.messages import gettext
from analytics.notes import FlagMark, flag_marks
from pages.ui import formatting

LABELS = {
    flag_marks.HELPED: "It helped",
    flag_marks.DID_NOT_HELP: "It did not help",
    flag_marks.DONE: "Done, too early to say",
}
_MARKED = {
    flag_marks.HELPED: gettext("Marked on {day}: it helped."),
    flag_marks.DID_NOT_HELP: gettext("Marked on {day}: it did not help."),
    flag_marks.DONE: gettext("Marked on {day}: done, too early to say whether it helped."),
}


def why(reason: Reason, practice: Practice) -> str:
    """Return the sentence on which reason the step fits, with the strength of the evidence for it."""
    return gettext("Because of: {reason}. Evidence {evidence}. {note}").format(
        reason=reason.chip.lower(), evidence=practice.evidence, note=practice.note
    )


def marked(mark: FlagMark) -> str:
    """Return the sentence on what came of the step, and when it was marked."""
    return _MARKED[mark.result].format(day=formatting.day(mark.day))
