"""Caseload: open clients, sorted by the caseload rules into tiers of urgency, such as `talk_first`."""

from analytics.caseload.caseload import TIERS, caseload
from analytics.caseload.results import Caseload, CaseloadClient, Reason

__all__ = ["TIERS", "Caseload", "CaseloadClient", "Reason", "caseload"]
