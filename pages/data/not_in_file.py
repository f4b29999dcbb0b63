"""Stored sessions and values that are missing in a newly delivered file, shown before and after import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from analytics.access import Viewer, client_codes
from analytics.ingest import coverage
from analytics.messages import gettext
from pages.data import not_in_file_text
from pages.shell import import_session
from pages.ui import cards, table_files

ON_SCREEN = 200  # sessions listed on the page; the files have all of them


def in_look(report: Mapping[str, Any]) -> None:
    """Draw, before an import, the stored data missing in the file, with buttons to remove them."""
    if import_session.answers().get(coverage.REPLACE) == coverage.YES:
        cards.text(f"**{not_in_file_text.replaced(report['removed'])}**")
        return
    lacking = report.get(coverage.KEY)
    if not lacking:
        return
    lines = not_in_file_text.lines(lacking)
    if lines:
        cards.text("**Held, but not in this file:**")
        cards.bullets(
            [
                *lines,
                *([not_in_file_text.by_therapist(lacking["by_therapist"])] if not lacking["partial"] else []),
            ]
        )
    if more := [line for line in (not_in_file_text.unclear(lacking), not_in_file_text.part(lacking)) if line]:
        cards.footnote(*more)
    if lacking["followed"]:
        cards.text(f"**{not_in_file_text.followed(lacking)}**")
        return
    if lines:
        _listed(lacking)
        cards.footnote(not_in_file_text.STAYS)
    with st.container(horizontal=True, gap="small", key="not-in-file"):
        if lines:
            label = not_in_file_text.act(lacking["to_leave_out"], **lacking["emptied"])
            given = {coverage.KEY: coverage.LEAVE_OUT}
            icon = ":material/playlist_remove:"
            st.button(label, key="leave-out", icon=icon, on_click=import_session.add_answers, args=(given,))
        _whole_practice(lacking)


def _listed(lacking: Mapping[str, Any]) -> None:
    offered = [
        row for row in lacking.get("rows") or [] if not lacking["partial"] or row["why"] == "cancelled"
    ]
    rows = [*offered, *(lacking.get("emptied_rows") or [])]
    which(rows, key="lacking-rows")


def which(rows: Sequence[Mapping[str, Any]], *, key: str, viewer: Viewer | None = None) -> None:
    """Draw an expander that lists the stored sessions and values missing in a file.

    viewer: who is offered downloads; None for no downloads.

    Nothing where there are none, as for the office, which sees counts.
    """
    if not rows:
        return
    with st.expander("Which sessions", key=key, on_change="rerun") as box:
        if not box.open:
            return
        shown = not_in_file_text.sessions(rows[:ON_SCREEN])
        st.dataframe(shown, hide_index=True, key=f"frame-{key}", alt=gettext("{n} rows").format(n=len(rows)))
        if len(rows) > ON_SCREEN:
            st.markdown(
                gettext("The first {on_screen} of {n:,} rows.").format(on_screen=ON_SCREEN, n=len(rows))
            )
        if viewer is not None:
            may_have_codes = client_codes.may_have_codes(viewer, "not_in_file")
            table_files.offer(
                lambda: not_in_file_text.sessions(rows, keys=True),
                key=key,
                name="not-in-file",
                clients=client_codes.PSEUDONYMS,
                codes=(lambda: not_in_file_text.sessions(rows)) if may_have_codes else None,
            )


def _whole_practice(lacking: Mapping[str, Any]) -> None:
    if not (lacking["only_here"] or any(lacking["emptied"].values())):
        return
    with st.popover("This file is the whole practice", key="whole-practice"):
        cards.text(not_in_file_text.whole_practice(lacking))
        given = {coverage.REPLACE: coverage.YES}
        st.button(
            "Replace everything held", key="replace", on_click=import_session.add_answers, args=(given,)
        )


def in_report(report: Mapping[str, Any]) -> None:
    """Draw, after an import, the sentence on whether stored data missing in the file were removed."""
    lacking = report.get(coverage.KEY)
    if not lacking:
        if report.get("removed"):
            cards.text(not_in_file_text.replaced(report["removed"]))
        return
    if lacking["followed"]:
        cards.text(not_in_file_text.followed(lacking))
    elif not_in_file_text.lines(lacking):
        cards.text(not_in_file_text.STAYED)
