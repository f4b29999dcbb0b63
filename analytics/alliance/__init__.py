"""The alliance: its association with outcome, and drops and repairs of the SRS within a client's course."""

from analytics.alliance.alliance import alliance
from analytics.alliance.results import Alliance

__all__ = ["Alliance", "alliance"]
