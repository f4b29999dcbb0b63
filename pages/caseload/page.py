"""Caseload page: open clients grouped by rules, with the clients to discuss first at the top."""

from collections.abc import Mapping

import streamlit as st

from analytics import caseload, notes
from analytics.access import may_print
from analytics.caseload.results import Caseload
from analytics.messages import gettext
from analytics.notes import EpisodeMarks, FlagMarks, NotesUnusable, Talks, flag_marks
from analytics.risk import model_store
from pages.caseload import (
    changes_card,
    client_rows,
    client_search,
    foot_text,
    supervision_picks,
    tables,
    text,
    worth_text,
)
from pages.caseload.supervision_picks import Waiting
from pages.early_warning import outcome_switch
from pages.shell import answer_cache, chosen_therapist, client_labels, page_context, withheld
from pages.shell.page_context import Context
from pages.ui import cards, empty_states

Talked = Mapping[tuple[str, int], EpisodeMarks]
PAGE = 40  # rows of a collapsed group at once


def first_groups(
    context: Context, answer: Caseload, talks: Talked, labels: Mapping[str, str], picked: Waiting
) -> None:
    """Draw the groups `talk_first` and `watch` with a page link and a supervision button for each client."""
    for tier in ("talk_first", "watch"):
        clients = answer.group(tier)
        if not clients:
            continue
        with cards.card(f"{text.TITLES[tier]} · {len(clients)}", key=tier):
            cards.footnote(text.introduced(tier, answer))
            shown = text.FIRST_SHOWN if tier == "talk_first" else 20
            by_record = {client.record_id: client for client in clients[:shown]}

            def pick(row: client_rows.Row, by_record: dict = by_record) -> None:
                client = by_record[row.record]
                waiting = picked.get((client.record_id, client.episode_no), ())
                supervision_picks.button(
                    context, waiting, client.record_id, client.episode_no, client.last_date
                )

            client_rows.native(
                [text.row(client, answer, talks, labels) for client in by_record.values()], beside=pick
            )
            if len(clients) > shown:
                with st.expander(
                    gettext("and {n} more").format(n=len(clients) - shown),
                    key=f"more-{tier}",
                    on_change="rerun",
                ) as box:
                    if box.open:
                        client_rows.block(
                            [
                                text.row(client, answer, talks, labels)
                                for client in clients[shown : shown + PAGE]
                            ]
                        )


def quiet_groups(answer: Caseload, talks: Talked, labels: Mapping[str, str]) -> None:
    """Draw the groups `as_expected` and `too_new` as collapsed HTML blocks."""
    for tier in ("as_expected", "too_new"):
        clients = answer.group(tier)
        if not clients:
            continue
        with st.expander(text.group_heading(tier, clients), key=f"tier-{tier}", on_change="rerun") as box:
            if not box.open:
                continue
            page = st.pagination(-(-len(clients) // PAGE), key=f"page-{tier}") if len(clients) > PAGE else 1
            client_rows.block(
                [
                    text.row(client, answer, talks, labels)
                    for client in clients[(page - 1) * PAGE : page * PAGE]
                ]
            )


def worth_of_flags(context: Context) -> str:
    """Return the sentence on how often flags were worth a conversation; empty if nobody marked a flag."""
    try:
        marks = FlagMarks(context.store.folder).all()
    except NotesUnusable:  # said above
        return ""
    who = context.viewer.person
    return worth_text.worth(flag_marks.own_worth(marks, who), flag_marks.practice_worth(marks, who))


context = page_context.require_page("caseload")
with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="asked"):
    asked = {
        "outcome": outcome_switch.choose(context),
        "stamp": model_store.mtime_ns(context.data_version),
    }
    everyone = answer_cache.get(context, caseload.caseload, **asked)
    if everyone.why:
        withheld.stop_suppressed(context, everyone)
    names = chosen_therapist.names(context)
    treating = {one.therapist for one in everyone.therapists} | {context.therapist and context.therapist.code}
    offered = {code: name for code, name in names.items() if code in treating}
    therapist = chosen_therapist.selector(context, "caseload_of", offered) if len(offered) > 1 else None
    code = client_search.field()
    if everyone.clients and may_print(context.viewer, "own"):
        cards.action("Print my week", "report", icon=":material/print:", report="My week")
client_search.results(context, code)
answer = (
    everyone
    if therapist is None
    else answer_cache.get(
        context, caseload.caseload, filters=context.replace(therapist=therapist).filters, **asked
    )
)
cards.lead(*text.lead(answer, context.data_version, names.get(therapist) if therapist else None))
if text.no_srs(answer):
    cards.footnote(text.no_srs(answer))
if answer.clients:
    cards.legend(
        ("line", "w", "wellbeing (ORS)"),
        *((("band", "w", "range expected from this start"),) if text.band(answer) else ()),
        ("dash", "g", "cutoff: above it, most people are not in distress"),
        *((("diamond", "o", "alliance drop"),) if any(client.drops for client in answer.clients) else ()),
    )
marks = Talks(context.store.folder)
if said := marks.problem() or supervision_picks.problem():
    empty_states.info_bar(said)
talks = notes.courses(context.warehouse, context.scope, marks.all()) if context.version else {}
labels = client_labels.shown(context)
first_groups(context, answer, talks, labels, supervision_picks.waiting(context))
if everyone.clients and context.version:
    changes_card.card(context, context.replace(therapist=therapist).filters if therapist else context.filters)
quiet_groups(answer, talks, labels)
if answer.clients:
    cards.footnote(*foot_text.foot(answer))
    if said := worth_of_flags(context):
        cards.footnote(said)
    tables.show(answer, context.viewer)
