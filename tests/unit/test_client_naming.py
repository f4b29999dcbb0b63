"""Tests of how exported tables name clients: who may have the practice's codes, and what stands there instead."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

from analytics.access import Scope, Viewer, client_codes, this_computer
from analytics.accounts import audit
from analytics.cli.tables import TABLES
from analytics.store import DataFolder, pseudonyms
from tests.support.command import run
from tests.support.practice import deliver, practice, session

CLIENTS = {"T1": ("zq-0077", "zq-0010", "zq-0451"), "T2": ("zq-0002", "zq-0300")}
CODES = [code for own in CLIENTS.values() for code in own]
OF_CLIENTS = ("sessions", "episodes", "clients", "caseload")
EVERYBODY = Scope(every_therapist=True, practice_totals=True)
MAY = {
    "this computer": set(client_codes.TABLES),
    "owner": {"quarantine", "not_in_file"},
    "office": {"quarantine", "not_in_file"},
    "therapist": {*OF_CLIENTS, "changes"},
    "supervisor": {*OF_CLIENTS, "changes"},
    "owner with client pages": {*OF_CLIENTS, "changes", "quarantine", "not_in_file"},
    "nobody": set(),
}


def made(day: int, ors: float) -> list[dict]:
    """Return one session of every client on a day of August 2026."""
    return [
        session(client, f"2026-08-{day:02}", ors=ors, srs=30, therapist=code, case_id=f"case {client}")
        for code, own in CLIENTS.items()
        for client in own
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a data folder of two imports, with an owner, a therapist of T1, their supervisor, and the office."""
    store = practice(tmp_path_factory.mktemp("naming"), made(3, 20) + made(10, 25))
    deliver(store, made(3, 21) + made(17, 12))
    data = store.folder.parent
    for words in (
        ("Anna", "--role", "owner"),
        ("Bo", "--role", "therapist", "--code", "T1"),
        ("Eva", "--role", "supervisor"),
        ("Ole", "--role", "office"),
    ):
        assert run("people", "add", *words, data=data).status == 0
    assert run("people", "supervise", "Eva", "T1", "--from", "2026-01-01", data=data).status == 0
    return data


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV text."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def viewer(who: str) -> Viewer:
    """Return the viewer of one line of `MAY`."""
    if who == "this computer":
        return this_computer()
    role = who.partition(" ")[0]
    roles = frozenset() if who == "nobody" else frozenset({role})
    one = Viewer(person="p", name="P", roles=roles, store="practice", therapists=frozenset({"T1"}))
    return replace(one, therapists=None) if who == "owner with client pages" else one


@pytest.mark.parametrize("who", MAY)
def test_who_may_have_codes_in_which_table(who):
    allowed = {name for name in client_codes.TABLES if client_codes.may_have_codes(viewer(who), name)}
    assert allowed == MAY[who]
    assert not client_codes.may_have_codes(viewer(who), "a table that is not listed")


def test_every_table_of_the_command_line_has_a_rule():
    assert set(TABLES) <= client_codes.TABLES


@pytest.mark.parametrize("options", [("--as", "Bo"), ("--as", "Eva"), ("--pseudonyms",)])
@pytest.mark.parametrize("table", [name for name in TABLES if client_codes.names_clients(name)])
def test_no_code_and_no_case_number_is_in_a_file_with_pseudonyms(folder, tmp_path, table, options):
    for kind in ("csv", "json", "parquet", "xlsx"):
        out = tmp_path / f"{table}.{kind}"
        said = run("export", table, *options, "--out", out, "--json", data=folder)
        assert said.status == 0, said.err
        assert said.document["clients"] == "pseudonyms"
        assert said.document["rows"] > 0 or table == "quarantine"
        content = _uncompressed(out)
        assert not [code for code in CODES if code.encode() in content], (table, kind)


def _uncompressed(path: Path) -> bytes:
    """Return the values of an exported file as text in bytes."""
    if path.suffix == ".parquet":
        return str(pyarrow.parquet.read_table(path).to_pylist()).encode()
    if path.suffix == ".xlsx":
        return str([list(row) for row in openpyxl.load_workbook(path).active.values]).encode()
    return path.read_bytes()


def test_a_pseudonym_is_the_record_id_and_the_same_in_every_table_and_after_an_import(folder):
    store = DataFolder(folder).practice
    found = store.warehouse().query("find_clients", EVERYBODY, code="zq-", most=99).dicts()
    pairs = {row["client_id"]: row["record_id"] for row in found}
    expected = {f"k-{record}" for record in pairs.values()}
    for table in OF_CLIENTS:
        found = rows(run("export", table, "--pseudonyms", data=folder).out)
        assert {row["client_id"] for row in found} == expected, table
    before = run("export", "clients", "--as", "Bo", data=folder).out
    deliver(store, made(24, 15))
    after = rows(run("export", "clients", "--as", "Bo", data=folder).out)
    assert {row["client_id"] for row in rows(before)} == {row["client_id"] for row in after}
    assert {row["client_id"] for row in after} == {f"k-{pairs[code]}" for code in CLIENTS["T1"]}


