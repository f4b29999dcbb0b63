"""How much of the data can be used, what is odd in it, and what the latest delivery lacks of it."""

from analytics.quality.quality import quality
from analytics.quality.results import Quality

__all__ = ["Quality", "quality"]
