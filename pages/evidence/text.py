"""Sentences of the evidence page about claims and the practice's figures."""

from __future__ import annotations

from analytics.evidence.results import Claim, Evidence, Finding
from analytics.why import is_code
from pages.ui import formatting
from pages.ui.selection_text import left_out, within
from pages.ui.standing_text import NO_SRS

VERDICTS = {
    "agrees": "agrees",
    "too_early": "too early to test",
    "differs": "differs",
    "cannot_be_tested": "cannot be tested here",
}
SIGNS = {"agrees": "●", "too_early": "○", "differs": "◆", "cannot_be_tested": "–"}
_LEAD = {
    "agrees": ("agrees with your data", "agree with your data"),
    "too_early": ("is too early to test", "are too early to test"),
    "differs": ("differs", "differ"),
    "cannot_be_tested": ("cannot be tested here", "cannot be tested here"),
}


def lead(evidence: Evidence) -> tuple[str, str]:
    """Return two texts: numbers of claims by verdict; a caution about chance."""
    counts = evidence.counts or {}
    parts = [f"{n} {_LEAD[word][n != 1]}" for word, n in counts.items() if n]
    total = sum(counts.values())
    if not counts.get("agrees") and not counts.get("differs"):
        return _untested(evidence, parts, total)
    bold = f"Of the {total} claims this product rests on, {formatting.listed(parts)}."
    stands = f"They speak of {_episodes(evidence)}."
    chance = (
        f"With {total} looks at once, a range misses its figure by chance now and then; "
        "agreeing in one practice proves nothing."
    )
    return bold, f"{stands} {chance}"


def _untested(evidence: Evidence, parts: list[str], total: int) -> tuple[str, str]:
    """Return the opening texts if no claim can be tested yet."""
    bold = (
        f"Of the {total} claims this product rests on, not one can be tested yet: {formatting.listed(parts)}."
    )
    if any(is_code(claim.why, "no_srs") for claim in evidence.claims):
        return bold, f"{NO_SRS}, and most of them need one. Each row says what its test needs."
    if not evidence.n:
        return bold, "Each row says what its test needs."
    verb = "is" if evidence.n == 1 else "are"
    return bold, f"There {verb} {_episodes(evidence)}. Each row says what its test needs."


def _episodes(evidence: Evidence) -> str:
    """Return number and period of closed episodes: `18 closed episodes in the last 12 months`."""
    return f"{formatting.plural(evidence.n, 'closed episode')} {within(evidence.filters, evidence.as_of)}"


def verdict(claim: Claim) -> str:
    """Return a claim's verdict as a symbol and words: `● agrees`."""
    return f"{SIGNS[claim.verdict]} {VERDICTS[claim.verdict]}"


def figure(finding: Finding) -> str:
    """Format a figure with its interval, `r = 0.24 (0.20 to 0.28)`, or return why it is missing."""
    if finding.estimate is None:
        return finding.why or "Not enough data yet."
    value, between = _value(finding.estimate, finding.unit), ""
    if finding.interval:
        low, high = (_plain(edge, finding.unit) for edge in finding.interval)
        between = f" (95% range {low} to {high})"
    return f"{value}{between}"


def _plain(value: float, unit: str) -> str:
    return (
        str(formatting.rounded(value * 100)) if unit == "share" else formatting.number(value, _digits(unit))
    )


def _digits(unit: str) -> int:
    return 1 if unit == "orsdiff" else 2


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return f"{_plain(value, unit)} in 100 parts"
    if unit == "r":
        return formatting.correlation(value)
    points = formatting.signed(value, _digits(unit))
    return f"{points} ORS points"


def published(claim: Claim) -> str:
    """Format a claim's published figure: `Published: r = .278`."""
    return f"Published: {claim.published.words}"


