"""Caseload: open clients, sorted by the caseload rules into tiers of urgency, such as `talk_first`."""

from analytics.caseload.caseload import TIERS, caseload
from analytics.caseload.results import Caseload, CaseloadClient, Reason
from analytics.caseload.since_last import SinceLast, since_last

__all__ = ["TIERS", "Caseload", "CaseloadClient", "Reason", "SinceLast", "caseload", "since_last"]
