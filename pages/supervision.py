"""Training focus: whom to talk about, one thing to practise, what goes well, and how that was chosen."""

import streamlit as st

from analytics import caseload, focus
from analytics.risk import keeping
from pages.parts import answers, cards, guard, rows, whose, withheld
from pages.parts import wording_caseload as say_clients
from pages.parts import wording_focus as say
from pages.parts.charts import suggested

MOST_CLIENTS = 3


def whole_practice(context, answer) -> None:
    """For owners: how often each focus is suggested, no names."""
    cards.lead(*say.practice_lead(answer))
    with cards.card("What is most often worth practising?", key="suggested") as card:
        figure = answers.figure(context, suggested.draw, focus.focus)
        card.chart(figure, alt=say.practice_lead(answer)[0])
        card.how(say.how_chosen(context.definitions.focus))
        card.table(lambda: say.practice_table(answer), name="suggested-focus", download=False)


def person(answer):
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
                cards.action(
                    f"{client.client_id}: {say.shows(client, one.focus)}", "client", client=client.record_id
                )


def strength_card(one) -> None:
    """One strength, always."""
    with cards.card("What is going well", key="strength") as card:
        card.text(say.strength(one))


def chosen_card(context, one) -> None:
    """Every signal with its numbers."""
    with cards.card("How is a focus chosen?", key="chosen") as card:
        card.how(say.how_chosen(context.definitions.focus))
        card.table(lambda: say.table(one), name="signals", download=False)
        card.action("See the rules", "definitions", term="focus.min_deficit")


context = guard.enter("supervision")
answer = answers.of(context, focus.focus)
if answer.why:
    withheld.stop(context, answer)
if not answer.therapists or not context.allowed("caseload"):
    whole_practice(context, answer)
    st.stop()
one = person(answer)
found = answers.of(
    context,
    caseload.caseload,
    filters=context.but(therapist=one.therapist).filters,
    stamp=keeping.stamp(context.version),
)
n = min(MOST_CLIENTS, len(found.group("talk_first")))
cards.lead(*say.lead(one, n))
clients_card(context, found)
left, right = st.columns(2, gap="medium")
with left:
    practise_card(context, answer, one)
with right:
    strength_card(one)
    chosen_card(context, one)
