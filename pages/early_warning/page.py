"""Early-warning model: what a flag means here, whether its numbers are honest, and when a simple rule is as good."""

import streamlit as st

from analytics.risk import early_warning as early
from analytics.risk import effects, model_store, refresh
from analytics.risk.assessment import Assessment
from analytics.risk.landmarks import LANDMARKS
from analytics.risk.results import NONE, PROVISIONAL
from pages.early_warning import calibration_plot, coefficient_plot, model_card, outcome_switch, tables, text
from pages.shell import answer_cache, page_context
from pages.shell.page_context import Context
from pages.ui import cards, empty_states
from pages.ui.safe_html import html, show
from pages.ui.selection_text import to_100


def controls(context: Context, stamp: int) -> tuple:
    """Draw outcome and session switches; return outcome, assessment and landmark."""
    usual = context.definitions.early_warning.landmark
    with st.container(horizontal=True, gap="medium", key="asked"):
        outcome = outcome_switch.choose(outcome_switch.default(context))
        found = answer_cache.get(context, early.one, outcome=outcome, stamp=stamp)
        if not found or not found.shown:
            return outcome, found, usual
        after = st.segmented_control(
            "After session", LANDMARKS, default=usual, key="after", bind="query-params", required=True
        )
    return outcome, found, int(after or usual)


def model_pending(context: Context) -> None:
    """Offer to look again while the model is being made; start making it where the one there was no longer fits."""
    if model_store.failure(context.data_version) is not None:
        return
    refresh.start_process(context.store)
    show(html('<p class="hf-note">{t}</p>', t="It is made beside the app; look again in a minute."))
    st.button("Look again", key="look-again", icon=":material/refresh:")


def flags_card(found: Assessment, landmark: int) -> None:
    """Draw the card of two times a hundred people: flagged and not flagged."""
    with cards.card("What does a flag mean?", key="flags") as card:
        row = text.flag_row(found, found.after(landmark))
        if row is None or row.ppv is None or row.not_flagged_events is None:
            empty_states.pending(text.nobody_flagged(found, landmark))
            return
        card.legend(("dot", "o", text.HAPPENED[found.outcome]), ("ring", "g", "did not"))
        for name, share in (("Of 100 flagged", row.ppv), ("Of 100 not flagged", row.not_flagged_events)):
            had, rest = to_100((share, 1 - share))
            card.footnote(f"{name}: **{had}**")
            card.dots(
                [(had, "dot", "o"), (rest, "ring", "g")], f"{name}, {had} {text.HAPPENED[found.outcome]}"
            )
        card.footnote(text.flag_footnote(found, landmark))
        card.table(lambda: tables.burden(found.after(landmark)), name="flags")


def calibration_card(context: Context, found: Assessment, stamp: int) -> None:
    """Draw the calibration card: predicted against observed."""
    cards.chart_card(
        "Are its numbers honest?",
        key="honest",
        figure=answer_cache.get_figure(
            context, calibration_plot.draw, early.one, outcome=found.outcome, stamp=stamp
        ),
        empty=lambda: "There are no later clients to judge it by yet.",
        legend=(
            ("dot", "w", "later clients, in six groups"),
            ("band", "w", "smoothed, 95% band"),
            ("dash", "g", "perfectly honest"),
        ),
        y_title="It happened, in 100",
        alt=lambda: text.calibration_footnote(found),
        table=lambda: tables.dots(found),
        table_name="calibration",
    )


def inputs_card(context: Context, found: Assessment, landmark: int, stamp: int) -> None:
    """Draw the card of the model's inputs and their effects."""
    figure = answer_cache.get_figure(
        context,
        coefficient_plot.inputs,
        early.one,
        options={"landmark": landmark},
        outcome=found.outcome,
        stamp=stamp,
    )
    cards.chart_card(
        "What does it look at?",
        key="inputs",
        figure=figure,
        empty=lambda: "Nobody has come that far yet.",
        alt=lambda: text.effects_footnote(found, landmark),
        table=lambda: tables.inputs(effects.effects(found.model, landmark) if found.model else ()),
        table_name="inputs",
    )


