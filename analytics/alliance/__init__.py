"""The alliance: whether it goes with outcome, and drops and repairs of the SRS against the client's own course."""

from analytics.alliance.alliance import alliance
from analytics.alliance.results import Alliance

__all__ = ["Alliance", "alliance"]
