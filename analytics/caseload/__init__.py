"""Caseload: open clients in tiers made by visible rules."""

from analytics.caseload.caseload import TIERS, caseload
from analytics.caseload.results import Caseload, CaseloadClient, Reason

__all__ = ["TIERS", "Caseload", "CaseloadClient", "Reason", "caseload"]
