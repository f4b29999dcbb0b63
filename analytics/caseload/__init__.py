"""The caseload: open clients, in groups made by rules that everybody can read."""

from analytics.caseload.caseload import TIERS, caseload
from analytics.caseload.results import Caseload, CaseloadClient, Reason

__all__ = ["TIERS", "Caseload", "CaseloadClient", "Reason", "caseload"]
