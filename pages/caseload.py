"""My caseload: open clients in groups made by visible rules, the ones to think about first on top."""

import streamlit as st

from analytics import caseload
from analytics.notes import Talks
from analytics.risk import keeping
from pages.parts import (
    answers,
    cards,
    guard,
    outcome_switch,
    rows,
    search,
    states,
    tables_caseload,
    whose,
    withheld,
)
from pages.parts import wording_caseload as say

PAGE = 40  # rows of a collapsed group at once


def first_groups(answer, talks) -> None:
    """The two groups one acts on, with a native link each."""
    for tier in ("talk_first", "watch"):
        clients = answer.group(tier)
        if not clients:
            continue
        with cards.card(f"{say.TITLES[tier]} · {len(clients)}", key=tier):
            cards.how(say.INTRODUCED[tier])
            shown = say.FIRST_SHOWN if tier == "talk_first" else 20
            rows.native([say.row(client, answer, talks) for client in clients[:shown]])
            if len(clients) > shown:
                with st.expander(
                    f"and {len(clients) - shown} more", key=f"more-{tier}", on_change="rerun"
                ) as box:
                    if box.open:
                        rows.block([say.row(client, answer, talks) for client in clients[shown : shown + PAGE]])


def quiet_groups(answer, talks) -> None:
    """The groups that can wait, collapsed, each as one block."""
    for tier in ("as_expected", "too_new"):
        clients = answer.group(tier)
        if not clients:
            continue
        with st.expander(say.folded(tier, clients), key=f"tier-{tier}", on_change="rerun") as box:
            if not box.open:
                continue
            page = st.pagination(-(-len(clients) // PAGE), key=f"page-{tier}") if len(clients) > PAGE else 1
            rows.block([say.row(client, answer, talks) for client in clients[(page - 1) * PAGE : page * PAGE]])


context = guard.enter("caseload")
with st.container(horizontal=True, gap="medium", key="asked"):
    asked = {
        "outcome": outcome_switch.choose(outcome_switch.default(context)),
        "stamp": keeping.stamp(context.version),
    }
    everyone = answers.of(context, caseload.caseload, **asked)
    if everyone.why:
        withheld.stop(context, everyone)
    names = whose.names(context)
    treating = {one.therapist for one in everyone.therapists} | {context.therapist and context.therapist.code}
    offered = {code: name for code, name in names.items() if code in treating}
    therapist = whose.choose(context, "caseload_of", offered) if len(offered) > 1 else None
    code = search.field()
search.results(context, code)
answer = (
    everyone
    if therapist is None
    else answers.of(context, caseload.caseload, filters=context.but(therapist=therapist).filters, **asked)
)
cards.lead(*say.lead(answer, context.version, names.get(therapist)))
if say.no_srs(answer):
    cards.how(say.no_srs(answer))
if answer.clients:
    cards.legend(
        ("line", "w", "wellbeing (ORS)"),
        *((("band", "w", "range expected from this start"),) if say.band(answer) else ()),
        ("dash", "g", "cutoff: above it, most people are not in distress"),
        *((("diamond", "o", "alliance drop"),) if answer.has_srs else ()),
    )
marks = Talks(context.store.folder)
if said := marks.problem():
    states.bar(said)
talks = marks.all()
first_groups(answer, talks)
quiet_groups(answer, talks)
if answer.clients:
    cards.how(say.foot(answer))
    tables_caseload.show(answer)
