"""How much of the data can be used, and what is odd in it."""

from analytics.quality.quality import quality
from analytics.quality.results import Quality

__all__ = ["Quality", "quality"]
