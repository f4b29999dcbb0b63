"""Report of one therapist on one page: clients to think about this week, and the therapist's alliance profile.

It shows the therapist's own clients only, whoever prints it; colleagues are a grey band at most.
"""

from __future__ import annotations

from analytics import caseload, focus, therapists
from analytics.caseload.results import Caseload, CaseloadClient
from analytics.filters import Filters
from analytics.focus.results import TherapistFocus
from analytics.messages import gettext
from analytics.notes import FlagMarks, NotesUnusable, flag_marks
from analytics.outcomes.filter_values import choices
from analytics.reports import (
    Block,
    Bullets,
    Columns,
    Document,
    Heading,
    Paragraph,
    Picture,
    WritingLines,
    literal,
)
from analytics.risk import model_store
from analytics.therapists.results import Comparison
from pages.caseload import text, worth_text
from pages.report import footer, glyph_svg
from pages.report.charts import HALF, picture
from pages.report.request import NothingToPrint, Printed, ReportRequest, own_scope
from pages.therapists import areas_chart, caterpillar_plot
from pages.therapists import text as therapists_text
from pages.ui import formatting

KEY = (
    ("line", "w", "wellbeing (ORS)"),
    ("band", "w", "range expected from this start"),
    ("dash", "g", "cutoff"),
    ("diamond", "o", "alliance drop"),
)
ROOM = 3  # clients of the first group up to which there is room for handwriting
FIRST, WATCHED = 5, 5  # clients shown of the first group and of the second, so that it stays one page
WATCHED_BELOW_MANY = 3  # of the second group, below a first one without room for handwriting
KEY_WIDTH = 640  # px
PROFILE = 150  # px; height of the two charts


def build(request: ReportRequest) -> Printed:
    """Return the report of one therapist, one page.

    Raises
    ------
    NothingToPrint
        The viewer may not see this therapist's clients, or there is no answer on them.
    """
    scope = own_scope(request)
    therapist = request.therapist or ""
    answer = request.answer(
        caseload.caseload,
        scope=scope,
        filters=Filters(therapist=therapist),
        stamp=model_store.mtime_ns(request.version),
    )
    if answer.why:
        raise NothingToPrint(str(answer.why))
    name = _name(request)
    first, watched = answer.group("talk_first"), answer.group("watch")
    bold, plain = text.lead(answer, request.version, name)
    most = WATCHED if len(first) <= ROOM else WATCHED_BELOW_MANY
    blocks = [
        Paragraph(f"**{bold}** {plain}", "lead"),
        *_first(answer, first),
        *_watched(watched, most),
        *_profile(request, name),
        *_worth(request),
        *([WritingLines("What I want to bring up")] if len(first) <= ROOM else []),
    ]
    shown = len(first) + min(len(watched), most)
    return Printed(
        Document(
            title=gettext("My week · {name}").format(name=name),
            blocks=blocks,
            foot=footer.foot(request, answer, "open clients"),
        ),
        clients=shown,
    )


def _name(request: ReportRequest) -> str:
    """Return the therapist's name, else the code."""
    known = choices(request.warehouse, own_scope(request)).therapists
    return next(
        (one.name for one in known if one.code == request.therapist and one.name), request.therapist or ""
    )


def _first(answer: Caseload, clients: tuple[CaseloadClient, ...]) -> list[Block]:
    """Return the clients to think about first, each with its course, the reason and a question to open with."""
    if not clients:
        return []
    blocks: list[Block] = [Heading(f"{text.TITLES['talk_first']} · {len(clients)}")]
    blocks.append(glyph_svg.key(*KEY, width=KEY_WIDTH))
    blocks += [_client(client, answer) for client in clients[:FIRST]]
    if more := clients[FIRST:]:
        codes = formatting.listed([literal(client.client_id) for client in more])
        blocks.append(Paragraph(gettext("And {n} more: {codes}.").format(n=len(more), codes=codes)))
    return blocks


def _client(client: CaseloadClient, answer: Caseload) -> Columns:
    row = text.row(client, answer)
    spark = Picture(glyph_svg.svg(row.spark), alt=text.spark_words(client))
    estimate = f"{row.count} {row.count_note}".strip()
    told: list[Block] = [Paragraph(f"{row.why} {estimate}" if row.count else row.why)]
    if row.ask:
        told.append(Paragraph(f"“{row.ask}”", "note"))
    return Columns(
        [[Paragraph(f"**{literal(row.code)}**"), Paragraph(" · ".join(row.facts), "note")], [spark], told],
        widths=(3, 4, 6),
    )


def _watched(clients: tuple[CaseloadClient, ...], most: int) -> list[Block]:
    """Return the clients to keep an eye on, one line each and at most so many, with the number of the others."""
    if not clients:
        return []
    lines = [f"**{literal(client.client_id)}:** {client.sentence}" for client in clients[:most]]
    if len(clients) > most:
        lines.append(gettext("and {n} more").format(n=len(clients) - most))
    return [Heading(f"{text.TITLES['watch']} · {len(clients)}"), Bullets(lines)]


def _profile(request: ReportRequest, name: str) -> list[Block]:
    """Return the part on the therapist's SRS areas and early alliance beside the practice; empty if neither is known."""
    scope = own_scope(request)
    found = request.answer(focus.focus, scope=scope, filters=Filters())
    one = next((row for row in found.therapists if row.therapist == request.therapist), None)
    compared = request.answer(therapists.comparison, scope=scope, filters=Filters(), measure="early_alliance")
    columns = [part for part in (_areas(one), _early_alliance(compared, request.therapist, name)) if part]
    return [Heading("Your own alliance profile"), Columns(columns)] if columns else []


def _areas(one: TherapistFocus | None) -> list[Block]:
    figure = None if one is None else areas_chart.draw(one)
    if one is None or figure is None:
        return []
    sentence, how = therapists_text.profile(one)
    return [
        Paragraph(sentence),
        picture(figure, sentence, width=HALF, height=PROFILE),
        Paragraph(how, "note"),
    ]


def _early_alliance(answer: Comparison, therapist: str | None, name: str) -> list[Block]:
    if answer.why or not answer.therapists:
        return []
    bold, plain = therapists_text.lead(answer, therapist)
    figure = caterpillar_plot.draw(answer, names=((therapist or "", name),))
    drawn = [] if figure is None else [picture(figure, bold, width=HALF, height=PROFILE)]
    how = therapists_text.caterpillar_footnote(answer)
    return [Paragraph(f"**{bold}** {plain}"), *drawn, Paragraph(how, "note")]


def _worth(request: ReportRequest) -> list[Block]:
    """Return how often flags were worth a conversation; empty unless the viewer prints their own report."""
    if request.viewer.own_therapist != request.therapist:
        return []
    try:
        marks = FlagMarks(request.folder).all()
    except NotesUnusable:
        return []
    said = worth_text.worth(
        flag_marks.own_worth(marks, request.viewer.person),
        flag_marks.practice_worth(marks, request.viewer.person),
    )
    return [Paragraph(said, "note")] if said else []
