"""Data quality: how much can be used, odd patterns, and what the latest delivery lacks."""

from analytics.quality.quality import quality
from analytics.quality.results import Quality

__all__ = ["Quality", "quality"]
