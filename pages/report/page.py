"""Reports page: choose a report, look at it as it will be printed, download it."""

import streamlit as st

from analytics import reports
from analytics.access.client_codes import CODES, NONE
from analytics.filters import Filters
from analytics.messages import gettext
from pages.report import kinds, prespecified_card
from pages.report.kinds import Kind
from pages.report.request import NothingToPrint, Printed, ReportRequest
from pages.shell import chosen_therapist, page_context, signed_in
from pages.shell.page_context import Context
from pages.ui import cards, downloads


def chosen_kind(context: Context) -> Kind | None:
    """Draw the switch between the reports that the viewer may print; return the selected one."""
    found = kinds.offered(context.viewer, of_client=bool(st.query_params.get("client")))
    offered = {kind.title: kind for kind in found}
    if not offered:
        return None
    choice = st.segmented_control(
        "Report",
        tuple(offered),
        default=next(iter(offered)),
        key="report",
        bind="query-params",
        required=True,
        wrap=True,
    )
    return offered.get(choice) or next(iter(offered.values()))


def episode_no() -> int | None:
    """Return the number of the client's episode in the address; None for the latest one."""
    text = str(st.query_params.get("episode") or "")
    return int(text) if text.isdecimal() and len(text) < 5 else None


def request(context: Context, kind: Kind, therapist: str | None, choice: int | None) -> ReportRequest:
    """Return what the report is made from."""
    return ReportRequest(
        warehouse=context.warehouse,
        viewer=context.viewer,
        filters=context.filters if kind.filters else Filters(),
        demo=context.demo,
        folder=context.store.folder,
        therapist=therapist,
        choice=choice,
        client=str(st.query_params.get("client", ""))[:64] if kind.needs == "client" else None,
        episode=episode_no() if kind.needs == "client" else None,
    )


def chosen(context: Context, kind: Kind) -> str | None:
    """Draw the therapist selector if the report is on one of several; return the code."""
    if kind.needs != "therapist":
        return None
    names = chosen_therapist.names(context)
    if len(names) > 1:
        return chosen_therapist.selector(context, "report_of", names, everybody=None)
    return next(iter(names), context.viewer.own_therapist)


def preview(made: Printed) -> None:
    """Draw every page of a report as it will be printed."""
    pages = reports.pictures(made.document)
    for number, page in enumerate(pages, 1):
        alt = gettext("{title}, page {number} of {pages}. The download holds the same as text.").format(
            title=made.document.title, number=number, pages=len(pages)
        )
        with st.container(border=True, key=f"sheet-{number}"):
            st.image(page, width="stretch", alt=alt)


context = page_context.require_page("report")
kind = chosen_kind(context)
if kind is None:
    cards.lead("There is no report for you.", "")
    st.stop()
whose = chosen(context, kind)
cards.text(kind.help)
choice = prespecified_card.chosen(context) if kind.needs == "choice" else None
try:
    printed = kind.build(request(context, kind, whose, choice))
except NothingToPrint as why:
    cards.lead("There is nothing to print.", str(why))
    st.stop()
if kind.needs == "client":
    signed_in.client_seen(context.store, context.viewer, str(st.query_params["client"]))
downloads.button(
    "Download as PDF",
    lambda: (reports.pdf(printed.document), printed.clients),
    table=kind.table,
    file_name=f"{kind.key}-{context.data_version.data_date.isoformat()}.pdf",
    mime="application/pdf",
    key="report-pdf",
    clients=CODES if printed.clients else NONE,
)
preview(printed)
