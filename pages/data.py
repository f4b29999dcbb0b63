"""Data & import: bring an export in, see what was left out and why, see which forms are missing. No scores here."""

import streamlit as st

from analytics import ingest, outcomes, quality
from pages.parts import (
    answers,
    cards,
    guard,
    import_look,
    import_report,
    importing,
    states,
    wording,
    wording_holds,
)
from pages.parts import wording_data as say
from pages.parts.charts import completeness, matrix

FORMS = {"SRS": "srs", "ORS": "ors"}
WEEKS = 12


def bring_in(context) -> None:
    """Drop files, look at what was understood, settle what is open, import."""
    with cards.card("Import an export", key="import"):
        if context.demo:
            cards.text(
                "What you import starts **your own, empty practice**. Nothing of the made-up practice is mixed in."
            )
        round_ = st.session_state.setdefault("import_round", 0)
        files = st.file_uploader(
            "Files that belong together: one export, or several of the same practice",
            type=list(ingest.KINDS),
            accept_multiple_files=True,
            key=f"files-{round_}",
            on_change=importing.put_away,
        )
        cards.how(
            "A table as CSV or a spreadsheet, or a zip of them, up to 200 MB. We never change your file: rows we "
            "cannot use are left out and listed."
        )
        place = st.empty()
    if not files:
        return
    report = importing.look(context, files, lambda words, share: place.progress(share, words))
    place.empty()
    if bar := import_look.show(report):
        importing.remember(importing.run(context, files, lambda words, share: bar.progress(share, words)))
        importing.show_own(context)
        st.rerun()
    ingest.make_ready()


def complete(context, answer) -> None:
    """How complete forms are by month."""
    with cards.card("How complete are the forms?", key="complete") as card:
        figure = answers.figure(context, completeness.draw, quality.quality, weeks=WEEKS)
        if figure is None:
            states.later("No session in this period.")
            return
        card.legend(("line", "w", "ORS"), ("line", "a", "SRS"))
        card.y_title("Forms filled in, of every 100 sessions")
        card.chart(figure, alt=say.completeness_how(answer))
        card.how(say.completeness_how(answer))
        if not answers.of(context, outcomes.holds).has_srs:
            card.text(wording_holds.no_srs("every page that speaks of the alliance stays empty"))
        rows = answer.months
        card.table(
            lambda: {
                "Month": [wording.month(row.month) for row in rows],
                "ORS": [wording.in_100(row.ors) for row in rows],
                "SRS": [wording.in_100(row.srs) for row in rows],
                "Sessions": [row.n for row in rows],
            },
            name="completeness",
        )


def missing(context, answer) -> None:
    """Which forms are missing, by therapist and week, without scores."""
    with cards.card(f"Which forms are missing? The last {WEEKS} weeks", key="missing") as card:
        if answer.missing_forms_why or not answer.missing_forms:
            states.later(answer.missing_forms_why or "No session in these weeks.")
            return
        forms = FORMS if answers.of(context, outcomes.holds).has_srs else {"ORS": "ors"}
        first = next(iter(forms))
        form = forms.get(st.segmented_control("Form", tuple(forms), default=first, key="form", required=True), "ors")
        figure = answers.figure(context, matrix.draw, quality.quality, options={"form": form}, weeks=WEEKS)
        how = say.missing_how(answer, form)
        card.chart(figure, alt=how, name=form)
        card.how(how)
        rows = answer.missing_forms
        card.table(
            lambda: {
                "Therapist": [matrix.label(row.therapist, row.therapist_name) for row in rows],
                "Week of": [row.week for row in rows],
                "Sessions": [row.sessions for row in rows],
                "Without SRS": [row.without_srs for row in rows],
                "Without ORS": [row.without_ors for row in rows],
            },
            name="missing-forms",
        )
        with st.expander("Reminder to copy", key="reminder", on_change="rerun") as box:
            if box.open:
                st.code(say.reminder(answer, form), language=None, wrap_lines=True)


def odd(context, answer) -> None:
    """Patterns worth a look and rows left out over all deliveries."""
    with cards.card("What else affects the numbers?", key="odd") as card:
        has_srs = answers.of(context, outcomes.holds).has_srs
        # Without any SRS every episode lacks it; that is said once, above.
        patterns = [row for row in answer.suspicious if has_srs or row.pattern != "no_srs"]
        if not patterns and not answer.quarantine:
            card.text(answer.quarantine_why or "Nothing unusual was found.")
        card.bullets([f"**{row.label}:** {wording.count(row.n)}. {row.effect}" for row in patterns])
        if answer.quarantine:
            card.text("Rows left out or skipped, over all deliveries:")
            card.facts({row.label: wording.count(row.n) for row in answer.quarantine})


context = guard.enter("data")
answer = answers.of(context, quality.quality, weeks=WEEKS) if context.version else None
cards.lead(*say.lead(answer, context.version.n_sessions if context.version else None))
report = None if context.demo else importing.remembered(context)
if report:
    import_report.show(context, report)
if context.viewer.may_import:
    bring_in(context)
if answer is not None:
    complete(context, answer)
    missing(context, answer)
    odd(context, answer)
import_report.history(context)
