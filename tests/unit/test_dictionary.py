"""Tests of the data dictionary: every table and column is described in database, help and documentation."""

import pytest

from analytics import dictionary
from analytics.cli.tables import TABLES
from tests.support import data_dictionary
from tests.support.command import run


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return data_dictionary.build(tmp_path_factory.mktemp("described"))


def test_every_table_and_view_has_a_comment(version):
    found = data_dictionary.tables(version)
    assert {schema for schema, _, _ in found} == {"mart", "meta", "scoped", "practice", "selected", "imports"}
    assert [f"{schema}.{name}" for schema, name, comment in found if not comment] == []
    assert all("0 rows" in comment for schema, _, comment in found if schema not in ("mart", "meta"))


def test_every_column_has_a_text_and_those_of_tables_have_it_as_a_comment(version):
    silent = [
        f"{schema}.{table}.{column}"
        for schema, table, is_view, columns, comments in data_dictionary.described(version)
        for column, comment in zip(columns, comments, strict=True)
        if not (dictionary.of_column(table, column) if is_view else comment)
    ]
    assert silent == [], "write them into analytics/dictionary/dictionary.toml"


@pytest.mark.parametrize("table", TABLES)
def test_help_explains_each_column(table, tmp_path):
    shown = run("export", table, "--help", data=tmp_path).out
    lines = shown[shown.index("columns:\n") :].splitlines()
    wanted = [*TABLES[table].columns, *TABLES[table].optional]
    assert [line.strip().partition(":")[0] for line in lines if line.startswith("  ") and line[2] != " "][
        : len(wanted)
    ] == wanted
    assert "no description" not in shown


def test_the_page_is_written_from_it(version):
    assert data_dictionary.PAGE.read_text(encoding="utf-8") == data_dictionary.text(version), (
        "write it again with: python -m tests.support.data_dictionary"
    )


def test_codes_that_the_help_names_are_the_ones_that_occur(sample_folder):
    import csv
    import io

    for table, column in (
        ("episodes", "ending"),
        ("episodes", "class"),
        ("caseload", "tier"),
        ("sessions", "closure"),
    ):
        shown = run("export", table, "--help", data=sample_folder).out
        text = " ".join(shown[shown.index(f"\n  {column}:") :].split())
        out = run("--sample", "export", table, data=sample_folder).out
        for code in {row[column] for row in csv.DictReader(io.StringIO(out))} - {""}:
            assert code in text[: text.index(". ") if ". " in text else None], (table, column, code)
