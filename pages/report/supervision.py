"""Supervision hour on one page: whom to talk about, what to practise, what was agreed, and room to write.

It says the same as the page Training focus, in the same sentences, to whoever may read that page: the therapist, and
whoever supervises this therapist.
"""

from __future__ import annotations

from analytics import caseload, clock, focus
from analytics.agreements import moved, over_time
from analytics.caseload.agenda import MOST, AgendaItem, agenda
from analytics.caseload.results import Caseload
from analytics.filters import Filters
from analytics.focus.results import Focus, TherapistFocus
from analytics.messages import gettext
from analytics.notes import Agreement, Agreements, NotesUnusable, agenda_picks, agreements
from analytics.notes.agenda_picks import Waiting
from analytics.outcomes.filter_values import choices
from analytics.reports import (
    Block,
    Bullets,
    Columns,
    Document,
    Heading,
    Paragraph,
    Picture,
    Rows,
    WritingLines,
)
from analytics.risk import model_store
from pages.caseload import text as caseload_text
from pages.report import footer, glyph_svg
from pages.report.charts import HALF, picture
from pages.report.request import NothingToPrint, Printed, ReportRequest, own_scope
from pages.supervision import (
    agenda_text,
    agreement_text,
    focus_text,
    shift_text,
    signal_chart,
    signal_text,
    strength_text,
    text,
)
from pages.ui import formatting

NAMED = 8  # codes of further clients, in one line
CHART = 150  # px; height of the chart of the agreed signal
LEAST_LINES, WITHOUT_AGREEMENT, WITHOUT_FOCUS = (
    5,
    6,
    4,
)  # lines for handwriting, and more of them in free room


def build(request: ReportRequest) -> Printed:
    """Return the sheet for the next supervision hour of one therapist, one page.

    Raises
    ------
    NothingToPrint
        The viewer may not see this therapist's clients, or there is no answer on them.
    """
    own_scope(request)  # refuses whoever may not see this therapist's clients
    therapist = request.therapist or ""
    clients = request.answer(
        caseload.caseload,
        filters=Filters(therapist=therapist),
        stamp=model_store.mtime_ns(request.version),
    )
    if clients.why:
        raise NothingToPrint(str(clients.why))
    picked = agenda_picks.waiting(request.warehouse, request.scope, request.folder)
    items = agenda(clients.clients, picked)
    answer = request.answer(focus.focus, filters=Filters())
    one = next((row for row in answer.therapists if row.therapist == therapist), None)
    bold, plain = (
        text.agenda(len(items), str(answer.why or text.NO_FOCUS_YET))
        if one is None
        else text.lead(one, len(items))
    )
    known, running = _agreements(request)
    blocks = [
        Paragraph(f"**{bold}** {plain}", "lead"),
        *_clients(items, clients, picked),
        *(_practise(request, answer, one) if one is not None else []),
        *_agreed(request, running, known),
        WritingLines("What we take from this hour", _lines(items, one, len(running))),
    ]
    return Printed(
        Document(
            title=gettext("Supervision hour · {name}").format(name=_name(request)),
            blocks=blocks,
            foot=footer.foot(request, clients, "open clients"),
        ),
        clients=len(items),
    )


def _name(request: ReportRequest) -> str:
    """Return the therapist's name, else the code."""
    known = choices(request.warehouse, request.scope).therapists
    found = (one.name for one in known if one.code == request.therapist and one.name)
    return next(found, request.therapist or "")


def _lines(items: tuple[AgendaItem, ...], one: TherapistFocus | None, running: int) -> int:
    """Return how many lines for handwriting fit on the page beside the rest; a client takes the room of two."""
    lines = LEAST_LINES + 2 * (MOST - min(MOST, len(items))) - int(len(items) > MOST)
    lines += 1 - running if running else WITHOUT_AGREEMENT
    return max(2, lines + (WITHOUT_FOCUS if one is None or one.practice is None else 0))


