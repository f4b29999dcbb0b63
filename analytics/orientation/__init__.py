"""Orientation and fidelity: do they say more about how clients end up than the alliance does?"""

from analytics.orientation.fidelity import fidelity
from analytics.orientation.orientation import orientation
from analytics.orientation.results import Difference, Fidelity, Orientation

__all__ = ["Difference", "Fidelity", "Orientation", "fidelity", "orientation"]
