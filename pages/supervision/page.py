"""Training focus page: clients to discuss, one thing to practise, one strength."""

import streamlit as st

from analytics import caseload, focus
from analytics.caseload.agenda import MOST, AgendaItem, agenda
from analytics.caseload.results import Caseload
from analytics.focus.results import Focus, TherapistFocus
from analytics.messages import gettext
from analytics.notes.agenda_picks import Waiting
from analytics.outcomes import peer_suppression
from analytics.risk import model_store
from pages.caseload import changes_card, client_rows, supervision_picks
from pages.shell import answer_cache, chosen_therapist, page_context, withheld
from pages.shell.page_context import Context
from pages.supervision import (
    agenda_text,
    agreement_card,
    focus_text,
    lots_card,
    practice_text,
    strength_text,
    suggestions_chart,
    text,
)
from pages.ui import cards


def whole_practice(context: Context, answer: Focus) -> None:
    """Draw, for owners, the number of therapists per suggested training focus, without names."""
    cards.lead(*practice_text.practice_lead(answer))
    with cards.card("What is most often worth practising?", key="suggested") as card:
        figure = answer_cache.get_figure(context, suggestions_chart.draw, focus.focus)
        if figure is not None:
            card.chart(figure, alt=practice_text.practice_lead(answer)[0])
        else:
            card.bullets(practice_text.lines(answer))
        card.footnote(practice_text.how_sure(answer), text.how_chosen(context.definitions.focus))
        card.table(lambda: practice_text.practice_table(answer), name="suggested-focus")
    agreement_card.practice_card(context)
    lots_card.card(context)


def person(context: Context, answer: Focus) -> TherapistFocus:
    """Return the only visible therapist, or else the one chosen in the selector."""
    known = {one.therapist: one.name or one.therapist for one in answer.therapists}
    if len(known) == 1:
        return answer.therapists[0]
    code = chosen_therapist.selector(context, "focus_of", known, everybody=None)
    return next(one for one in answer.therapists if one.therapist == code)


def clients_card(context: Context, clients: Caseload, items: tuple[AgendaItem, ...], picked: Waiting) -> None:
    """Draw the card of clients to discuss: the supervision agenda, with a button to take off own picks."""
    with cards.card("Clients to talk about", key="bring") as card:
        if said := supervision_picks.problem():
            card.text(said)
        if not clients.clients:
            card.text(agenda_text.NO_CLIENT)
            return
        if not items:
            card.text(agenda_text.NOBODY)
            return
        by_record = {item.client.record_id: item.client for item in items}

        def take_off(row: client_rows.Row) -> None:
            client = by_record[row.record]
            if picks := picked.get((client.record_id, client.episode_no), ()):
                supervision_picks.button(
                    context, picks, client.record_id, client.episode_no, client.last_date
                )

        client_rows.native([agenda_text.row(item, clients, picked) for item in items], beside=take_off)


def practise_card(context: Context, answer: Focus, one: TherapistFocus) -> None:
    """Draw the card of one thing to practise: reason, certainty, exercise, clients concerned."""
    with cards.card("Practise", key="practise") as card:
        if one.practice is None or one.focus is None:
            card.text(text.nothing_to_practise(one, answer))
            return
        card.text(focus_text.name(one.practice))
        card.facts(focus_text.facts(one))
        shown = answer_cache.get(context, focus.examples, therapist=one.therapist, signal=one.focus)
        if shown:
            card.text(gettext("**{where}:**").format(where=focus_text.WHERE))
            card.flush()
            for client in shown:
                cards.action(focus_text.example(client, one.focus), "client", client=client.record_id)


def strength_card(one: TherapistFocus) -> None:
    """Draw the card of what is going well."""
    with cards.card("What is going well", key="strength") as card:
        card.text(strength_text.strength(one))


def chosen_card(context: Context, one: TherapistFocus) -> None:
    """Draw the card that explains how clients and training focus are chosen, with all differences considered."""
    with cards.card("How are clients and focus chosen?", key="chosen") as card:
        card.footnote(agenda_text.who_is_on_it(MOST), text.how_chosen(context.definitions.focus))
        if one.practice is not None:
            card.footnote(focus_text.what(one.practice), text.evidence(one.practice))
        card.table(lambda: text.table(one), name="signals")
        card.action("See the rules", "definitions", term="focus.min_deficit")


def open_clients(context: Context, therapist: str | None) -> Caseload:
    """Return the caseload of one therapist, or of all therapists that the viewer may see."""
    return answer_cache.get(
        context,
        caseload.caseload,
        filters=context.replace(therapist=therapist).filters,
        stamp=model_store.mtime_ns(context.data_version),
    )


def print_link(context: Context) -> None:
    """Draw the link to the sheet of this hour on the page Reports."""
    if context.allowed("report"):
        cards.action("Print agenda", "report", icon=":material/print:", report=agenda_text.PRINTED)


def agenda_only(context: Context, why: str, picked: Waiting) -> None:
    """Draw only the clients to discuss, with the reason why no training focus is suggested."""
    names = chosen_therapist.names(context)
    therapist = chosen_therapist.selector(context, "focus_of", names) if len(names) > 1 else None
    clients = open_clients(context, therapist)
    items = agenda(clients.clients, picked)
    cards.lead(*text.agenda(len(items), why))
    print_link(context)
    clients_card(context, clients, items, picked)
    code = therapist or (next(iter(names)) if len(names) == 1 else None)
    if code is not None:
        agreement_card.card(context, code, None)


context = page_context.require_page("supervision")
answer = answer_cache.get(context, focus.focus)
treats = context.allowed("caseload") and context.viewer.therapists != frozenset()
if treats and (answer.why or not answer.therapists):
    agenda_only(context, answer.why or text.NO_FOCUS_YET, supervision_picks.waiting(context))
    st.stop()
if answer.why == peer_suppression.TOO_FEW:
    withheld.stop_suppressed(context, answer)
if answer.why:
    cards.lead("There is no training focus to show.", answer.why)
    st.stop()
if not answer.therapists or not context.allowed("caseload"):
    whole_practice(context, answer)
    st.stop()
one = person(context, answer)
found = open_clients(context, one.therapist)
picked = supervision_picks.waiting(context)
items = agenda(found.clients, picked)
cards.lead(*text.lead(one, len(items)))
print_link(context)
talk, practise = st.columns(2, gap="medium")
with talk:
    clients_card(context, found, items, picked)
    strength_card(one)
with practise:
    practise_card(context, answer, one)
agreement_card.card(context, one.therapist, one.focus)
lots_card.card(context)
changes_card.card(context, context.replace(therapist=one.therapist).filters)
chosen_card(context, one)
