"""Prespecified reports: measures chosen before a period begins, and always printed all."""

from analytics.notes.prespecified import ChosenMeasure, Prespecified
from analytics.prespecified.choices import (
    ChoiceRefused,
    choose,
    may_choose,
    missing,
    offered,
    record,
    visible,
    withdraw,
)
from analytics.prespecified.measures import MEASURES
from analytics.prespecified.report import report
from analytics.prespecified.results import PrespecifiedReport

__all__ = [
    "MEASURES",
    "ChoiceRefused",
    "ChosenMeasure",
    "Prespecified",
    "PrespecifiedReport",
    "choose",
    "may_choose",
    "missing",
    "offered",
    "record",
    "report",
    "visible",
    "withdraw",
]
