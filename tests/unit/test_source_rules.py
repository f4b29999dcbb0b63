"""Tests of coding rules, checked on the source files."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from analytics import __version__
from pages.shell.registry import PAGES

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]
EVERYTHING = [
    *SOURCES,
    *sorted((ROOT / "analytics").rglob("*.py")),
    *sorted((ROOT / "sample_data").rglob("*.py")),
]
TOP = {
    "app.py",
    "deploy",
    "launcher",
    "pages",
    "analytics",
    "sample_data",
    "tests",
    "requirements.txt",
    "README.md",
    "ARCHITECTURE.md",
    "LICENSE",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    ".pre-commit-config.yaml",
    "pyproject.toml",
    "start.py",
    "docs",
    ".streamlit",
    ".ci",
    "benchmarks",
}
LEFT_BY_TOOLS = {".git", ".gitignore", ".venv", "__pycache__"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _calls(path: Path):
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_html_leaves_through_two_files_only():
    raw, styles = set(), set()
    for path in SOURCES:
        for call, name in _calls(path):
            if any(word.arg == "unsafe_allow_html" for word in call.keywords):
                raw.add(_name(path))
            if name.endswith((".html", ".iframe", ".components.v1.html")) and name.split(".")[0] in (
                "st",
                "streamlit",
            ):
                styles.add(_name(path))
    assert raw == {"pages/ui/safe_html.py"}
    assert styles == {"pages/ui/stylesheet.py"}


def test_html_is_made_by_the_escape_only():
    """`Html(...)` is called only with constants, so that no unescaped text reaches the page."""
    for path in SOURCES:
        if _name(path) == "pages/ui/safe_html.py":
            continue
        for call, name in _calls(path):
            if name.split(".")[-1] == "Html":
                assert isinstance(call.args[0], ast.Constant), _name(path)
            if name in ("html", "markup.html"):
                assert not isinstance(call.args[0], (ast.JoinedStr, ast.BinOp)), (
                    f"{_name(path)}:{call.lineno}"
                )


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_first_thing_a_page_does_is_the_guard(page):
    """Every page first calls `page_context.require_page` with the page's key."""
    quiet = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    body = [node for node in _tree(ROOT / "pages" / PAGES[page].file).body if not isinstance(node, quiet)]
    calls = [node for statement in body for node in ast.walk(statement) if isinstance(node, ast.Call)]
    assert ast.unparse(calls[0].func) == "page_context.require_page"
    assert calls[0].args[0].value == page


def test_pages_draw_with_graph_objects_and_never_open_the_store():
    for path in SOURCES:
        imports = _imports(path)
        assert not {name for name in imports if name.startswith("plotly.express")}, _name(path)
        assert not {
            name
            for name in imports
            if name.split(".")[0] in ("duckdb", "sklearn", "scipy", "pickle", "joblib")
        }, _name(path)


def test_figures_reach_the_page_through_the_spec_only():
    for path in SOURCES:
        names = {name for _, name in _calls(path)}
        if _name(path) != "pages/ui/chart_element.py":
            assert "st.plotly_chart" not in names, _name(path)
        assert "st.caption" not in names, f"{_name(path)}: too pale, use cards.footnote"
        assert not names & {"eval", "exec", "pickle.loads", "joblib.load"}, _name(path)


def test_no_code_comes_from_a_file_or_a_text():
    """Nothing is unpickled, and no text is run, in the app, its analytics, its launcher and its data."""
    for path in [*EVERYTHING, ROOT / "start.py", *sorted((ROOT / "launcher").rglob("*.py"))]:
        modules = {name.split(".")[0] for name in _imports(path)}
        assert not modules & {"pickle", "joblib", "marshal", "shelve", "dill", "cloudpickle"}, _name(path)
        names = {name for _, name in _calls(path)}
        assert not names & {"eval", "exec", "compile", "__import__"}, _name(path)


def test_no_argument_hides_from_a_cache_key():
    for path in SOURCES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef) and any(
                "cache_" in ast.unparse(one) for one in node.decorator_list
            ):
                hidden = [one.arg for one in node.args.args if one.arg.startswith("_")]
                assert not hidden, f"{_name(path)}: {node.name} hides {hidden}"
                assert not any("persist" in ast.unparse(one) for one in node.decorator_list), _name(path)


def test_sql_is_never_put_together():
    for path in EVERYTHING:
        for call, name in _calls(path):
            if name.split(".")[-1] in ("sql", "query") and call.args and not name.startswith("urllib"):
                assert not isinstance(call.args[0], (ast.JoinedStr, ast.BinOp)), (
                    f"{_name(path)}:{call.lineno}"
                )


def test_a_path_becomes_part_of_a_statement_in_one_place_only():
    """File paths are inserted into SQL only by `database_file.attach`, which quotes them.

    ATTACH takes no parameter; nowhere else may an f-string or a sum of texts do so.
    """
    for path in EVERYTHING:
        tree = _tree(path)
        allowed = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            and (_name(path), function.name) == ("analytics/store/database_file.py", "attach")
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            if isinstance(node, (ast.JoinedStr, ast.BinOp)) and id(node) not in allowed:
                words = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                text = " ".join(word for word in words if isinstance(word, str)).upper()
                assert "ATTACH " not in text and not text.startswith("COPY "), f"{_name(path)}:{node.lineno}"


def test_the_top_of_the_project_holds_what_it_should():
    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") or path.name in TOP}
    assert shown - TOP - LEFT_BY_TOOLS <= {name for name in shown if name.startswith(("build", "htmlcov"))}


def test_no_file_has_a_name_that_says_nothing():
    for path in [*EVERYTHING, *(ROOT / "tests").rglob("*.py")]:
        assert path.stem not in {"util", "utils", "helper", "helpers", "common", "misc", "manager"}, _name(
            path
        )


def test_the_version_is_one():
    assert (
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        == __version__
    )


def test_the_checks_before_a_commit_use_the_locked_tools():
    locked = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8")
    wanted = re.findall(r'"([\w-]+==[\d.]+)"', (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert len(wanted) == 3
    assert all(f"\n{one} " in locked for one in wanted)
