"""Model card of the early warning as a report."""

from __future__ import annotations

from analytics.messages import gettext
from analytics.risk import card, model_store
from pages.early_warning import model_card_document
from pages.report.request import NothingToPrint, Printed, ReportRequest


def build(request: ReportRequest) -> Printed:
    """Return the model card for the default outcome of the early warning, as a report.

    Raises
    ------
    NothingToPrint
        The early warning is switched off, or has no model of these data.
    """
    models = None if model_store.is_off(request.version) else model_store.read(request.version)
    if models is None:
        raise NothingToPrint(gettext("There is no early-warning model of these data."))
    rules = request.definitions
    sections = card.card(models, rules.early_warning.outcome, rules.small_numbers.suppress_below)
    return Printed(model_card_document.document(sections, request.version, demo=request.demo))