def ours(claim: Claim) -> str:
    """Format the practice's figure for a claim, `Here: r = 0.24 (...)`, or return why it is missing."""
    if claim.ours.estimate is None:
        verdict = f"{VERDICTS[claim.verdict]}: "
        said = f"{claim.why[0].lower()}{claim.why[1:]}".removeprefix(verdict)
        return f"Here: {said}"
    return f"Here: **{figure(claim.ours)}**"


def alt_text(claim: Claim) -> str:
    """Return the alternative text of a claim's interval chart: published figure, own figure, verdict."""
    said = figure(claim.ours).rstrip(".") if claim.ours.estimate is not None else "no figure"
    return f"{claim.title}: published {claim.published.words}, here {said}; {VERDICTS[claim.verdict]}"


def own_figure(claim: Claim) -> str:
    """Return the sentence on the practice's figure for a claim: definition, value, n, reason of verdict."""
    if claim.ours.estimate is None:
        return claim.why
    what = {"next_session": "pairs of sessions"}.get(claim.key, "episodes")
    name = claim.ours.what[0].upper() + claim.ours.what[1:]
    return f"{name}: **{figure(claim.ours)}**, n = {formatting.count(claim.ours.n)} {what}. {claim.why}"


def also(claim: Claim) -> list[str]:
    """Return one line for each additional figure of the practice on a claim."""
    return [f"{one.what[0].upper()}{one.what[1:]}: {figure(one)}" for one in claim.also]


def paragraphs(claim: Claim) -> list[str]:
    """Return the paragraphs at the top of a claim's details: claim, findings of studies, test, own figure."""
    return [
        claim.claim,
        f"**What studies found.** {claim.found}",
        f"**How your data tested it.** {claim.tested}",
        f"**Here.** {own_figure(claim)}",
    ]


def after(claim: Claim) -> list[str]:
    """Return the paragraphs at the end of a claim's details: counterevidence, limits, popular wording."""
    texts = [f"**What would change our mind.** {claim.change_mind}", f"**Limits.** {claim.limits}"]
    if claim.popular:
        texts.append(f"**Stronger than its sources.** {claim.popular}")
    return texts


def citations(claim: Claim) -> str:
    """Return the citations of a claim's published sources, one per line."""
    return "\n".join(source.cite for source in claim.published.sources)


def footnote(evidence: Evidence) -> str:
    """Explain how to read the interval charts and verdicts, and which episodes are left out."""
    if all(claim.ours.estimate is None for claim in evidence.claims):
        no_srs = any(is_code(claim.why, "no_srs") for claim in evidence.claims)
        return f"Each strip has its own axis. {'' if no_srs else left_out(evidence)}".rstrip()
    return (
        "Agrees: our range includes the published figure and leaves out 0. Too early: it includes both. Differs: it "
        f"leaves out the published figure. Each strip has its own axis. {left_out(evidence)}"
    )


def common_factors(evidence: Evidence) -> list[str]:
    """Return the paragraphs on common factors, with the share explained by the alliance in this practice."""
    texts = [evidence.common_factors or ""]
    share = next((claim.ours for claim in evidence.claims if claim.key == "therapists"), None)
    parts = []
    if evidence.explained is not None:
        parts.append(f"the early alliance goes with about **{formatting.rounded(evidence.explained * 100)}**")
    if share is not None and share.estimate is not None:
        edges = [_plain(edge, "share") for edge in share.interval or ()]
        between = f" ({' to '.join(edges)})" if edges else ""
        parts.append(f"therapists make up about **{_plain(share.estimate, 'share')}**{between}")
    if parts:
        texts.append(
            f"Of 100 parts of the difference between clients at the end, {formatting.listed(parts)} here. A low SRS is a "
            "reason to ask this question, not proof of anything."
        )
    elif any(is_code(claim.why, "no_srs") for claim in evidence.claims):
        texts.append("Without an SRS nothing can be said here about the alliance and the end.")
    else:
        texts.append(
            "There are too few closed episodes here to say how much of the end goes with the alliance."
        )
    return texts
