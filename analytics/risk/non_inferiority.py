"""Comparison of the early-warning model with a simpler prediction: better, as good, or too few clients to say."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.risk.results import BaselineRow
from analytics.why import Why, is_code, why

BETTER, AS_GOOD, NOT_TOLD = "model_better", "simpler_as_good", "too_few_to_compare"


def margin(points: float) -> float:
    """Return the difference of Brier scores that counts as none.

    Parameters
    ----------
    points : float
        Root mean square by which the model moves clients' figures from those of the simpler prediction, in
        100: the rule `early_warning.margin`.

    Returns
    -------
    float

    Notes
    -----
    For true probabilities p and coarser ones q = E[p | what the simpler prediction knows], the Brier score of
    q less that of p is E[(p - q)^2], the mean square of the move (resolution, Murphy 1973).
    """
    return (points / 100) ** 2


def compared(name: str, baselines: Sequence[BaselineRow], auc: float | None, points: float) -> Why:
    """Return whether the model is better than a simpler prediction, as code and sentence.

    Parameters
    ----------
    name : str
        `rule` or `ors_only`.
    baselines : sequence of BaselineRow
        Simpler predictions on the later clients; empty without later clients.
    auc : float or None
        AUC of the model on the same clients.
    points : float
        See `margin`.

    Returns
    -------
    Why
        BETTER: the 95 % range of the simpler prediction's Brier score less the model's lies above 0.
        AS_GOOD: it does not, and ends under the margin. NOT_TOLD: anything else; that no difference is seen
        does not prove that there is none.
    """
    simpler = next((one for one in baselines if one.name == name), None)
    if simpler is not None and simpler.interval[0] > 0:
        return why(BETTER, name)
    if simpler is not None and simpler.interval[1] < margin(points):
        return why(AS_GOOD, name, points=points)
    if simpler is None or simpler.auc is None or auc is None:
        return why(NOT_TOLD, name)
    said = {"_model": f"{100 * auc:.0f}", "_simpler": f"{100 * simpler.auc:.0f}"}
    return why(NOT_TOLD, f"{name}_figures", model=auc, simpler=simpler.auc, **said)


def is_as_good(found: Why | None) -> bool | None:
    """Return whether the simpler prediction is as good as the model; None where nothing was compared."""
    return None if found is None else is_code(found, AS_GOOD)
