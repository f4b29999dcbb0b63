"""Components of a page: title, lead sentence, card, chip, facts, quote.

The elements of a card, in their usual order:

    with cards.card("How did clients end up?", key="endings") as card:
        card.legend(("dot", "w", "clearly better"), ("ring", "w", "about the same"))
        card.y_title("Clients, of every 100")
        card.chart(figure, alt=lead)
        card.footnote("Better means the ORS rose by **6 points** or more. 12 episodes are left out: no last score.")
        card.table(lambda: {"Month": months, "Clearly better": shares}, name="endings")
        card.action("See them one by one", page="outcomes")

Sentences may contain `**bold**`; all other characters are shown literally.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import streamlit as st

from pages.ui import chart_element, empty_states, page_links, tables
from pages.ui.figure import Drawing
from pages.ui.formatting import show_id
from pages.ui.glyphs import CONTEXT, WELLBEING, dot_array, key_mark
from pages.ui.safe_html import Html, html, rich, show


def title(text: str) -> None:
    """Draw the page's only h1 heading, without interpreting Markdown in the text.

    Give a client code through here, never through Markdown.
    """
    st.title(show_id(text), anchor=False)


def lead(bold: str, plain: str = "") -> None:
    """Draw the page's lead: a bold sentence with the result, then a plain sentence."""
    show(html('<p class="hf-lead"><b>{bold}</b> {plain}</p>', bold=bold, plain=rich(plain)))


def text(*sentences: str) -> None:
    """Draw paragraphs of plain text as one element."""
    show(*_paragraphs("note", sentences))


def footnote(*sentences: str) -> None:
    """Draw small text below a chart or table: how to read it, n, what is left out."""
    show(*_paragraphs("how", sentences))


_PARAGRAPH = {
    "note": '<p class="hf-note">{t}</p>',
    "how": '<p class="hf-how">{t}</p>',
    "y": '<p class="hf-y">{t}</p>',
}


def _paragraphs(kind: str, sentences: Sequence[str]) -> list[Html]:
    return [html(_PARAGRAPH[kind], t=rich(one)) for one in sentences]


def legend(*entries: tuple[str, str, str]) -> None:
    """Draw a legend above a chart from (mark, colour, words) entries."""
    show(_legend(entries))


def _legend(entries: Sequence[tuple[str, str, str]]) -> Html:
    spans = [
        html("<span>{m}{w}</span>", m=key_mark(mark, colour), w=words) for mark, colour, words in entries
    ]
    return html('<div class="hf-legend">{s}</div>', s=spans)


def chips(*made: Html) -> None:
    """Draw a row of chips created by `chips.chip`."""
    show(html("<div>{c}</div>", c=list(made)))


def facts(pairs: Mapping[str, object]) -> None:
    """Draw label-value pairs in two columns: `{"Episodes": "1,184", "Ended": "1,020"}`."""
    show(_facts(pairs))


def _facts(pairs: Mapping[str, object]) -> Html:
    rows = [html("<dt>{k}</dt><dd>{v}</dd>", k=name, v=value) for name, value in pairs.items()]
    return html('<dl class="hf-facts">{r}</dl>', r=rows)


def bullets(sentences: Sequence[str]) -> None:
    """Draw a bulleted list of sentences."""
    show(_bullets(sentences))


def _bullets(sentences: Sequence[str]) -> Html:
    return html('<ul class="hf-list">{r}</ul>', r=[html("<li>{t}</li>", t=rich(one)) for one in sentences])


def quote(words: str) -> None:
    """Draw a sentence that a therapist could say to a client, as a quotation."""
    show(html('<div class="hf-quote">“{w}”</div>', w=words))


def action(label: str, page: str, *, icon: str = ":material/chevron_right:", **address: str) -> None:
    """Draw a link to another page, with `address` as its query parameters (opaque keys only)."""
    st.page_link(
        page_links.target(page),
        label=label,
        icon=icon,
        query_params=page_links.address(**address),
        width="content",
    )