def test_rows_are_in_the_order_of_the_pseudonyms(folder):
    found = [row["client_id"] for row in rows(run("export", "sessions", "--pseudonyms", data=folder).out)]
    assert found == sorted(found)
    by_code = [
        pseudonyms.of_record(one)
        for one in pseudonyms.record_ids(sorted(CODES), DataFolder(folder).practice.secret())
    ]
    assert list(dict.fromkeys(found)) != by_code


def test_codes_are_written_for_those_who_ask_and_may(folder):
    for who in ("Bo", "Eva"):
        for table in OF_CLIENTS:
            found = rows(run("export", table, "--as", who, "--raw-ids", data=folder).out)
            assert {row["client_id"] for row in found} == set(CLIENTS["T1"]), (who, table)
    assert "case zq-0077" in run("export", "sessions", "--as", "Bo", "--raw-ids", data=folder).out
    assert set(CODES) == {row["client_id"] for row in rows(run("export", "clients", data=folder).out)}


@pytest.mark.parametrize(
    ("who", "table"), [("Bo", "landmarks"), ("Anna", "clients"), ("Ole", "sessions"), ("Bo", "quarantine")]
)
def test_codes_are_refused_to_others_before_anything_is_written(folder, tmp_path, who, table):
    out = tmp_path / "table.csv"
    said = run("export", table, "--as", who, "--raw-ids", "--out", out, data=folder)
    assert said.status == 2
    assert f"{who} may not have the codes of clients in the table {table}" in said.err
    assert not out.exists()


def test_what_an_import_changed_names_clients_by_the_same_rule(folder, tmp_path):
    out = tmp_path / "changes.csv"
    words = ("imports", "--changes", "--out", out)
    assert run(*words, "--as", "Bo", data=folder).status == 0
    text = out.read_text()
    assert "k-" in text and not [code for code in CODES if code in text]
    assert run(*words, "--as", "Bo", "--raw-ids", data=folder).status == 0
    assert {row["client_id"] for row in rows(out.read_text())} == set(CLIENTS["T1"])
    assert run(*words, data=folder).status == 0
    assert {row["client_id"] for row in rows(out.read_text())} == set(CODES)


def test_rows_left_out_lose_text_sheets_and_codes(tmp_path):
    file = tmp_path / "zq-0077.csv"
    file.write_text("client,date,ORS,SRS\nzq-0077,2026-08-03,20,30\nzq-0077,2026-08-10,zq-0077 rang,30\n")
    data = tmp_path / "data"
    assert run("import", file, "--today", "2026-09-30", data=data).status == 0
    raw = run("export", "quarantine", data=data).out
    assert "zq-0077 rang" in raw
    keyed = run("export", "quarantine", "--pseudonyms", data=data).out
    assert "zq-0077" not in keyed and "rang" not in keyed
    (before,), (after,) = rows(raw), rows(keyed)
    same = ("import_no", "line", "kind", "reason", "column")
    assert [before[name] for name in same] == [after[name] for name in same]


def test_a_file_with_pseudonyms_can_be_imported_again(folder, tmp_path):
    file, again = tmp_path / "sessions.csv", tmp_path / "again"
    assert run("export", "sessions", "--pseudonyms", "--out", file, data=folder).status == 0
    said = run("import", file, "--today", "2026-09-30", "--json", data=again)
    assert said.status == 0, said.out
    assert said.document["rows_quarantined"] == 0
    assert run("export", "sessions", data=again).out == file.read_text()


def test_the_log_says_how_clients_are_named_and_names_none(folder, tmp_path):
    store = DataFolder(folder).practice
    newest = len(audit.lines(store.folder))
    run("export", "clients", "--as", "Bo", data=folder)
    run("export", "clients", "--as", "Bo", "--raw-ids", data=folder)
    run("export", "therapists", data=folder)
    run("imports", "--changes", "--out", tmp_path / "changes.csv", data=folder)
    said = [line for line in reversed(audit.lines(store.folder)) if line.number > newest]
    assert [(line.action, line.about, line.detail["clients"]) for line in said] == [
        ("exported", "clients", "pseudonyms"),
        ("exported", "clients", "codes"),
        ("exported", "therapists", "none"),
        ("exported", "changes", "codes"),
    ]
    assert [line.detail["rows"] for line in said[:3]] == [3, 3, 2]
    text = json.dumps([line.__dict__ for line in said])
    assert not [code for code in CODES if code in text]
