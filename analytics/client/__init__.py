"""One client's episode as it went."""

from analytics.client.results import Timeline
from analytics.client.timeline import timeline

__all__ = ["Timeline", "timeline"]
