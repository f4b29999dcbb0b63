"""Evidence: each claim this product rests on, published beside ours, a verdict word, and how we know."""

from analytics import evidence
from pages.parts import answers, cards, claims, guard, truth_panel, withheld
from pages.parts import wording_evidence as say


def asked(answer) -> None:
    """The question the page is about, with the numbers that bear on it."""
    with cards.card(answer.question, key="common") as card:
        card.text(*say.common_factors(answer))


context = guard.enter("evidence")
answer = answers.of(context, evidence.evidence)
if not answer.claims:
    withheld.stop(context, answer)
cards.lead(*say.lead(answer))
with cards.card("What do we claim, and does it hold here?", key="claims") as card:
    card.legend(("tick", "g", "published"), ("band", "g", "its range, or what counts as none"),
                ("dot", "a", "ours, about the alliance"), ("dot", "w", "ours, about outcome"))  # fmt: skip
    card.flush()
    for number, claim in enumerate(answer.claims, start=1):
        claims.row(number, claim)
    card.how(say.how(answer))
asked(answer)
if context.demo:
    truth_panel.show(context)
