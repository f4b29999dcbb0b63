"""Card that compares the latest import with stored data, and can remove data missing in the import."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analytics.ingest import coverage
from analytics.messages import gettext, paragraph
from analytics.quality import reconciliation
from analytics.risk import refresh
from analytics.store import Store, StoreBusy, StoreUnusable, latest, leave_out
from pages.data import not_in_file, not_in_file_text
from pages.shell import answer_cache, import_session, signed_in
from pages.shell.page_context import Context
from pages.ui import cards, table_files

SAID = "leave_out_said"  # what leaving out said, shown once


def show(context: Context) -> None:
    """Draw the card that compares the latest import with older data, for viewers who may import."""
    if not context.viewer.may_import or context.version is None:
        return
    later = latest.later(context.store, context.version)
    compared = answer_cache.get(context, reconciliation.latest, later=later)
    if compared is None:
        return
    with cards.card("Does the latest file have all that is held?", key="reconciliation"):
        if said := st.session_state.pop(SAID, None):
            cards.text(f"**{said}**")
        if compared.instead:
            cards.text(compared.instead)
        else:
            _sentences(compared, context.version.n_sessions)
        not_in_file.which(compared.rows, key="not-in-file-rows", viewer=context.viewer)
        if compared.open and not context.demo:
            _leave_out(context, compared)
        if compared.months:
            _months(compared.months)


def _months(rows: Sequence[reconciliation.Month]) -> None:
    columns = not_in_file_text.months(rows)
    table_files.offer(lambda: columns, key="reconciliation", name="reconciliation")
    st.dataframe(
        columns,
        hide_index=True,
        key="frame-reconciliation",
        alt=gettext("{n} months, oldest first").format(n=len(rows)),
    )


def _sentences(compared: reconciliation.Reconciliation, now: int) -> None:
    in_file, held = (sum(getattr(row, name) for row in compared.months) for name in ("in_file", "held"))
    only = sum(row.only_held for row in compared.months)
    lacking = compared.found
    if lacking is None:
        return
    lines = not_in_file_text.lines(lacking)
    if not only and not lines:
        cards.text("It lacks nothing that is held in its days.")
    if lines:
        cards.bullets(
            [
                *lines,
                *([not_in_file_text.by_therapist(compared.by_therapist)] if not lacking["partial"] else []),
            ]
        )
    if lines and lacking["followed"]:
        cards.text(coverage.was_followed(lacking))
    elif lines and not compared.open:
        cards.text(not_in_file_text.NONE_LEFT)
    both = not_in_file_text.compared(compared.files, in_file, held, held - only, now)
    more = (both, not_in_file_text.unclear(lacking), not_in_file_text.part(lacking))
    cards.footnote(*[line for line in more if line])


def _leave_out(context: Context, compared: reconciliation.Reconciliation) -> None:
    label = not_in_file_text.act(compared.open.sessions, compared.open.scores, compared.open.endings)
    with st.popover(label, key="leave-out-after"):
        cards.text(not_in_file_text.STAYS)
        st.button("Do it now", key="leave-out-now", on_click=_follow, args=(context.store,))


def _follow(store: Store) -> None:
    """Remove stored data missing in the latest import; save a result text for the next run."""
    import_session.forget()
    own = signed_in.own_viewer(store, None)
    if not own.may_import:
        return
    try:
        done = leave_out.leave_out(store, by=own.name)
    except (StoreBusy, StoreUnusable) as error:
        st.session_state[SAID] = str(error)
        return
    refresh.start_process(store)
    words = coverage.followed_sentence(done.sessions, done.scores, done.endings)
    st.session_state[SAID] = paragraph(words, "It can be taken back, below." if done else "")
