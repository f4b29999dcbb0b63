"""Outcomes of a practice: clients' change and endings, compared over time and with published figures."""

from analytics.outcomes.available_data import Holds, holds
from analytics.outcomes.filter_values import Choices, Therapist, choices
from analytics.outcomes.outcomes import outcomes
from analytics.outcomes.overview import overview
from analytics.outcomes.results import Outcomes, Overview

__all__ = [
    "Choices",
    "Holds",
    "Outcomes",
    "Overview",
    "Therapist",
    "choices",
    "holds",
    "outcomes",
    "overview",
]
