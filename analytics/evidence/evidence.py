"""Results of `show evidence`: the practice's figures beside published findings, claim by claim."""

from __future__ import annotations

from analytics import endings, peer_rounding
from analytics.access import Scope
from analytics.alliance import decomposition, early
from analytics.answers import common, unavailable
from analytics.concurrency import submit
from analytics.evidence import claim_estimate, findings, therapist_share, verdict_words
from analytics.evidence.claim_estimate import ClaimEstimate
from analytics.evidence.claims import TEXTS, Entry, entries, words
from analytics.evidence.next_session import next_session
from analytics.evidence.results import VERDICTS, Claim, Evidence, Published
from analytics.filters import Filters
from analytics.outcomes import peer_suppression
from analytics.outcomes.available_data import holds
from analytics.outcomes.own_clients import may_select, sees_every_client
from analytics.outcomes.peer_suppression import Selection
from analytics.store import Warehouse
from analytics.therapists import case_mix
from analytics.why import why


def evidence(warehouse: Warehouse, scope: Scope, filters: Filters) -> Evidence:
    """Test each claim on a selection: where practices fall, the practice's figure, and a verdict.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Selection; open episodes are never used, and the claim about the next session covers all data.

    Returns
    -------
    Evidence
        n: ended episodes of the selection; `why` is set if nothing can be shown.

    Notes
    -----
    `findings` computes, `verdicts` says how our range and that of single practices become a word, `price` how
    large a practice must be to notice that nothing is there. Ranges are 95 %. Nine claims are looked at
    together. Small counts and orientations of few therapists are hidden from those who may not see the whole
    practice.

    References
    ----------
    Each claim's own, in `claims.toml`; figures were read there, the ones that were not are left out.
    """
    chosen = peer_suppression.selection(warehouse, scope, filters)
    if chosen.why:
        return unavailable(Evidence, chosen.why, shared=common(warehouse.version, chosen.filters, 0))
    return peer_rounding.handed_out(_of_selection(warehouse, scope, chosen), not may_select(warehouse, scope))


def _of_selection(warehouse: Warehouse, scope: Scope, chosen: Selection) -> Evidence:
    """Test each claim, after the check that this viewer may see totals of the selection."""
    small = warehouse.version.definitions.small_numbers
    below = small.suppress_below if chosen.restricted else 0
    at_least = small.min_colleagues if chosen.rounded else 0
    repairs = submit(warehouse.arrays, "repair_rows", scope=scope, filters=chosen.filters)
    compared = submit(_cells, warehouse, scope, chosen.filters)
    rows = early.read(warehouse, scope, chosen.filters)
    split = decomposition.of_rows(warehouse.version, chosen.filters, rows, below)
    published = {entry.key: entry.published for entry in entries()}
    estimates = {
        "alliance": findings.alliance(rows, published["alliance"], below),
        "therapist_part": findings.therapist_part(split, rows),
        "early": findings.sessions_3_to_5(rows, published["early"], below),
        "orientation": findings.by_orientation(rows, at_least),
        "fidelity": findings.by_fidelity(rows),
        "repair": findings.repair(repairs.result(), published["repair"], below),
        "next_session": next_session(warehouse, scope),
        "feedback": findings.feedback(
            endings.not_recorded(warehouse.version, not sees_every_client(warehouse, scope))
        ),
        "therapists": _therapists(
            warehouse, scope, chosen.filters, compared.result(), published["therapists"]
        ),
    }
    if not holds(warehouse, scope).has_srs:
        estimates |= _without_srs(estimates)
    claims = tuple(_claim(entry, estimates[entry.key]) for entry in entries())
    r = estimates["alliance"].ours.estimate
    return Evidence(
        **common(
            warehouse.version,
            chosen.filters,
            rows.left_out["ended"],
            decomposition.left_out(rows, below),
            below,
        ),
        why=None
        if rows.left_out["ended"]
        else why("no_ended_episode", "filters", _filters=chosen.filters.describe()),
        claims=claims,
        counts={word: sum(claim.verdict == word for claim in claims) for word in VERDICTS},
        question=words("question"),
        common_factors=words("common_factors"),
        explained=None if r is None else r * r,
    )


def _without_srs(estimates: dict[str, ClaimEstimate]) -> dict[str, ClaimEstimate]:
    """Return replacement results for claims about the SRS, by key, for a practice without SRS forms.

    More data would not help such a practice. A claim that already has a reason why it cannot be tested keeps
    that reason.
    """
    need = ("alliance", "therapist_part", "early", "orientation", "fidelity", "repair", "next_session")
    ours = {key: estimates[key].ours for key in need if estimates[key].verdict != "cannot_be_tested"}
    replaced = {
        key: claim_estimate.not_estimable(
            claim_estimate.NO_SRS, one.unit, one.what, "cannot_be_tested", n=one.n
        )
        for key, one in ours.items()
    }
    return replaced | {
        "feedback": claim_estimate.not_estimable(
            claim_estimate.NOBODY_ASKED, "d", "no comparison", "cannot_be_tested"
        )
    }


def _cells(warehouse: Warehouse, scope: Scope, filters: Filters) -> tuple[tuple[str, ...], list[dict]]:
    """Query sums of ORS change per therapist and case mix; return the covariates' names and the rows."""
    mix = warehouse.version.definitions.case_mix
    allow_for = tuple(mix.covariates) + (("site",) if mix.site else ())
    by = {f"by_{column}": column in allow_for for column in case_mix.GROUPINGS}
    closed = filters.replace(episodes="closed")
    rows = warehouse.query(
        "therapist_cells",
        scope=scope,
        filters=closed,
        measure="change",
        shares=False,
        by_half_year=False,
        **by,
    )
    return allow_for, rows.dicts()


def _therapists(
    warehouse: Warehouse,
    scope: Scope,
    filters: Filters,
    compared: tuple[tuple[str, ...], list[dict]],
    published: Published,
) -> ClaimEstimate:
    """Test the claim on differences between therapists, or return why it cannot be tested."""
    allow_for, rows = compared
    if not rows and _nobody_named(warehouse, scope, filters):
        return claim_estimate.not_estimable(
            claim_estimate.NO_THERAPIST, "share", "share between therapists", "cannot_be_tested"
        )
    return therapist_share.therapists(rows, allow_for, published)


def _nobody_named(warehouse: Warehouse, scope: Scope, filters: Filters) -> bool:
    """Return whether the selection has episodes but none with a named therapist."""
    keys = warehouse.query("contributions", scope=scope, filters=filters).dicts()
    return bool(keys) and all(row["therapist_key"] == 0 for row in keys)


def _claim(entry: Entry, estimate: ClaimEstimate) -> Claim:
    """Build the result row of one claim."""
    texts = {name: entry.text(name) for name in TEXTS}
    return Claim(
        key=entry.key,
        published=entry.published,
        ours=estimate.ours,
        verdict=estimate.verdict,
        why=estimate.why,
        also=estimate.also,
        verdict_words=verdict_words.words(estimate.verdict, entry.published.settings is not None),
        price=estimate.price,
        **texts,
    )
