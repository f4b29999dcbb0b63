"""Import of uploaded files: dry run, the import itself, and its report.

Imports always go to the user's own practice, even while the made-up practice is shown. The user's answers
about the uploaded files are kept until the files are imported or removed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics import ingest, outcomes
from analytics.accounts import audit
from analytics.filters import Filters
from analytics.ingest import redaction
from analytics.ingest import remembered as remembered_answers
from analytics.messages import gettext
from analytics.risk import refresh
from analytics.store import Store, StoreBusy, StoreUnusable
from pages.shell import current_viewer, import_session, signed_in
from pages.shell.page_context import Context
from pages.ui import page_links

# stage -> (words, where the bar stands when it begins, how much of the bar its own share moves)
STAGES = {
    "reading": ("Reading the file", 0.02, 0.3),
    "checking each row": ("Checking each row", 0.02, 0.3),
    "putting sessions together": ("Putting sessions together", 0.32, 0.0),
    "building the new version": ("Adding the sessions to what is known", 0.4, 0.58),
    "done": ("Done", 1.0, 0.0),
}

MAY_NOT_IMPORT = gettext("Only owners and the office of your practice may import.")

Progress = Callable[[str, float], object]  # words, share of the whole from 0 to 1


def dry_run(context: Context, files: Sequence[UploadedFile], progress: Progress) -> dict[str, Any]:
    """Return the report of a dry run: import these files with the answers so far, but store nothing.

    A look is worked out once for the same files, data day and answers.
    """
    import_session.forget_answers_of_others(files)
    given = tuple(sorted(import_session.answers().items()))
    known = remembered_answers.stamp(context.folder.practice)
    key = (
        tuple(file.file_id for file in files),
        import_session.chosen_day(),
        given,
        _version(context),
        known,
    )
    cached = st.session_state.get(import_session.LOOK)
    if cached and cached[0] == key:
        return cached[1]
    report = for_viewer(
        context, _delivered(context, files, import_session.chosen_day(), progress, dry_run=True)
    )
    if not report.get("busy"):
        st.session_state[import_session.LOOK] = (key, report)
    return report


def run(context: Context, files: Sequence[UploadedFile], progress: Progress) -> dict[str, Any]:
    """Import all uploaded files in one step and return the import report.

    The report's `moved` holds the Overview figures before and after.

    The report is complete: `for_viewer` takes out what somebody may not see.

    Parameters
    ----------
    files
        As `st.file_uploader` gives them.
    progress
        Called with words and a share of the whole from 0 to 1.
    """
    store = context.folder.practice
    before = headline(store)
    report = _delivered(context, files, import_session.chosen_day(), progress, dry_run=False)
    if report["outcome"].startswith("accept"):
        refresh.start_process(store)
        report["moved"] = (before, headline(store))
    return report


def _delivered(
    context: Context,
    files: Sequence[UploadedFile],
    today: datetime.date | None,
    progress: Progress,
    *,
    dry_run: bool,
) -> dict[str, Any]:
    def tell(stage: str, share: float) -> None:
        words, begin, width = STAGES.get(stage, (stage.capitalize(), 0.5, 0.0))
        progress(words, min(1.0, begin + share * width))

    practice = context.folder.practice
    own = signed_in.own_viewer(practice, None)
    if not own.may_import:
        return {"outcome": "reject", "message": MAY_NOT_IMPORT, "question": None, "busy": True}
    try:
        report = ingest.deliver(
            practice,
            [(str(file.name), file.getvalue()) for file in files],
            today=today,
            imported_by=own.name,  # nobody made up signs it
            dry_run=dry_run,
            answers=dict(import_session.answers()),
            progress=tell,
        )
    except (StoreBusy, StoreUnusable) as error:
        return {"outcome": "reject", "message": str(error), "question": None, "busy": True}
    if not dry_run and report.outcome.startswith("accept"):
        audit.note(practice.folder, own.person, "imported", rows=report.rows_accepted)
    return report.as_dict()


def for_viewer(context: Context, report: dict[str, Any]) -> dict[str, Any]:
    """Return an import report after removing what this viewer may not see."""
    return report if report.get("busy") else redaction.for_viewer(report, context.viewer)


def headline(store: Store) -> dict[str, float | None]:
    """Return the number of closed episodes and the shares that improved and that ended unplanned.

    The figures are those of the user's own practice.

    Empty without data.

    """
    if store.current() is None:
        return {}
    own = signed_in.own_viewer(store, None)
    overview = outcomes.overview(store.warehouse(), own.scope, Filters())
    return {
        "n": overview.n,
        "reliable_improvement": overview.reliable_improvement.estimate,
        "unplanned": overview.unplanned.estimate,
    }


def _version(context: Context) -> str | None:
    current = context.folder.practice.current()
    return current.name if current else None


def show_own(context: Context) -> None:
    """Switch from the sample practice to the Data page of the user's own practice, if it has data."""
    if context.demo and context.folder.practice.current() is not None:
        current_viewer.choose_own()
        st.switch_page(page_links.target("data"), query_params={"practice": current_viewer.OWN})


def remembered(context: Context) -> dict[str, Any] | None:
    """Return this session's last import report, as far as the viewer may see it; None without an import."""
    report = import_session.report()
    return report and for_viewer(context, report)
