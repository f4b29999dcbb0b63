"""Therapy orientation and fidelity: whether they predict outcome beyond the alliance."""

from analytics.orientation.fidelity import fidelity
from analytics.orientation.orientation import orientation
from analytics.orientation.results import Difference, Fidelity, Orientation

__all__ = ["Difference", "Fidelity", "Orientation", "fidelity", "orientation"]
