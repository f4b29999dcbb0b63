"""Research claims behind the product, tested on the practice's own data."""

from analytics.evidence.evidence import evidence
from analytics.evidence.results import VERDICTS, Claim, Evidence, Finding, Published

__all__ = ["VERDICTS", "Claim", "Evidence", "Finding", "Published", "evidence"]
