"""Sentences of the evidence page about claims and the practice's figures."""

from __future__ import annotations

from collections import Counter

from analytics.evidence import verdict_words
from analytics.evidence.results import Claim, Evidence, Finding
from analytics.messages import gettext, ngettext, paragraph
from analytics.why import is_code
from pages.ui import formatting
from pages.ui.selection_text import left_out, within

_COUNTS = {
    "where_practices_fall": (
        "in {n} your data lie where single practices fall",
        "in {n} your data lie where single practices fall",
    ),
    "agrees": ("{n} agrees with your data", "{n} agree with your data"),
    "too_early": ("{n} is too early to tell", "{n} are too early to tell"),
    "differs": ("{n} differs", "{n} differ"),
    "cannot_be_tested": ("{n} cannot be tested here", "{n} cannot be tested here"),
}

_IN_THE_CHIP = ("too early to test", "cannot be tested here")  # beginnings of reasons that the chip says
SIGNS = {"agrees": "●", "too_early": "○", "differs": "◆", "cannot_be_tested": "–"}


def lead(evidence: Evidence) -> tuple[str, str]:
    """Return two texts: numbers of claims by verdict; a caution about chance."""
    counts = evidence.counts or {}
    said = Counter(claim.verdict_words for claim in evidence.claims)
    parts = [
        ngettext(*_COUNTS[word], said[words]).format(n=said[words])
        for word, words in verdict_words.WORDS.items()
        if said[words]
    ]
    total = said.total()
    if not counts.get("agrees") and not counts.get("differs"):
        return _untested(evidence, parts, total)
    bold = gettext("Of the {n} claims this product rests on, {counts}.").format(
        n=total, counts=formatting.listed(parts)
    )
    return bold, paragraph(
        ngettext(
            "They speak of {n} closed episode {period}.",
            "They speak of {n} closed episodes {period}.",
            evidence.n,
        ).format(n=formatting.count(evidence.n), period=within(evidence.filters, evidence.as_of)),
        gettext(
            "With {n} looks at once, one of them goes wrong by chance now and then; no single practice proves a claim."
        ).format(n=total),
    )


def _untested(evidence: Evidence, parts: list[str], total: int) -> tuple[str, str]:
    """Return the opening texts if no claim can be tested yet."""
    bold = gettext("Of the {n} claims this product rests on, not one can be tested yet: {counts}.").format(
        n=total, counts=formatting.listed(parts)
    )
    needs = "Each row says what its test needs."
    if any(is_code(claim.why, "no_srs") for claim in evidence.claims):
        return bold, paragraph("This export has no SRS, and most of them need one.", needs)
    if not evidence.n:
        return bold, needs
    episodes = ngettext(
        "There is {n} closed episode {period}.", "There are {n} closed episodes {period}.", evidence.n
    ).format(n=formatting.count(evidence.n), period=within(evidence.filters, evidence.as_of))
    return bold, paragraph(episodes, needs)


def verdict(claim: Claim) -> str:
    """Return a claim's verdict as a symbol and words: `○ too early to tell`."""
    return f"{SIGNS[claim.verdict]} {claim.verdict_words}"


def figure(finding: Finding) -> str:
    """Format a figure with its range, such as `r = 0.24 (95% range 0.20 to 0.28)`; if missing, say why."""
    if finding.estimate is None:
        return finding.why or "Not enough data yet."
    value = _value(finding.estimate, finding.unit)
    if not finding.interval:
        return value
    low, high = (_plain(edge, finding.unit) for edge in finding.interval)
    return gettext("{value} (95% range {low} to {high})").format(value=value, low=low, high=high)


def _plain(value: float, unit: str) -> str:
    return (
        str(formatting.rounded(value * 100)) if unit == "share" else formatting.number(value, _digits(unit))
    )


def _digits(unit: str) -> int:
    return 1 if unit == "orsdiff" else 2


def _value(value: float, unit: str) -> str:
    if unit == "share":
        return gettext("{n} in 100 parts").format(n=_plain(value, unit))
    if unit == "r":
        return formatting.correlation(value)
    return gettext("{points} ORS points").format(points=formatting.signed(value, _digits(unit)))


def published(claim: Claim) -> str:
    """Format a claim's published figure: `Published: r = .278`."""
    return gettext("Published: {words}").format(words=claim.published.words)


def ours(claim: Claim) -> str:
    """Return `Here:` with the practice's figure for a claim, or with the reason why it is missing."""
    if claim.ours.estimate is None:
        said = f"{claim.why[0].lower()}{claim.why[1:]}"
        for already in _IN_THE_CHIP:
            said = said.removeprefix(f"{already}: ")
        return gettext("Here: {said}").format(said=said)
    return gettext("Here: **{figure}**").format(figure=figure(claim.ours))


