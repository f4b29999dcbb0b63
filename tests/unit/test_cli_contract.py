"""Tests of the command line's contract: exit statuses, pure JSON, position of options, help texts."""

import json
import re
import shutil

import pytest

from analytics.cli import exits, views
from analytics.cli.arguments import VIEWS
from analytics.cli.tables import TABLES
from tests.support import openfit
from tests.support.command import run

COMMANDS = (
    *("import", "imports", "remembered", "aliases", "export", "show", "sample", "erase", "retention"),
    *("backup", "restore", "check"),
)
COMMON = ("--data", "--sample", "--as", "--definitions", "--json", "--debug")
FILTERS = ("--since", "--until", "--site", "--program", "--age-group", "--therapist", "--episodes")
KEYS = {"as_of", "version", "definitions", "filters", "n", "left_out"}
PROMISED = {
    "overview": "reliable_improvement recovered no_change deteriorated unplanned unplanned_declared"
    " unplanned_all_unknown mean_change effect_size months",
    "outcomes": "classes effect_size severity_adjusted_effect_size sensitivity favours start_sd benchmarks retention"
    " subgroups sessions_not_held",
    "alliance": "by_session early completion ceiling dips patterns",
    "course": "coefficients curve clients",
    "caseload": "clients",
    "changes": "before clients closed sessions",
    "therapists": "measure unit therapists icc between_sd rank_width funnel",
    "focus": "therapists",
    "decomposition": "within between contextual corrected_between alliance_icc mean_reliability verdict",
    "evidence": "claims",
    "quality": "completeness missing_forms suspicious quarantine",
    "early_warning": "models clients",
}
OF_ROW = {
    ("overview", "months"): "measure month value n centre lower upper signal",
    ("outcomes", "sensitivity"): "reliable_change improved deteriorated",
    ("outcomes", "benchmarks"): "figure value source year n",
    ("outcomes", "retention"): "session still_in_care interval at_risk",
    (
        "therapists",
        "therapists",
    ): "therapist n estimate interval p_above reliability rank_interval p_top_quarter"
    " p_bottom_quarter worded",
    ("focus", "therapists"): "therapist focus state practice p deficit n strength",
    ("evidence", "claims"): "key claim published ours verdict why",
    ("alliance", "by_session"): "session r partial_r interval n",
    ("alliance", "completion"): "session share n",
    ("alliance", "patterns"): "pattern n unplanned",
    ("course", "curve"): "intake session p10 p25 p50 p75 p90",
    ("course", "clients"): "client_id episode_no session ors percentile",
    ("quality", "completeness"): "field share n",
    ("quality", "missing_forms"): "therapist week sessions without_srs without_ors",
}
CLIENT = "client_id episode_no therapist tier reasons sessions days_since last_ors last_srs percentile probability why"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return tmp_path_factory.mktemp("empty")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_one_json_document_with_the_promised_keys(sample_folder, view):
    person = ("--as", "supervisor-2") if view == "caseload" else ()
    said = run("show", view, "--sample", *person, "--json", data=sample_folder)
    if view == "changes":  # the made-up practice was imported once
        assert (said.status, said.document["why_code"]) == (exits.NO_DATA, "no_import_before")
    else:
        assert said.status == 0, said.err
    assert said.document.keys() >= KEYS | set(PROMISED[view].split())
    for (of, key), fields in OF_ROW.items():
        if of == view:
            assert said.document[key], key
            assert said.document[key][0].keys() >= set(fields.split())
    if view == "caseload":
        assert said.document["clients"][0].keys() >= set(CLIENT.split())


@pytest.mark.parametrize("view", VIEWS)
def test_what_cannot_be_given_says_why(sample_folder, view):
    """Every estimate in every answer is a number with interval and n, or null with a reason."""

    def walk(value):
        if isinstance(value, dict):
            if "estimate" in value and "interval" in value:
                assert (value["estimate"] is not None) or value.get("why"), value
                assert value["interval"] is None or value["interval"][0] <= value["interval"][1]
            for entry in value.values():
                walk(entry)
        elif isinstance(value, list):
            for entry in value:
                walk(entry)

    for narrow in ((), ("--since", "2026-09-20"), ("--site", "Tannery Lane", "--age-group", "child")):
        walk(run("show", view, "--sample", "--json", *narrow, data=sample_folder).document)


