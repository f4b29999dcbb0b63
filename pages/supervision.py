"""Training focus: whom to talk about, one thing to practise, what goes well, and how that was chosen."""

import streamlit as st

from analytics import caseload, focus, outcomes
from analytics.risk import keeping
from pages.parts import answers, cards, guard, rows, whose, withheld, wording
from pages.parts import wording_caseload as say_clients
from pages.parts import wording_focus as say
from pages.parts.charts import suggested

MOST_CLIENTS = 3


def whole_practice(context, answer) -> None:
    """For owners: how often each focus is suggested, no names."""
    cards.lead(*say.practice_lead(answer))
    with cards.card("What is most often worth practising?", key="suggested") as card:
        if any(row.n for row in answer.suggested):
            figure = answers.figure(context, suggested.draw, focus.focus)
            card.chart(figure, alt=say.practice_lead(answer)[0])
        else:
            card.text("Nothing so far.")
        card.how(say.how_chosen(context.definitions.focus))
        card.table(lambda: say.practice_table(answer), name="suggested-focus")


def person(context, answer):
    """The therapist to look at: oneself, or a choice among supervisees."""
    known = {one.therapist: one.name or one.therapist for one in answer.therapists}
    if len(known) == 1:
        return answer.therapists[0]
    code = whose.choose(context, "focus_of", known, everybody=None)
    return next(one for one in answer.therapists if one.therapist == code)


def clients_card(context, found) -> None:
    """At most three clients of the caseload's first group."""
    with cards.card("Clients to talk about", key="bring") as card:
        first = found.group("talk_first")[:MOST_CLIENTS]
        if not found.clients:
            card.text("There is no open client here.")
            return
        if not first:
            card.text("No open client stands out by the rules. Bring whomever you like; your own pick comes first.")
            return
        rows.native([say_clients.row(client, found) for client in first])
        card.how("Your own pick always belongs to the agenda too.")


def practise_card(context, answer, one) -> None:
    """The one practice, why, how sure, what to try, and the clients with whom it shows."""
    with cards.card("Practise", key="practise") as card:
        if one.practice is None:
            card.text(say.lead(one, 0)[1])
            return
        practice = focus.practices()[one.practice]
        card.text(f"**{practice.name}.** {practice.what}")
        card.facts(
            {
                "Why": say.why(one),
                "How sure": say.sure(one.p),
                "Evidence": f"{practice.evidence}. {practice.note}",
                "Try": practice.try_,
                "Look again": say.again(answer.as_of),
            }
        )
        shown = answers.of(context, focus.where_it_shows, therapist=one.therapist, signal=one.focus)
        if shown:
            card.text("**Where it shows now:**")
            card.flush()
            for client in shown:
                who = wording.show_id(client.client_id)
                cards.action(f"{who}: {say.shows(client, one.focus)}", "client", client=client.record_id)


def strength_card(one) -> None:
    """One strength, or that nothing stands out yet."""
    with cards.card("What is going well", key="strength") as card:
        card.text(say.strength(one))


def chosen_card(context, one) -> None:
    """Every signal with its numbers."""
    with cards.card("How is a focus chosen?", key="chosen") as card:
        card.how(say.how_chosen(context.definitions.focus))
        card.table(lambda: say.table(one), name="signals")
        card.action("See the rules", "definitions", term="focus.min_deficit")


def open_clients(context, therapist: str | None):
    """The caseload of one therapist, or of everybody whom the viewer may see."""
    return answers.of(
        context,
        caseload.caseload,
        filters=context.but(therapist=therapist).filters,
        stamp=keeping.stamp(context.version),
    )


def agenda_only(context, why: str) -> None:
    """The clients to talk about, where no focus can be worked out, and why there is none."""
    names = whose.names(context)
    therapist = whose.choose(context, "focus_of", names) if len(names) > 1 else None
    found = open_clients(context, therapist)
    cards.lead(*say.agenda(min(MOST_CLIENTS, len(found.group("talk_first"))), why))
    clients_card(context, found)


context = guard.enter("supervision")
answer = answers.of(context, focus.focus)
treats = context.allowed("caseload") and context.viewer.therapists != frozenset()
if treats and (answer.why or not answer.therapists):
    agenda_only(context, answer.why or say.NO_FOCUS_YET)
    st.stop()
if answer.why == outcomes.colleagues.TOO_FEW:
    withheld.stop(context, answer)
if answer.why:
    cards.lead("There is no training focus to show.", answer.why)
    st.stop()
if not answer.therapists or not context.allowed("caseload"):
    whole_practice(context, answer)
    st.stop()
one = person(context, answer)
found = open_clients(context, one.therapist)
n = min(MOST_CLIENTS, len(found.group("talk_first")))
cards.lead(*say.lead(one, n))
clients_card(context, found)
left, right = st.columns(2, gap="medium")
with left:
    practise_card(context, answer, one)
with right:
    strength_card(one)
    chosen_card(context, one)
