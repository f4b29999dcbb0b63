"""Hand-written Evidence answers, with claims of every verdict, to test charts and sentences."""

from __future__ import annotations

from analytics.evidence import verdict_words
from analytics.evidence.claims import TEXTS, entries
from analytics.evidence.results import Claim, Evidence, Finding
from analytics.evidence.truth import Truth, Truths
from analytics.filters import Filters
from tests.pages.made_up import SHARED

GIVEN = {
    "alliance": (
        Finding(estimate=0.31, interval=(0.22, 0.40), n=400, what="early SRS and last ORS"),
        "agrees",
    ),
    "therapist_part": (
        Finding(estimate=0.4, interval=(-0.6, 1.4), n=400, what="between less within", unit="slope"),
        "too_early",
    ),
    "early": (Finding(estimate=0.1, interval=(0.02, 0.18), n=400, what="early SRS"), "differs"),
    "orientation": (
        Finding(estimate=-1.2, interval=(-4.2, 1.8), n=400, what="A less B", unit="orsdiff", band=1.7),
        "too_early",
    ),
    "therapists": (
        Finding(estimate=0.04, interval=(0.0, 0.12), n=400, what="share", unit="share"),
        "too_early",
    ),
}


def evidence() -> Evidence:
    """Return an Evidence answer with nine claims, of which some have a figure."""
    lacks = "Cannot be tested here: this export has no column for fidelity to the method."
    nothing = Finding(estimate=None, interval=None, n=0, why=lacks, what="nothing")
    claims = []
    for entry in entries():
        ours, word = GIVEN.get(entry.key, (nothing, "cannot_be_tested"))
        claims.append(
            Claim(
                key=entry.key, published=entry.published, ours=ours, verdict=word, why=ours.why or "Our range says so.",
                verdict_words=verdict_words.words(word, entry.published.settings is not None),
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
    """Return estimates and true values of three therapists; one interval misses the true value."""
    rows = (
        Truth(measure="early_alliance", therapist="T01", estimate=0.2, interval=(-0.6, 1.0), truth=0.1, n=40),
        Truth(
            measure="early_alliance", therapist="T02", estimate=-0.9, interval=(-1.5, -0.3), truth=-2.0, n=80
        ),
        Truth(measure="early_alliance", therapist="T03", estimate=0.4, interval=(-0.2, 1.1), truth=0.5, n=60),
        Truth(measure="unplanned", therapist="T01", estimate=1.0, interval=(-6.0, 9.0), truth=0.0, n=60),
        Truth(measure="area:goals", therapist="T01", estimate=0.0, interval=(-0.1, 0.1), truth=0.0, n=40),
        Truth(measure="within", therapist=None, estimate=0.7, interval=(0.5, 0.9), truth=1.2, n=400),
        Truth(measure="between", therapist=None, estimate=1.3, interval=(-0.1, 2.8), truth=1.2, n=400),
    )
    return Truths(**SHARED, filters=Filters(episodes="closed"), n=len(rows), rows=rows)
