"""Tests that sentences are whole templates with named placeholders, so that they can be translated.

No text is joined to a sentence, and no word form is chosen in code. The tests search the source of `pages` and
`analytics/cli` for such code.
"""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from analytics.messages import count, ngettext, paragraph

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
COMMANDS = sorted((ROOT / "analytics" / "cli").glob("*.py"))
WHOLE = [  # modules of the command line whose sentences are templates; the others raise errors, as f-strings
    ROOT / "analytics" / "cli" / f"{name}.py"
    for name in ("printing", "import_lines", "history_lines", "identities")
]
WORD = re.compile(r"[A-Za-z]{2,}")
TAG = re.compile(r"<[^>]*>?")
LOOKED_FOR = {
    "startswith",
    "endswith",
    "removeprefix",
    "removesuffix",
    "replace",
}  # words that are looked for
STYLESHEET = ROOT / "pages" / "ui" / "stylesheet.py"
MONTHS_OF_PLOTLY = ROOT / "pages" / "ui" / "chart_style.py"


def text(node: ast.AST) -> str | None:
    """Return the text of a string or f-string without tags, with U+0000 for each placeholder; else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return TAG.sub("", node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "\0" for part in node.values)
        return TAG.sub("", "".join(str(part) for part in parts))
    return None


def worded(node: ast.AST) -> bool:
    """Return whether a node is a string that contains a word."""
    return bool(WORD.search((text(node) or "").replace("\0", " ")))


def branches(node: ast.AST) -> list[ast.AST]:
    """Return the values that a conditional expression can have; for any other node, the node itself."""
    if isinstance(node, ast.IfExp):
        return [*branches(node.body), *branches(node.orelse)]
    return [node]


def ignored(tree: ast.AST) -> set[int]:
    """Return the ids of syntax-tree nodes that no user reads, such as docstrings and file names."""
    found: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            found |= {id(body[0].value)} if isinstance(body[0].value, ast.Constant) else set()
        if isinstance(node, ast.Raise):
            found |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in LOOKED_FOR:
            found |= {id(part) for argument in node.args for part in ast.walk(argument)}
        if isinstance(node, ast.keyword) and node.arg in ("key", "file_name"):
            found |= {id(part) for part in ast.walk(node)}
    return found


def joined_with_plus(tree: ast.AST) -> list[int]:
    """Return the lines where `+` or `+=` joins words with something else."""
    found = []
    for node in ast.walk(tree):
        sides = (
            [node.left, node.right] if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else []
        )
        sides = [node.value] if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) else sides
        if any(worded(one) for side in sides for one in branches(side)):
            found.append(node.lineno)
    return found


def chosen_inside(tree: ast.AST) -> list[int]:
    """Return the lines where an f-string chooses between texts, such as `{'is' if n == 1 else 'are'}`."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue):
            for inner in ast.walk(node.value):
                if isinstance(inner, ast.IfExp) and any(text(one) is not None for one in branches(inner)):
                    found.append(inner.lineno)
    return found


def tails(tree: ast.AST) -> list[int]:
    """Return the lines with fragments of sentences: texts that begin or end with a space.

    Words that begin with a comma or a semicolon count too.
    """
    skip, found = ignored(tree), []
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if worded(node) and id(node) not in skip | inner:
            letters = text(node) or ""
            if re.match(r"[ ,;]", letters) or letters.endswith(" "):
                found.append(node.lineno)
    return found


def plurals(tree: ast.AST) -> list[int]:
    """Return the line numbers where code chooses between singular and plural, as in `{noun}s`."""
    skip, found = ignored(tree), []
    for node in ast.walk(tree):
        letters = text(node)
        if letters is not None and id(node) not in skip:
            fields = re.sub(r"\{[^{}]*\}", "\0", letters)
            if re.search(r"\0e?s\b", fields) or letters in ("s", "es"):
                found.append(node.lineno)
        if isinstance(node, ast.IfExp) and any(worded(one) for one in branches(node)):
            with_one = [
                test
                for test in ast.walk(node.test)
                if isinstance(test, ast.Compare) and len(test.comparators) == 1
                if isinstance(test.ops[0], (ast.Eq, ast.NotEq)) and ast.unparse(test.comparators[0]) == "1"
            ]
            if with_one:
                found.append(node.lineno)
    return found