def _clients(items: tuple[AgendaItem, ...], clients: Caseload, picked: Waiting) -> list[Block]:
    """Return the agenda: the first clients with their course and reason, further ones by code."""
    blocks: list[Block] = [Heading("Clients to talk about")]
    if not items:
        return [*blocks, Paragraph(agenda_text.NOBODY if clients.clients else agenda_text.NO_CLIENT)]
    blocks += [_client(item, clients, picked) for item in items[:MOST]]
    if more := [item.client.client_id for item in items[MOST:]]:
        named = formatting.listed(more[:NAMED])
        template = (
            gettext("Also added by hand: {codes}.")
            if len(more) <= NAMED
            else gettext("Also added by hand: {codes}, and {n} more.")
        )
        blocks.append(Paragraph(template.format(codes=named, n=len(more) - NAMED)))
    return blocks


def _client(item: AgendaItem, clients: Caseload, picked: Waiting) -> Columns:
    row = agenda_text.row(item, clients, picked)
    spark = Picture(glyph_svg.svg(row.spark), alt=caseload_text.spark_words(item.client))
    return Columns(
        [
            [Paragraph(f"**{row.code}**"), Paragraph(" · ".join(row.facts), "note")],
            [spark],
            [Paragraph(row.why)],
        ],
        widths=(3, 4, 6),
    )


def _practise(request: ReportRequest, answer: Focus, one: TherapistFocus) -> list[Block]:
    """Return what to practise and why, and what is going well, side by side."""
    heading = Heading("Practise")
    well: list[Block] = [Heading("What is going well", 3), Paragraph(strength_text.strength(one))]
    if one.practice is None or one.focus is None:
        return [heading, Columns([[Paragraph(text.nothing_to_practise(one, answer))], well])]
    shown = request.answer(focus.examples, filters=Filters(), therapist=one.therapist, signal=one.focus)
    where = formatting.listed([focus_text.example(client, one.focus) for client in shown])
    rows = focus_text.facts(one) | ({focus_text.WHERE: where} if where else {})
    what: list[Block] = [
        Paragraph(focus_text.what(one.practice)),
        Rows(tuple(rows.items()), label_share=18),
    ]
    return [
        heading,
        Columns([what, [*well, Paragraph(text.evidence(one.practice), "note")]], widths=(3, 2)),
    ]


def _agreements(request: ReportRequest) -> tuple[tuple[Agreement, ...], list[Agreement]]:
    """Return all agreements of the practice, and those that run with this therapist and that the viewer may see.

    Raises
    ------
    NothingToPrint
        The notes cannot be read.
    """
    try:
        kept = Agreements(request.folder).all()
    except NotesUnusable as error:
        raise NothingToPrint(str(error)) from error
    known = agreements.as_shown(kept, request.warehouse.shown_therapist)
    own = [one for one in agreements.visible(known, request.viewer) if one.therapist == request.therapist]
    return known, [one for one in own if one.ended is None]


def _agreed(request: ReportRequest, running: list[Agreement], known: tuple[Agreement, ...]) -> list[Block]:
    """Return the part on the running agreements, the first with verdict and chart; a line to write on if none runs."""
    heading = Heading("What did we agree on?")
    if not running:
        return [heading, WritingLines("We practise, and look again on", 1)]
    others = [agreement_text.agreed(one) for one in running[1:]]
    return [heading, _agreement(request, running[0], known), *map(Paragraph, others)]


def _agreement(request: ReportRequest, one: Agreement, known: tuple[Agreement, ...]) -> Columns:
    shift = moved(request.warehouse, request.scope, one, known)
    drawn = over_time(request.warehouse, request.scope, one)
    words: list[Block] = [
        Paragraph(agreement_text.agreed(one)),
        Paragraph(agreement_text.when_to_look(one, clock.today())),
        Paragraph(shift_text.state(shift)),
        Bullets([f"{label}: {figure}" for label, figure in shift_text.facts(shift).items()]),
        Paragraph(shift_text.note(shift), "note"),
    ]
    figure = None if shift.why is not None else signal_chart.draw(drawn, shift)
    if figure is None:
        return Columns([words])
    chart: list[Block] = [
        Paragraph(signal_text.y_title(one.signal), "note"),
        picture(figure, signal_text.alt(drawn, shift), width=HALF, height=CHART),
        Paragraph(signal_text.how(drawn, shift), "note"),
    ]
    return Columns([words, chart])