def test_options_before_and_after_the_command_are_the_same(sample_folder):
    after = run("show", "overview", "--sample", "--json", "--as", "supervisor-2", data=sample_folder)
    before = run("--sample", "--json", "--as", "supervisor-2", "show", "overview", data=sample_folder)
    between = run("--json", "show", "--sample", "overview", "--as", "supervisor-2", data=sample_folder)
    assert after.document == before.document == between.document
    table = run("export", "--sample", "therapists", data=sample_folder)
    assert table == run("--sample", "export", "therapists", data=sample_folder)
    assert table.out.count("\n") == 25


def test_status_2_the_command_line_or_a_setting_is_wrong(sample_folder, tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[change]\nors_reliable_chnage = 5.0\n")
    told = {
        ("show", "therapist"): "There is no view therapist",
        ("show", "overview", "--as", "nobody"): "There is no person nobody. There are owner, ",
        ("show", "overview", "--site", "Atlantis"): "Tannery Lane",
        ("show", "overview", "--therapist", "T99"): "T99",
        ("show", "overview", "--program", "Nothing"): "Nothing",
        ("show", "overview", "--since", "2026-02-30"): "2026-02-30",
        ("show", "overview", "--since", "2026-02-01", "--until", "2026-01-01"): "before it begins",
        ("show", "overview", "--episodes", "some"): "closed",
        ("show", "overview", "--definitions", str(wrong)): "change.ors_reliable_change",
        ("show", "overview", "--definitions", "none.toml"): "none.toml",
        ("export", "everything"): "sessions",
        ("export", "sessions", "--format", "parquet"): "--out",
        ("import", "none.csv"): "There is no file none.csv",
        ("import", str(wrong), "--answer", "nonsense"): "date_order=day_first",
        ("import", str(wrong), "--today", "tomorrow"): "2026-09-30",
        ("sample", "--clients", "0", "--out", str(tmp_path / "made")): "",
        ("nonsense",): "nonsense",
        (): "COMMAND",
    }
    for arguments, words in told.items():
        said = run("--sample", *arguments, data=sample_folder)
        assert said.status == 2, (arguments, said)
        assert words in said.err, (arguments, said.err)
        assert said.out == ""


def test_status_3_a_refused_file_and_one_with_a_question(tmp_path):
    refused, asking = tmp_path / "refused.csv", tmp_path / "asking.csv"
    refused.write_text("colour,shape\nblue,round\n")
    asking.write_text(openfit.text(openfit.ambiguous()))
    for file, outcome in ((refused, "reject"), (asking, "needs_choice")):
        said = run("import", file, "--json", "--today", "2026-09-30", data=tmp_path / "data")
        assert said.status == 3
        assert said.document["outcome"] == outcome
        assert said.document["version"] is None
    assert said.document["question"]["key"] == "date_order"
    assert said.document["question"]["choices"] == ["day_first", "month_first"]


@pytest.mark.parametrize("view", VIEWS)
def test_status_4_nothing_to_answer_from_and_the_document_says_why(empty, sample_folder, view):
    said = run("show", view, "--json", data=empty)
    assert said.status == 4
    assert said.document["why"] == "Nothing has been imported yet."
    assert said.document.keys() >= KEYS
    long_ago = run("show", view, "--sample", "--until", "1999-12-31", "--json", data=sample_folder)
    if view in ("overview", "outcomes", "alliance", "decomposition", "evidence"):
        assert long_ago.status == 4
        assert long_ago.document["why"]
    assert run("export", "sessions", data=empty).status == 4
    assert run("imports", "--undo", data=empty).status in (4, 5)


def test_status_5_the_store_is_unusable_and_says_how_to_recover(sample_folder, tmp_path):
    shutil.copytree(sample_folder, tmp_path / "data")
    version = next((tmp_path / "data" / "sample" / "versions").glob("*.duckdb"))
    content = bytearray(version.read_bytes())
    content[len(content) // 2] ^= 1
    version.write_bytes(content)
    for arguments in (("show", "overview"), ("export", "sessions"), ("imports",)):
        said = run("--sample", "--json", *arguments, data=tmp_path / "data")
        assert said.status == 5, arguments
        assert "--undo" in said.err
        assert said.document["status"] == 5
    version.unlink()
    said = run("--sample", "show", "overview", data=tmp_path / "data")
    assert said.status == 5
    assert "missing" in said.err


def test_status_1_a_defect_shows_its_traceback_only_with_debug(sample_folder, monkeypatch):
    def broken(*_):
        raise KeyError("client C-1042")

    monkeypatch.setitem(views.ANSWERS, "overview", broken)
    said = run("--sample", "--json", "show", "overview", data=sample_folder)
    assert said.status == 1
    assert "Traceback" not in said.err
    assert "C-1042" not in said.err + said.out
    assert said.document["status"] == 1
    assert "Traceback" in run("--sample", "--debug", "show", "overview", data=sample_folder).err


def test_with_json_standard_output_is_one_document_whatever_happens(sample_folder, empty, tmp_path):
    file = tmp_path / "export.csv"
    file.write_text(openfit.text(openfit.rows()[:16]))
    own = tmp_path / "own"
    for folder, arguments in (
        (own, ("import", file, "--dry-run")),
        (own, ("import", file, "--today", "2026-09-30")),
        (own, ("imports",)),
        (own, ("imports", "--undo")),
        (own, ("check",)),
        (own, ("export", "clients")),
        (own, ("export", "clients", "--out", str(tmp_path / "clients.csv"))),
        (sample_folder, ("--sample", "show", "overview")),
        (sample_folder, ("--sample", "show", "nothing")),
        (empty, ("show", "overview")),
        (empty, ("export", "sessions")),
        (empty, ("imports",)),
        (empty, ("sample", "--clients", "30", "--therapists", "3", "--out", str(tmp_path / "made"))),
    ):
        said = run(*arguments, "--json", data=folder)
        assert isinstance(said.document, (dict, list)), arguments
        assert "Traceback" not in said.err


def test_without_json_people_get_text(sample_folder):
    said = run("--sample", "show", "overview", data=sample_folder)
    assert said.out.startswith("Overview as of 2026-09-30")
    assert re.search(r"reliable improvement +\d+ in 100  \(95% range \d+ to \d+\)  n = 1,\d{3}", said.out)
    with pytest.raises(json.JSONDecodeError):
        _ = said.document


def test_help_is_complete(empty):
    top = run("--help", data=empty)
    assert top.status == 0
    for word in (*COMMANDS, *COMMON, "exit status", "HOLDFAST_DATA"):
        assert word in top.out, word
    own = {
        "import": ("--dry-run", "--replace", "--answer", "--profile", "--today", "KEY=VALUE"),
        "imports": ("--undo",),
        "export": tuple(TABLES),
        "show": (*FILTERS, *VIEWS),
        "sample": ("--out", "--clients", "--therapists", "--seed"),
        "check": (),
    }
    for command, words in own.items():
        said = run(command, "--help", data=empty)
        assert said.status == 0
        for word in (*words, *COMMON, "exit status"):
            assert word in said.out, (command, word)


@pytest.mark.parametrize("table", TABLES)
def test_help_of_a_table_lists_its_columns(empty, table):
    said = run("export", table, "--help", data=empty)
    shown = " ".join(said.out.split())
    assert TABLES[table].grain in shown
    assert ", ".join(TABLES[table].columns) in shown
    for word in ("--out", "--format", "csv", "parquet", "json"):
        assert word in shown