def months(tree: ast.AST) -> list[int]:
    """Return the lines with `strftime` codes for names of days or months, which are never translated."""
    skip = ignored(tree)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip
        if re.search(r"%[aAbB]", node.value)
    ]


def filled_in(tree: ast.AST) -> list[int]:
    """Return the lines of f-strings that contain words, which `gettext` cannot mark for translation."""
    skip, found = ignored(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and id(node) not in skip and "\0" in (text(node) or ""):
            letters = (text(node) or "").replace("\0", " x ")
            words = WORD.findall(letters)
            html = any(
                re.search(r"<(?!b>|/b>|br>)", str(part.value))
                for part in node.values
                if isinstance(part, ast.Constant)
            )
            if words and not html and re.search(r"\s", (text(node) or "").strip()):
                found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", [*PAGES, *COMMANDS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_glued(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    searches = [
        joined_with_plus,
        chosen_inside,
        tails,
        plurals,
        *([] if path == MONTHS_OF_PLOTLY else [months]),
    ]
    found = {search.__name__: lines for search in searches if (lines := search(tree))}
    assert not found


@pytest.mark.parametrize("path", [*PAGES, *WHOLE], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_an_f_string(path):
    if path == STYLESHEET:
        return
    assert filled_in(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", [*PAGES, *COMMANDS], ids=lambda path: str(path.relative_to(ROOT)))
def test_gettext_is_given_whole_literals_with_named_placeholders(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("gettext", "ngettext"):
            continue
        templates = node.args[:1] if ast.unparse(node.func) == "gettext" else node.args[:2]
        for one in templates:
            if ast.unparse(node.func) == "ngettext" and not isinstance(one, ast.Constant):
                continue  # a pair of a table, whose literals stand there
            assert isinstance(one, ast.Constant), f"line {node.lineno}: no literal"
            names = [field for _, field, _, _ in string.Formatter().parse(one.value) if field is not None]
            assert all(name.isidentifier() for name in names), f"line {node.lineno}: {names}"


@pytest.mark.parametrize(("search", "source"), [
    (joined_with_plus, 'one + "s are open"'),
    (joined_with_plus, 'line + (" by somebody" if by else "")'),
    (joined_with_plus, 'said += " and more"'),
    (chosen_inside, '''f"{n} clients {'is' if n == 1 else 'are'} open"'''),
    (chosen_inside, '''f"by other ways{f' {ways}' if ways else ''}"'''),
    (tails, 'rest = " The ranges overlap." if both else ""'),
    (tails, 'rest = f"; {n} of them later"'),
    (tails, 'prefix = "Provisional: "'),
    (plurals, 'word = one + "s"'),
    (plurals, 'f"{n} {noun}s"'),
    (plurals, 'gettext("The last {what}s can be taken back.")'),
    (plurals, 'verb = "is" if n == 1 else "are"'),
    (plurals, 'who = "all clients" if n != 1 else "the client"'),
    (months, 'f"{day:%b %Y}"'),
    (months, 'day.strftime("%d %B")'),
    (filled_in, 'f"{n} clients were better"'),
    (filled_in, 'f"<b>{n}</b><br>since session {k}"'),
])  # fmt: skip
def test_the_search_finds_what_it_looks_for(search, source):
    assert set(search(ast.parse(source))) == {1}


@pytest.mark.parametrize("source", [
    'gettext("{n} of {all} were better.").format(n=n, all=of)',
    'ngettext("{n} client is open.", "{n} clients are open.", n).format(n=n)',
    'kind = "ours" if mine else "quiet"', 'f"**{name}:** {value}"', 'html("<p>{t} </p>", t=t)', 'rows = known + [row]',
    'st.button("Save", key=f"row-{n} of {m}")', "f'{at:%Y-%m-%d}'",
])  # fmt: skip
def test_the_search_leaves_sound_code_alone(source):
    tree = ast.parse(source)
    assert not [
        search
        for search in (joined_with_plus, chosen_inside, tails, plurals, months, filled_in)
        if search(tree)
    ]


@pytest.mark.parametrize(("n", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (6412, "6,412 rows")])
def test_the_form_goes_with_the_number(n, said):
    assert ngettext("{n} row", "{n} rows", n).format(n=count(n)) == said


def test_a_paragraph_leaves_out_what_is_empty():
    assert paragraph("One.", "", None, "Two.") == "One. Two."
    assert paragraph("", None) == ""
