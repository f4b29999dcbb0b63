"""Hand-made evidence: claims of every verdict and estimates beside a truth, for strips, charts and sentences."""

from __future__ import annotations

from analytics.evidence.claims import TEXTS, entries
from analytics.evidence.results import Claim, Evidence, Finding
from analytics.evidence.truth import Truth, Truths
from analytics.filters import Filters
from tests.pages.made_up import SHARED

GIVEN = {
    "alliance": (Finding(0.31, (0.22, 0.40), 400, what="early SRS and last ORS"), "agrees"),
    "therapist_part": (Finding(0.4, (-0.6, 1.4), 400, what="between less within", unit="slope"), "too_early"),
    "early": (Finding(0.1, (0.02, 0.18), 400, what="early SRS"), "differs"),
    "orientation": (Finding(-1.2, (-4.2, 1.8), 400, what="A less B", unit="orsdiff", band=1.7), "too_early"),
    "therapists": (Finding(0.04, (0.0, 0.12), 400, what="share", unit="share"), "too_early"),
}


def evidence() -> Evidence:
    """Nine claims: some with a figure, the others without."""
    lacks = "Cannot be tested here: this export has no column for fidelity to the method."
    nothing = Finding(None, None, 0, lacks, what="nothing")
    claims = []
    for entry in entries():
        ours, word = GIVEN.get(entry.key, (nothing, "cannot_be_tested"))
        claims.append(
            Claim(
                key=entry.key, published=entry.published, ours=ours, verdict=word, why=ours.why or "Our range says so.",
                also=(ours,) if ours.estimate is not None else (), **{name: entry.text(name) for name in TEXTS},
            )
        )  # fmt: skip
    counts = {word: sum(claim.verdict == word for claim in claims) for word in
              ("agrees", "too_early", "differs", "cannot_be_tested")}  # fmt: skip
    return Evidence(
        **SHARED, filters=Filters(episodes="closed"), n=412, claims=tuple(claims), counts=counts,
        question="Can this relationship hold the change we're after?", common_factors="Shared parts.", explained=0.0961,
    )  # fmt: skip


def truths() -> Truths:
    """Three therapists and the practice; one range misses its truth; nothing about outcome."""
    rows = (
        Truth("early_alliance", "T01", 0.2, (-0.6, 1.0), 0.1, 40),
        Truth("early_alliance", "T02", -0.9, (-1.5, -0.3), -2.0, 80),
        Truth("early_alliance", "T03", 0.4, (-0.2, 1.1), 0.5, 60),
        Truth("unplanned", "T01", 1.0, (-6.0, 9.0), 0.0, 60),
        Truth("area:goals", "T01", 0.0, (-0.1, 0.1), 0.0, 40),
        Truth("within", None, 0.7, (0.5, 0.9), 1.2, 400),
        Truth("between", None, 1.3, (-0.1, 2.8), 1.2, 400),
    )
    return Truths(**SHARED, filters=Filters(episodes="closed"), n=len(rows), rows=rows)
