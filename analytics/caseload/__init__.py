"""The caseload: which open clients need a thought before the next session, by rules anybody can check."""

from analytics.caseload.caseload import caseload
from analytics.caseload.results import Caseload, CaseloadClient, Reason

__all__ = ["Caseload", "CaseloadClient", "Reason", "caseload"]
