"""Early-warning page: meaning of a flag, calibration, comparison with simple rules, training data."""

import streamlit as st

from analytics.messages import gettext
from analytics.risk import early_warning as early
from analytics.risk import effects, model_store, refresh
from analytics.risk.assessment import Assessment
from analytics.risk.landmarks import LANDMARKS
from analytics.risk.results import NONE, PROVISIONAL
from analytics.why import is_code
from pages.early_warning import (
    calibration_plot,
    coefficient_plot,
    evaluation_text,
    model_card,
    outcome_switch,
    practice_switch,
    tables,
    text,
    workload_text,
)
from pages.shell import answer_cache, page_context
from pages.shell.page_context import Context
from pages.ui import cards, empty_states
from pages.ui.safe_html import html, show
from pages.ui.selection_text import to_100

LOOK_SECONDS = 15.0  # between two looks for a model that is being made


def controls(context: Context, stamp: int) -> tuple:
    """Draw the switches for outcome and session; return (outcome, model evaluation, session number)."""
    usual = context.definitions.early_warning.landmark
    with st.container(horizontal=True, gap="medium", key="asked"):
        outcome = outcome_switch.choose(context)
        assessment = answer_cache.get(context, early.assessment_of, outcome=outcome, stamp=stamp)
        if not assessment or not assessment.shown:
            return outcome, assessment, usual
        after = st.segmented_control(
            "After session", LANDMARKS, default=usual, key="after", bind="query-params", required=True
        )
    return outcome, assessment, int(after or usual)


def model_pending(context: Context, stamp: int) -> None:
    """Start building the model if necessary, and look for it until it is there."""
    if model_store.is_off(context.data_version) or model_store.failure(context.data_version) is not None:
        return
    refresh.start_process(context.store)
    show(
        html(
            '<p class="hf-note">{t}</p>', t="It is made beside the app and shown here as soon as it is there."
        )
    )
    st.button("Look again", key="look-again", icon=":material/refresh:")
    watch(context, stamp)


@st.fragment(run_every=LOOK_SECONDS)
def watch(context: Context, stamp: int) -> None:
    """Rerun the page once the model that it waits for is stored, or could not be made.

    stamp: of the model file when the page was drawn.
    """
    version = context.data_version
    if model_store.mtime_ns(version) != stamp or model_store.failure(version) is not None:
        st.rerun(scope="app")


def flags_card(assessment: Assessment, landmark: int) -> None:
    """Draw the card with the number of events in 100 flagged and 100 unflagged clients, as dots."""
    with cards.card("What does a flag mean?", key="flags") as card:
        row = text.flag_row(assessment, assessment.after(landmark))
        if row is None or row.ppv is None or row.not_flagged_events is None:
            empty_states.pending(text.nobody_flagged(assessment, landmark))
            return
        card.legend(("dot", "o", text.HAPPENED[assessment.outcome]), ("ring", "g", "did not"))
        for name, share in (("Of 100 flagged", row.ppv), ("Of 100 not flagged", row.not_flagged_events)):
            had, rest = to_100((share, 1 - share))
            card.footnote(f"{name}: **{had}**")
            card.dots(
                [(had, "dot", "o"), (rest, "ring", "g")], f"{name}, {had} {text.HAPPENED[assessment.outcome]}"
            )
        card.footnote(text.flag_footnote(assessment, landmark))
        card.table(lambda: tables.workload(assessment.after(landmark)), name="flags")


def calibration_card(context: Context, assessment: Assessment, stamp: int) -> None:
    """Draw the card with the calibration plot: predicted against observed frequency."""
    cards.chart_card(
        "Are its numbers honest?",
        key="honest",
        figure=answer_cache.get_figure(
            context, calibration_plot.draw, early.assessment_of, outcome=assessment.outcome, stamp=stamp
        ),
        empty=lambda: "There are no later clients to judge it by yet.",
        legend=(
            ("dot", "w", "later clients, in six groups"),
            ("band", "w", "smoothed, 95% band"),
            ("dash", "g", "perfectly honest"),
        ),
        y_title="It happened, in 100",
        alt=lambda: evaluation_text.calibration_footnote(assessment),
        table=lambda: tables.dots(assessment),
        table_name="calibration",
    )


