"""One client: the timeline of an episode, and the search for a client by code."""

from analytics.client.finding import ClientMatch, find
from analytics.client.results import Timeline
from analytics.client.timeline import timeline

__all__ = ["ClientMatch", "Timeline", "find", "timeline"]
