"""Alliance results: association of the SRS with outcome, and drops and repairs of the SRS in an episode."""

from analytics.alliance.alliance import alliance
from analytics.alliance.results import Alliance

__all__ = ["Alliance", "alliance"]
