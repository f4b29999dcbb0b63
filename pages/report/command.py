"""Command `report`: make one report and write it to a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics import answers, client, reports
from analytics.access.client_codes import CODES, NONE
from analytics.cli import export_writer
from analytics.cli.commands import has_data
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.cli.views import stored_models
from analytics.file_names import shown
from analytics.filters import Filters
from analytics.messages import gettext
from analytics.outcomes.filter_values import check as check_filters
from analytics.store import Warehouse
from pages.report import kinds
from pages.report.kinds import Kind
from pages.report.request import NothingToPrint, ReportRequest


def run(context: CliContext, given: argparse.Namespace) -> Result:
    """Write the report named on the command line as PDF; return what was written, or why nothing was."""
    kind = _kind(given)
    if not kind.may(context.viewer):
        sentence = gettext("This report is for {who}.").format(who=kind.who())
        return _nothing(sentence)
    if Path(given.out).suffix.lower() != ".pdf":
        raise WrongSetting(
            gettext("A report is a PDF: let {name} end in .pdf.").format(name=shown(given.out))
        )
    export_writer.check(given.out)
    if not has_data(context, given):
        return _nothing(answers.NOTHING_IMPORTED)
    with context.warehouse() as warehouse:
        if kind.estimates:
            stored_models(context, warehouse)  # damaged ones are made anew before anybody is told a figure
        try:
            made = kind.build(_request(context, given, kind, warehouse))
        except NothingToPrint as why:
            return _nothing(str(why))
        content = reports.pdf(made.document)
    with export_writer.replacing(given.out) as part:
        part.file.write(content)
    naming = CODES if made.clients else NONE
    context.note("exported", kind.table, rows=made.clients, clients=naming)
    sentence = gettext("{report} written to {name}.").format(report=kind.title, name=shown(given.out))
    document = {"report": kind.key, "file": shown(given.out), "clients": made.clients}
    if made.answer is not None:
        document["answer"] = made.answer.as_dict()
    return Result(DONE, document, sentence)


def _kind(given: argparse.Namespace) -> Kind:
    kind = kinds.KINDS.get(given.kind)
    if kind is None:
        raise WrongSetting(
            gettext("There is no report {name}. There are {names}.").format(
                name=given.kind, names=", ".join(kinds.KINDS)
            )
        )
    return kind


def _nothing(sentence: str) -> Result:
    return Result(NO_DATA, {"why": sentence}, sentence, aside=True)


def _request(
    context: CliContext, given: argparse.Namespace, kind: Kind, warehouse: Warehouse
) -> ReportRequest:
    """Return what a report is made from: the person's rights, the filters, and whom it is on.

    Raises
    ------
    WrongSetting
        A report on one therapist or client without or with an unknown one.
    """
    filters = Filters(
        since=given.since,
        until=given.until,
        site=given.site,
        program=given.program,
        age_group=given.age_group,
        episodes=given.episodes,
    )
    named = given.therapist or context.viewer.own_therapist
    check_filters(warehouse, context.scope, filters.replace(therapist=given.therapist))
    if kind.needs == "therapist" and named is None:
        raise WrongSetting("This report is on one therapist. Name one with --therapist CODE.")
    record = None
    if kind.needs == "client":
        record = _record(context, given, warehouse)
    return ReportRequest(
        warehouse=warehouse,
        viewer=context.viewer.as_shown(warehouse.shown_therapist),
        filters=filters if kind.filters else Filters(),
        demo=given.sample,
        folder=context.store.folder,
        therapist=warehouse.shown_therapist(named) if named and kind.needs == "therapist" else None,
        client=record,
        choice=given.choice,
    )


def _record(context: CliContext, given: argparse.Namespace, warehouse: Warehouse) -> str:
    """Return the record id of the client named with --client, if the person may see this client."""
    if not given.client:
        raise WrongSetting("This report is on one client. Name one with --client CODE.")
    found = client.find(warehouse, context.scope, Filters(), code=given.client)
    exact = next((one for one in found if one.client_id == given.client), None)
    if exact is None:  # a code that only holds the one that was typed is another client
        raise WrongSetting(
            gettext("There is no client {code} whom this report may show.").format(code=given.client)
        )
    return exact.record_id