def inputs_card(context: Context, assessment: Assessment, landmark: int, stamp: int) -> None:
    """Draw the card of the model's inputs (features) and their effects."""
    figure = answer_cache.get_figure(
        context,
        coefficient_plot.inputs,
        early.assessment_of,
        options={"landmark": landmark},
        outcome=assessment.outcome,
        stamp=stamp,
    )
    cards.chart_card(
        "What does it look at?",
        key="inputs",
        figure=figure,
        empty=lambda: "Nobody has come that far yet.",
        alt=lambda: evaluation_text.effects_footnote(assessment, landmark),
        table=lambda: tables.inputs(effects.effects(assessment.model, landmark) if assessment.model else ()),
        table_name="inputs",
    )


def baselines_card(context: Context, assessment: Assessment, stamp: int) -> None:
    """Draw the card that compares the AUC of the model with the AUCs of simpler rules."""
    figure = answer_cache.get_figure(
        context, coefficient_plot.compared, early.assessment_of, outcome=assessment.outcome, stamp=stamp
    )
    cards.chart_card(
        "How good, compared with simpler rules?",
        key="compared",
        figure=figure,
        empty=lambda: "There are no later clients to compare on yet.",
        alt=lambda: evaluation_text.compared_footnote(assessment),
        table=lambda: tables.baselines(assessment),
        table_name="compared",
    )


def workload_card(assessment: Assessment) -> None:
    """Draw the card of events found and missed, depending on the number of conversations per week."""
    if not assessment.rooms or assessment.threshold is None:
        return
    with cards.card("How many conversations a week?", key="room") as card:
        choices = [row.conversations for row in assessment.rooms]
        chosen = st.segmented_control(
            "Conversations a week", choices, default=assessment.threshold.room, key="room", required=True
        )
        chosen = chosen or assessment.threshold.room
        card.text(*workload_text.lead(assessment, chosen))
        card.footnote(workload_text.footnote(assessment, chosen))
        card.table(lambda: tables.capacities(assessment), name="conversations")


def fairness_card(context: Context, assessment: Assessment, stamp: int) -> None:
    """Draw the card of the model's calibration by site, programme and age group."""
    with cards.card("Is it fair to everybody?", key="fair") as card:
        figure = answer_cache.get_figure(
            context, coefficient_plot.groups, early.assessment_of, outcome=assessment.outcome, stamp=stamp
        )
        if figure is not None:
            card.chart(figure, alt=evaluation_text.fair(assessment))
        card.footnote(evaluation_text.fair(assessment))
        if figure is not None:
            card.table(lambda: tables.groups(assessment), name="groups")


def training_data_card(assessment: Assessment) -> None:
    """Draw the card with the numbers of episodes used and not used to train the model."""
    with cards.card("Who is in it?", key="in") as card:
        card.facts(tables.funnel(assessment))
        card.footnote(evaluation_text.funnel_footnote(assessment))


def what_if_card(assessment: Assessment, landmark: int) -> None:
    """Draw the card with sliders to describe an imaginary client and see the model's prediction."""
    with cards.card("Try it", key="try") as card:
        cards.footnote(gettext("A client made up, after session {landmark}.").format(landmark=landmark))
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
        card.text(text.tried(assessment, row, landmark))


context = page_context.require_page("early_warning")
stamp = model_store.mtime_ns(context.data_version)
outcome, assessment, landmark = controls(context, stamp)
cards.lead(
    *(
        text.lead(assessment, landmark)
        if assessment
        else text.not_there(early.missing_reason(context.data_version))
    )
)
if assessment is None:
    model_pending(context, stamp)
    practice_switch.card(context)
    st.stop()
if assessment.tier == PROVISIONAL:
    empty_states.info_bar(text.provisional(assessment))
for alarm in assessment.alarms if assessment.shown else assessment.alarms[1:]:
    empty_states.info_bar(alarm.sentence)
has_events_to_wait_for = assessment.needed is None and not is_code(assessment.why, "too_few_others")
if assessment.tier == NONE and has_events_to_wait_for and assessment.events is not None:
    empty_states.progress(*text.progress(assessment))
if assessment.shown:
    if outcome == "poor_outcome":
        cards.footnote(text.mostly_ors(assessment))
    left, right = st.columns(2, gap="medium")
    with left:
        flags_card(assessment, landmark)
        inputs_card(context, assessment, landmark, stamp)
        workload_card(assessment)
        what_if_card(assessment, landmark)
    with right:
        calibration_card(context, assessment, stamp)
        baselines_card(context, assessment, stamp)
        fairness_card(context, assessment, stamp)
        training_data_card(assessment)
else:
    left, right = st.columns(2, gap="medium")
    with left:
        training_data_card(assessment)
    with right:
        calibration_card(context, assessment, stamp)
model_card.card(context, outcome)
practice_switch.card(context)