def alt_text(claim: Claim) -> str:
    """Return the alternative text of a claim's interval chart: published figure, own figure, verdict."""
    said = figure(claim.ours).rstrip(".") if claim.ours.estimate is not None else "no figure"
    return gettext("{title}: published {words}, here {said}; {verdict}").format(
        title=claim.title, words=claim.published.words, said=said, verdict=claim.verdict_words
    )


def own_figure(claim: Claim) -> str:
    """Return the text on the practice's figure for a claim: name, value, n, reason for the verdict."""
    if claim.ours.estimate is None:
        return claim.why
    template = (
        gettext("{name}: **{figure}**, n = {n} pairs of sessions.")
        if claim.key == "next_session"
        else gettext("{name}: **{figure}**, n = {n} episodes.")
    )
    name = claim.ours.what[0].upper() + claim.ours.what[1:]
    sentence = template.format(name=name, figure=figure(claim.ours), n=formatting.count(claim.ours.n))
    return paragraph(sentence, claim.why)


def also(claim: Claim) -> list[str]:
    """Return one line for each additional figure of the practice on a claim."""
    return [f"{one.what[0].upper()}{one.what[1:]}: {figure(one)}" for one in claim.also]


def paragraphs(claim: Claim) -> list[str]:
    """Return four paragraphs on a claim: its text, study findings, the test, the practice's figure."""
    return [
        claim.claim,
        gettext("**What studies found.** {found}").format(found=claim.found),
        gettext("**How your data tested it.** {tested}").format(tested=claim.tested),
        gettext("**Here.** {here}").format(here=own_figure(claim)),
    ]


def after(claim: Claim) -> list[str]:
    """Return the closing paragraphs on a claim: its price, what would refute it, limits, exaggerations."""
    texts = (
        [gettext("**How large a practice must be.** {price}").format(price=claim.price)]
        if claim.price
        else []
    )
    texts += [
        gettext("**What would change our mind.** {change_mind}").format(change_mind=claim.change_mind),
        gettext("**Limits.** {limits}").format(limits=claim.limits),
    ]
    if claim.popular:
        texts.append(gettext("**Stronger than its sources.** {popular}").format(popular=claim.popular))
    return texts


def citations(claim: Claim) -> str:
    """Return the citations of a claim's published sources, one per line."""
    return "\n".join(source.cite for source in claim.published.sources)


def footnote(evidence: Evidence) -> str:
    """Explain how to read the interval charts and verdicts, and which episodes are left out."""
    axis = "Each strip has its own axis."
    if all(claim.ours.estimate is None for claim in evidence.claims):
        no_srs = any(is_code(claim.why, "no_srs") for claim in evidence.claims)
        return paragraph(axis, "" if no_srs else left_out(evidence))
    return paragraph(
        "Lies where single practices fall: our range reaches into the grey band and leaves out 0.",
        "Too early to tell: it reaches into the band, and 0 lies in it too.",
        "Differs: our whole range lies outside the band.",
        axis,
        left_out(evidence),
    )


def common_factors(evidence: Evidence) -> list[str]:
    """Return the paragraphs on common factors, with what alliance and therapists explain in this practice."""
    texts = [evidence.common_factors or ""]
    share = next((claim.ours for claim in evidence.claims if claim.key == "therapists"), None)
    parts = []
    if evidence.explained is not None:
        parts.append(
            gettext("the early alliance goes with about **{n}**").format(
                n=formatting.rounded(evidence.explained * 100)
            )
        )
    if share is not None and share.estimate is not None:
        parts.append(_of_therapists(share.estimate, share.interval))
    if parts:
        texts.append(
            gettext(
                "Of 100 parts of the difference between clients at the end, {parts} here. A low SRS is a reason to ask"
                " this question, not proof of anything."
            ).format(parts=formatting.listed(parts))
        )
    elif any(is_code(claim.why, "no_srs") for claim in evidence.claims):
        texts.append("Without an SRS nothing can be said here about the alliance and the end.")
    else:
        texts.append(
            "There are too few closed episodes here to say how much of the end goes with the alliance."
        )
    return texts


def _of_therapists(share: float, interval: tuple[float, float] | None) -> str:
    """Return the phrase on how much of the variation in clients' outcomes lies between therapists."""
    template = (
        gettext("therapists make up about **{n}** ({low} to {high})")
        if interval
        else gettext("therapists make up about **{n}**")
    )
    n, low, high = (_plain(value, "share") for value in (share, *(interval or (0.0, 0.0))))
    return template.format(n=n, low=low, high=high)
