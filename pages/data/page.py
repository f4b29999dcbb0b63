"""Data & import page: import of exports, rows left out, and missing forms; shows no scores."""

import streamlit as st

from analytics import ingest, outcomes, quality
from analytics.messages import gettext
from analytics.quality.results import Quality
from pages.data import (
    backup_card,
    completeness_chart,
    encryption_card,
    erase_client,
    identities,
    import_changes,
    import_memory,
    import_preview,
    import_report,
    import_state,
    missing_forms_chart,
    reconciliation,
    text,
)
from pages.shell import answer_cache, import_session, page_context, signed_in, start_key
from pages.shell.page_context import Context
from pages.ui import cards, empty_states, formatting, standing_text
from pages.ui.selection_text import number_of, weeks

FORMS = {"SRS": "srs", "ORS": "ors"}
WEEKS = 12


def import_card(context: Context) -> None:
    """Draw the import card: file upload, preview, questions about the files, import."""
    with cards.card("Import an export", key="import"):
        if signed_in.needs_key(context.folder.practice):
            cards.text(start_key.NEEDED)
            return
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
            on_change=import_session.hide_report,
        )
        cards.footnote(
            "A table as CSV or a spreadsheet, or a zip of them, up to 200 MB. We never change your file: rows we "
            "cannot use are left out and listed."
        )
        placeholder = st.empty()
    if not files:
        return
    report = import_state.dry_run(context, files, lambda words, share: placeholder.progress(share, words))
    placeholder.empty()
    if bar := import_preview.show(report):
        import_session.remember(
            import_state.run(context, files, lambda words, share: bar.progress(share, words))
        )
        import_state.show_own(context)
        st.rerun()
    ingest.make_ready()


def completeness_card(context: Context, answer: Quality) -> None:
    """Draw the card with the share of sessions that have an ORS, and an SRS, by month."""
    with cards.card("How complete are the forms?", key="complete") as card:
        has_srs = answer_cache.get(context, outcomes.holds).has_srs
        figure = answer_cache.get_figure(
            context, completeness_chart.draw, quality.quality, options={"has_srs": has_srs}, weeks=WEEKS
        )
        if figure is None:
            empty_states.pending("No session in this period.")
            return
        card.legend(("line", "w", "ORS"), *((("line", "a", "SRS"),) if has_srs else ()))
        card.y_title(
            "Forms filled in, of every 100 sessions, by quarter"
            if completeness_chart.by_quarter(answer)
            else "Forms filled in, of every 100 sessions"
        )
        card.chart(figure, alt=text.completeness_footnote(answer))
        card.footnote(text.completeness_footnote(answer))
        if not has_srs:
            card.text(standing_text.no_srs("every page that speaks of the alliance stays empty"))
        rows = answer.months
        card.table(
            lambda: {
                "Month": [formatting.month(row.month) for row in rows],
                "ORS": [formatting.in_100(row.ors) for row in rows],
                **({"SRS": [formatting.in_100(row.srs) for row in rows]} if has_srs else {}),
                "Sessions": [row.n for row in rows],
            },
            name="completeness",
        )


def missing_forms_card(context: Context, answer: Quality) -> None:
    """Draw the card with the number of missing forms by therapist and week; shows no scores."""
    when = weeks(WEEKS, context.data_version.data_date)
    with cards.card(gettext("Which forms are missing in {when}?").format(when=when), key="missing") as card:
        if answer.missing_forms_why or not answer.missing_forms:
            empty_states.pending(answer.missing_forms_why or "No session in these weeks.")
            return
        has_srs = answer_cache.get(context, outcomes.holds).has_srs
        form = "ors"
        if has_srs:
            form = FORMS.get(
                st.segmented_control("Form", tuple(FORMS), default="SRS", key="form", required=True), form
            )
        how = text.missing_footnote(answer, form)
        if text.missing_count(answer, form):
            figure = answer_cache.get_figure(
                context, missing_forms_chart.draw, quality.quality, options={"form": form}, weeks=WEEKS
            )
            if figure is not None:
                card.chart(figure, alt=how, name=form)
            card.footnote(how)
        else:
            card.text(how)
        rows = answer.missing_forms
        card.table(
            lambda: {
                "Therapist": [missing_forms_chart.label(row.therapist, row.therapist_name) for row in rows],
                "Week of": [row.week for row in rows],
                "Sessions": [row.sessions for row in rows],
                **({"Without SRS": [row.without_srs for row in rows]} if has_srs else {}),
                "Without ORS": [row.without_ors for row in rows],
            },
            name="missing-forms",
        )
        with st.expander("Reminder to copy", key="reminder", on_change="rerun") as box:
            if box.open:
                st.code(text.reminder(answer, form, when), language=None, wrap_lines=True)


def suspicious_card(context: Context, answer: Quality) -> None:
    """Draw the card of unusual patterns in the data and of rows left out by all imports so far."""
    with cards.card("What else affects the numbers?", key="odd") as card:
        has_srs = answer_cache.get(context, outcomes.holds).has_srs
        # Without any SRS every episode lacks it; that is said once, above.
        patterns = [row for row in answer.suspicious if has_srs or row.pattern != "no_srs"]
        if not patterns and not answer.quarantine:
            card.text(answer.quarantine_why or "Nothing unusual was found.")
        card.bullets([f"**{row.label}:** {number_of(row.n, answer)}. {row.effect}" for row in patterns])
        if answer.quarantine:
            card.text("Rows left out or skipped, over all deliveries, each counted once:")
            card.facts({row.label: formatting.count(row.n) for row in answer.quarantine})


context = page_context.require_page("data")
answer = answer_cache.get(context, quality.quality, weeks=WEEKS) if context.version else None
loaded = context.version.n_sessions if context.version else None
cards.lead(*text.lead(answer, loaded))
report = None if context.demo else import_state.remembered(context)
if report:
    import_report.show(context, report)
if context.viewer.may_import:
    import_card(context)
identities.show(context)
if answer is not None:
    completeness_card(context, answer)
    missing_forms_card(context, answer)
    suspicious_card(context, answer)
reconciliation.show(context)
import_changes.card(context)
import_memory.card(context)
import_report.history(context)
backup_card.card(context)
encryption_card.card(context)
erase_client.card(context)
