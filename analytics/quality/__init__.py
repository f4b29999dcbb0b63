"""Data quality: completeness, suspicious patterns, and what the latest delivery no longer contains."""

from analytics.quality.quality import quality
from analytics.quality.results import Quality

__all__ = ["Quality", "quality"]
