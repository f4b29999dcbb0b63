"""Simulated practices for the claims of the evidence page, with known correlations and shares between therapists."""

from __future__ import annotations

import math

import numpy as np

from analytics.alliance.early import Early
from analytics.evidence import claims, findings, therapist_share
from analytics.evidence.claim_estimate import ClaimEstimate
from tests.support import simulate_therapists

PER_THERAPIST = 40
ICC_ALLIANCE, ICC_OUTCOME = 0.08, 0.05
SETTINGS_SD = 0.10  # of true correlations between ordinary practices, on Fisher z
PUBLISHED = {entry.key: entry.published for entry in claims.entries()}
# SRS and ORS end at 40, so latent correlations are a little larger than those of the forms: .295 shows as .283.
LATENT = {"alliance": 0.295, "early": 0.29, "repair": 0.37}


def therapists(n: int, per_therapist: int = PER_THERAPIST) -> np.ndarray:
    """Return the therapist of each of n clients, from 1, eight therapists at least."""
    count = max(8, n // per_therapist)
    return np.arange(n) % count + 1


def latent(rng: np.random.Generator, therapist: np.ndarray, icc: float) -> np.ndarray:
    """Draw standard normal values of which a share `icc` of the variance lies between therapists."""
    level = rng.normal(0, math.sqrt(icc), therapist.max() + 1)
    return level[therapist] + rng.normal(0, math.sqrt(1 - icc), therapist.size)


def setting(rng: np.random.Generator, key: str) -> float:
    """Draw the latent correlation of an ordinary practice about the published one."""
    return math.tanh(rng.normal(math.atanh(LATENT[key]), SETTINGS_SD))


def correlation_claim(
    rng: np.random.Generator,
    key: str,
    n: int,
    r: float,
    per_therapist: int = PER_THERAPIST,
    iccs: tuple[float, float] = (ICC_ALLIANCE, ICC_OUTCOME),
) -> ClaimEstimate:
    """Test `alliance`, `early` or `repair` in a practice of n clients whose latent correlation is r.

    The first ORS goes with the last (.5) and, less, with the alliance (.15); r is the correlation given the
    first ORS for `early` and `repair`. iccs: shares between therapists of the alliance and of outcome.
    """
    therapist = therapists(n, per_therapist)
    a, b = latent(rng, therapist, iccs[0]), latent(rng, therapist, iccs[1])
    end = r * a + math.sqrt(1 - r * r) * b
    intake = rng.normal(size=n)
    if key != "alliance":
        end, a = 0.5 * intake + math.sqrt(0.75) * end, 0.15 * intake + math.sqrt(1 - 0.15**2) * a
    start, last = np.clip(18 + 7 * intake, 0, 40), np.clip(25 + 8 * end, 0, 40)
    if key == "repair":
        columns = {"repaired": a > -0.3, "y": last, "z": start, "therapist_key": therapist}
        return findings.repair(columns, PUBLISHED[key], 0)
    rows = Early(
        therapist=therapist,
        alliance=np.minimum(37.5 + 3 * a, 40),
        start=start,
        end=last,
        so_far=start + 0.4 * (last - start) + rng.normal(0, 4, n),
        site=np.full(n, "", object),
        orientation=np.full(n, None, dtype=object),
        fidelity=np.full(n, np.nan),
        tied=np.zeros(n, dtype=bool),
        left_out={},
    )
    test = findings.alliance if key == "alliance" else findings.sessions_3_to_5
    return test(rows, PUBLISHED[key], 0)


def share_claim(
    rng: np.random.Generator, n: int, icc: float, per_therapist: int = PER_THERAPIST
) -> ClaimEstimate:
    """Test `therapists` in a practice of n clients with a share `icc` of the variance between therapists."""
    therapist = np.arange(n) % max(10, n // per_therapist)
    u = rng.normal(0, 7 * math.sqrt(icc / (1 - icc)), therapist.max() + 1) if icc else np.zeros(n)
    x = rng.normal(18, 7, n)
    y = 10 + 0.5 * x + u[therapist] + rng.normal(0, 7, n)
    rows = simulate_therapists.cells(
        {"therapist": therapist + 1, "site": np.zeros(n, dtype=int), "x": x, "y": y}, False
    )
    return therapist_share.therapists(rows, ("intake",), PUBLISHED["therapists"])
