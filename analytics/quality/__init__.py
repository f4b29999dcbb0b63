"""How much of the data can be used, what is missing and what looks odd; no scores."""

from analytics.quality.quality import quality
from analytics.quality.results import Quality

__all__ = ["Quality", "quality"]