class Card:
    """Card with a border on a page; it has at most one link to another page.

    Texts are collected and drawn as one element when a chart, table or action follows or the card ends; call
    `flush` before drawing any other Streamlit element.
    """

    def __init__(self, key: str) -> None:
        self._key = key
        self._acted = False
        self._held: list[Html] = []

    def flush(self) -> None:
        """Draw the texts collected so far as one element."""
        if self._held:
            show(*self._held)
            self._held = []

    def legend(self, *entries: tuple[str, str, str]) -> None:
        """Add a legend to the card from (mark, colour, words) entries."""
        if entries:
            self._held.append(_legend(entries))

    def y_title(self, words: str) -> None:
        """Add a line above the chart that describes its vertical axis."""
        self._held += _paragraphs("y", [words])

    def dots(self, groups: Sequence[tuple[int, str, str]], label: str) -> None:
        """Add 100 dots to the card from (number, shape, colour) groups.

        The numbers must sum to 100.
        """
        self._held.append(dot_array(groups, label))

    def text(self, *sentences: str) -> None:
        """Add paragraphs of plain text to the card."""
        self._held += _paragraphs("note", sentences)

    def footnote(self, *sentences: str) -> None:
        """Add small text below the chart to the card."""
        self._held += _paragraphs("how", sentences)

    def facts(self, pairs: Mapping[str, object]) -> None:
        """Add label-value pairs in two columns to the card."""
        if pairs:
            self._held.append(_facts(pairs))

    def bullets(self, sentences: Sequence[str]) -> None:
        """Add a bulleted list of sentences to the card."""
        self._held.append(_bullets(sentences))

    def chart(
        self, figure: Drawing, *, alt: str, name: str = "chart", on_select: chart_element.OnSelect = None
    ) -> object:
        """Draw a finished chart in the card, with alternative text `alt`."""
        self.flush()
        return chart_element.draw(
            figure, key=f"{self._key}-{name}", alt=alt.replace("**", ""), on_select=on_select
        )

    def table(
        self,
        columns: Callable[[], Mapping[str, Sequence]],
        *,
        name: str,
        files: Callable[[], Mapping[str, Sequence]] | None = None,
        note: str = "",
    ) -> None:
        """Draw the chart's numbers as a table in the card; `columns` maps headings to values."""
        self.flush()
        tables.show_as_table(columns, key=f"{self._key}-{name}", name=name, files=files, note=note)

    def action(self, label: str, page: str, **address: str) -> None:
        """Draw the card's only link to a page; raise ValueError on a second call."""
        if self._acted:
            raise ValueError(f"card {self._key} already has its one action")
        self.flush()
        self._acted = True
        action(label, page, **address)


@contextlib.contextmanager
def card(question: str, *, key: str) -> Iterator[Card]:
    """Draw a card with a border and a question as heading; `key` must be unique on the page."""
    with st.container(border=True, key=f"card-{key}", gap="small"):
        if question:
            st.subheader(show_id(question), anchor=False)
        box = Card(key)
        yield box
        box.flush()


def chart_card(
    question: str,
    *,
    key: str,
    figure: Drawing | None,
    empty: Callable[[], str],
    alt: Callable[[], str],
    table: Callable[[], Mapping[str, Sequence]],
    table_name: str,
    legend: Sequence[tuple[str, str, str]] = (),
    y_title: str = "",
    name: str = "chart",
) -> None:
    """Draw a card with one chart, its legend, footnote and table, or the reason why there is no chart.

    Parameters
    ----------
    question
        The heading, in the reader's words.
    key
        Unique on the page.
    figure
        From `answer_cache.get_figure`; None if there is no chart.
    empty
        Returns the sentence on why there is no chart.
    alt
        Returns the main finding as a sentence, used as alternative text and shown below the chart.
    table, table_name
        The chart's numbers, see `Card.table`.
    legend, y_title
        Above the chart, see `Card.legend` and `Card.y_title`.
    name
        Key of the chart, for charts that change with a choice on the page.
    """
    with card(question, key=key) as box:
        if figure is None:
            empty_states.pending(empty())
            return
        box.legend(*legend)
        if y_title:
            box.y_title(y_title)
        box.chart(figure, alt=alt(), name=name)
        box.footnote(alt())
        box.table(table, name=table_name)


__all__ = [
    "Card",
    "CONTEXT",
    "WELLBEING",
    "action",
    "bullets",
    "card",
    "chart_card",
    "chips",
    "facts",
    "footnote",
    "lead",
    "legend",
    "quote",
    "text",
    "title",
]
