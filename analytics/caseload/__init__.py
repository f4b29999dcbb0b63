"""Caseload: open clients, sorted into tiers by the caseload rules."""

from analytics.caseload.caseload import TIERS, caseload
from analytics.caseload.results import Caseload, CaseloadClient, Reason

__all__ = ["TIERS", "Caseload", "CaseloadClient", "Reason", "caseload"]
