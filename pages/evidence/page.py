"""Evidence page: each published claim next to the practice's figure, with a verdict."""

from analytics import evidence
from analytics.evidence.results import Evidence
from pages.evidence import claim_row, text, truth_panel
from pages.shell import answer_cache, page_context, withheld
from pages.ui import cards


def question_card(answer: Evidence) -> None:
    """Draw the card with the question on common factors, answered with this practice's numbers."""
    with cards.card(answer.question or "", key="common") as card:
        card.text(*text.common_factors(answer))


context = page_context.require_page("evidence")
answer = answer_cache.get(context, evidence.evidence)
if not answer.claims:
    withheld.stop_suppressed(context, answer)
cards.lead(*text.lead(answer))
withheld.fixed_period(context, answer)
with cards.card("What do we claim, and does it hold here?", key="claims") as card:
    ours = (("dot", "a", "ours, about the alliance"), ("dot", "w", "ours, about outcome"))
    drawn = {claim.colour for claim in answer.claims if claim.ours.interval}
    card.legend(("tick", "g", "published"), ("band", "g", "where single practices fall, or what counts as none"),
                *(entry for entry in ours if entry[1] in drawn))  # fmt: skip
    card.flush()
    for number, claim in enumerate(answer.claims, start=1):
        claim_row.row(number, claim)
    card.footnote(text.footnote(answer))
question_card(answer)
if context.demo:
    truth_panel.show(context)