def baselines_card(context: Context, found: Assessment, stamp: int) -> None:
    """Draw the card that compares the model with simpler rules."""
    figure = answer_cache.get_figure(
        context, coefficient_plot.compared, early.one, outcome=found.outcome, stamp=stamp
    )
    cards.chart_card(
        "How good, compared with simpler rules?",
        key="compared",
        figure=figure,
        empty=lambda: "There are no later clients to compare on yet.",
        alt=lambda: text.compared_footnote(found),
        table=lambda: tables.baselines(found),
        table_name="compared",
    )


def workload_card(found: Assessment) -> None:
    """Draw the card of what another number of conversations a week would find and miss."""
    if not found.rooms or found.threshold is None:
        return
    with cards.card("How many conversations a week?", key="room") as card:
        choices = [row.conversations for row in found.rooms]
        chosen = st.segmented_control(
            "Conversations a week", choices, default=found.threshold.room, key="room", required=True
        )
        chosen = chosen or found.threshold.room
        card.text(*text.room(found, chosen))
        card.footnote(text.room_footnote(found, chosen))
        card.table(lambda: tables.rooms(found), name="conversations")


def fairness_card(context: Context, found: Assessment, stamp: int) -> None:
    """Draw the card of the model's calibration in parts of the practice."""
    with cards.card("Is it fair to everybody?", key="fair") as card:
        figure = answer_cache.get_figure(
            context, coefficient_plot.groups, early.one, outcome=found.outcome, stamp=stamp
        )
        if figure is not None:
            card.chart(figure, alt=text.fair(found))
        card.footnote(text.fair(found))
        if figure is not None:
            card.table(lambda: tables.groups(found), name="groups")


def training_data_card(found: Assessment) -> None:
    """Draw the card of who is in the training data and who is left out."""
    with cards.card("Who is in it?", key="in") as card:
        card.facts(tables.funnel(found))
        card.footnote(text.funnel_footnote(found))


def what_if_card(found: Assessment, landmark: int) -> None:
    """Draw the card that predicts for a made-up client."""
    with cards.card("Try it", key="try") as card:
        cards.footnote(f"A client made up, after session {landmark}.")
        last = st.slider("Last SRS", 0.0, 40.0, 34.0, 0.5, key="try-srs", format="%.1f")
        first = st.slider("First ORS", 0.0, 40.0, 19.0, 0.5, key="try-ors", format="%.1f")
        fall = change = 0.0
        if landmark > 1:
            fall = st.slider(
                "Points under the SRS before", 0.0, 20.0, 0.0, 0.5, key="try-fall", format="%.1f"
            )
            change = st.slider(
                "Change of the ORS so far", -20.0, 20.0, 2.0, 0.5, key="try-change", format="%.1f"
            )
        row = effects.one_client(
            landmark,
            srs_last=last,
            srs_fall=fall,
            ors_first=first,
            ors_change=change,
            longest_gap=7.0 if landmark > 1 else None,
        )
        card.text(text.tried(found, row, landmark))


context = page_context.require_page("early_warning")
stamp = model_store.mtime_ns(context.data_version)
outcome, found, landmark = controls(context, stamp)
cards.lead(*(text.lead(found, landmark) if found else text.not_there(early.not_there(context.data_version))))
if found is None:
    model_pending(context)
    st.stop()
if found.tier == PROVISIONAL:
    empty_states.info_bar(text.provisional(found))
for alarm in found.alarms if found.shown else found.alarms[1:]:
    empty_states.info_bar(alarm.sentence)
if found.tier == NONE and found.needed is None and found.events is not None:
    empty_states.progress(*text.progress(found))
if found.shown:
    if outcome == "poor_outcome":
        cards.footnote(text.mostly_ors(found))
    left, right = st.columns(2, gap="medium")
    with left:
        flags_card(found, landmark)
        inputs_card(context, found, landmark, stamp)
        workload_card(found)
        what_if_card(found, landmark)
    with right:
        calibration_card(context, found, stamp)
        baselines_card(context, found, stamp)
        fairness_card(context, found, stamp)
        training_data_card(found)
else:
    left, right = st.columns(2, gap="medium")
    with left:
        training_data_card(found)
    with right:
        calibration_card(context, found, stamp)
model_card.card(context, outcome)
