"""One client: the timeline of an episode."""

from analytics.client.results import Timeline
from analytics.client.timeline import timeline

__all__ = ["Timeline", "timeline"]
