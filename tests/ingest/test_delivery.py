"""Tests of complete imports: effect on stored data, remembered answers, failing child process."""

from __future__ import annotations

import datetime
import json
import stat
import threading
import time

import pytest

from analytics.access import Scope
from analytics.ingest import deliver, delivery, import_watchdog, worker
from analytics.ingest.base.limits import SILENT_SECONDS, cpu_limit
from analytics.store import DataFolder, StoreBusy

TODAY = datetime.date(2026, 11, 22)
KEYS = (
    "outcome message question rows_in rows_accepted rows_quarantined rows_skipped rows_unchanged rows_corrected"
    " rows_new rows_added_to quarantined skipped cells_quarantined warnings recognised facts seconds version data_day"
    " not_in_file removed remembered same_person erased_for_age"
).split()
HEAD = b"client_id,session_date,therapist,ors_total,srs_total\n"
FIRST = HEAD + b"001,2026-01-05,T1,20.1,38.0\n001,2026-01-12,T1,22.1,38.5\n"


BEAT = """print('{"cpu": 1.0}', flush=True)"""


@pytest.fixture
def store(tmp_path):
    return DataFolder(tmp_path / "data").practice


def test_importing_twice_changes_nothing_and_a_correction_is_counted(store):
    first = deliver(store, [("a.csv", FIRST)], today=TODAY)
    assert first.outcome == "accept" and first.rows_accepted == 2
    assert first.version == store.current().name
    again = deliver(store, [("a.csv", FIRST)], today=TODAY)
    assert (again.rows_unchanged, again.rows_corrected, again.version) == (2, 0, first.version)
    corrected = deliver(store, [("a.csv", FIRST.replace(b"22.1", b"23.1"))], today=TODAY)
    assert (corrected.rows_unchanged, corrected.rows_corrected) == (1, 1)
    assert corrected.version != first.version


def test_the_report_has_the_keys_of_the_contract(store):
    said = []
    report = deliver(
        store, [("../../a.csv", FIRST + b"3,soon,T,1,1\n")], today=TODAY, progress=lambda *p: said.append(p)
    )
    document = report.as_dict()
    assert list(document) == KEYS
    json.dumps(document)
    assert document["quarantined"] == [
        {"file": "a.csv", "line": 4, "reason": "date_unparseable", "column": "session_date", "text": "soon"}
    ]
    assert said and all(0 <= share <= 1 for _, share in said)
    assert not list((store.folder / "building").iterdir())


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\x00", b"a,b\n1,2\n", b"PK\x03\x04", HEAD + b"1,soon,T,1,1\n"]
)
def test_a_refused_file_changes_nothing(store, content):
    deliver(store, [("a.csv", FIRST)], today=TODAY)
    before = store.current().name, sorted(path.name for path in store.folder.rglob("*"))
    report = deliver(store, [("b.csv", content)], today=TODAY)
    assert report.outcome == "reject" and report.rows_in == 0
    assert str(store.folder) not in report.message and len(report.message) <= 600
    assert (store.current().name, sorted(path.name for path in store.folder.rglob("*"))) == before
    assert report.version == before[0]


def test_a_dry_run_writes_nothing(store):
    report = deliver(store, [("a.csv", FIRST)], today=TODAY, dry_run=True)
    assert report.outcome == "accept" and report.rows_accepted == 2
    assert store.current() is None and report.version is None


def test_the_kept_list_names_the_file_of_each_row(store):
    other = FIRST.replace(b"001,", b"002,") + b"4,never,T,1,1\n"
    report = deliver(store, [("a.csv", FIRST + b"3,soon,T,1,1\n"), ("b.csv", other)], today=TODAY)
    said = [(row["file"], row["text"]) for row in report.quarantined]
    with store.warehouse().cursor(Scope(imports=True)) as cursor:
        kept = cursor.execute("SELECT file, text FROM imports.quarantine ORDER BY file").fetchall()
    assert said == kept == [("a.csv", "soon"), ("b.csv", "never")]


def test_an_answer_is_asked_once(store):
    text = HEAD.decode() + "1,{}/04/2026,T,20,30\n"
    asked = deliver(store, [("a.csv", text.format("03").encode())], today=TODAY)
    assert asked.outcome == "needs_choice" and asked.question["key"] == "date_order"
    assert store.current() is None
    answers = {"date_order": "day_first"}
    assert (
        deliver(store, [("a.csv", text.format("03").encode())], today=TODAY, answers=answers).outcome
        == "accept"
    )
    later = deliver(store, [("b.csv", text.format("05").encode())], today=TODAY)
    assert (later.outcome, later.facts["first_date"]) == ("accept", "2026-04-05")
    assert stat.S_IMODE((store.folder / "profiles.json").stat().st_mode) == 0o600


def test_a_process_that_dies_is_a_refusal(store, monkeypatch):
    deliver(store, [("a.csv", FIRST)], today=TODAY)
    before = store.current().name
    monkeypatch.setattr("analytics.ingest.delivery.COMMAND", ("-c", "import os; os.kill(os.getpid(), 9)"))
    report = deliver(store, [("b.csv", FIRST)], today=TODAY)
    assert report.outcome == "reject" and "Nothing was changed" in report.message
    assert store.current().name == before


@pytest.mark.parametrize(
    ("does", "limit", "said"),
    [
        ("time.sleep(60)", "import_watchdog.SILENT_SECONDS", "stood still"),
        (f"[({BEAT}, time.sleep(.1)) for _ in range(600)]", "import_watchdog.STILL_SECONDS", "stood still"),
        (f"{BEAT.replace('1.0', '1e6')}; time.sleep(60)", None, "more work than"),
    ],
)
def test_a_process_that_stands_still_or_works_without_an_end_is_stopped(
    store, monkeypatch, does, limit, said
):
    monkeypatch.setattr("analytics.ingest.delivery.COMMAND", ("-c", f"import time; {does}"))
    if limit:
        monkeypatch.setattr(f"analytics.ingest.{limit}", 0.5)
    report = deliver(store, [("b.csv", FIRST)], today=TODAY)
    assert report.outcome == "reject" and said in report.message
    assert store.current() is None


def test_an_import_may_take_as_long_as_a_busy_machine_makes_it(store):
    """An import that reports progress is not stopped, however long it takes."""
    now = [0.0]
    seen = import_watchdog.Watch(cpu_limit(3_000_000), clock=lambda: now[0])
    for hour in range(1, 6):
        for minute in range(60):
            now[0] = hour * 3600 + minute * 60
            seen.record_report(hour + minute / 60)
            assert seen.problem is None
    now[0] += SILENT_SECONDS + 1
    assert seen.problem == "stuck"


def test_a_worker_tells_its_processor_time():
    told = []
    import_watchdog.beat(told.append)
    deadline = time.monotonic() + 10
    while not told and time.monotonic() < deadline:
        time.sleep(0.01)
    assert told and told[0]["cpu"] > 0


def test_a_delivery_given_up_while_its_process_is_silent_makes_room_for_the_next(store, monkeypatch):
    class GivenUp(BaseException):
        pass

    def give_up(stage, share):
        raise GivenUp

    def look():
        with pytest.raises(GivenUp):
            deliver(store, [("a.csv", FIRST)], today=TODAY, dry_run=True, progress=give_up)

    command, start, begun = delivery.COMMAND, delivery._start_worker, threading.Event()
    monkeypatch.setattr(delivery, "COMMAND", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(delivery, "_start_worker", lambda: (start(), begun.set())[0])
    looking = threading.Thread(target=look)
    began = time.monotonic()
    looking.start()
    assert begun.wait(30)
    monkeypatch.setattr(delivery, "COMMAND", command)
    assert deliver(store, [("a.csv", FIRST)], today=TODAY).outcome == "accept"
    looking.join()
    assert time.monotonic() - began < 30, "the silent process was waited for"


def test_a_delivery_says_when_another_does_not_end(store, monkeypatch):
    monkeypatch.setattr("analytics.ingest.delivery.PATIENCE", 0.2)
    with store.writing(), pytest.raises(StoreBusy, match="Another import is running"):
        deliver(store, [("a.csv", FIRST)], today=TODAY)


def test_running_out_of_memory_is_a_refusal(monkeypatch, capsys):
    def hungry(request, say):
        raise MemoryError

    monkeypatch.setattr(worker, "run", hungry)
    monkeypatch.setattr(worker, "limit_memory", lambda size=0: None)
    monkeypatch.setattr("analytics.import_guard.bar", lambda *names: None)
    monkeypatch.setattr("sys.stdin", __import__("io").StringIO("{}"))
    worker.main()
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["result"]["message"] for one in said if "result" in one] == [worker.TOO_LARGE]


def test_session_numbers_given_twice_do_not_make_corrections(store):
    text = (
        b"Client_ID,Case_ID,Session_ID,Session_Date,Provider_ID,Total_ORS\n"
        b"1,A,1,2026-01-05,T,20\n1,A,1,2026-01-12,T,21\n1,A,2,2026-01-19,T,22\n"
    )
    assert deliver(store, [("a.csv", text)], today=TODAY).rows_accepted == 3
    again = deliver(store, [("a.csv", text)], today=TODAY)
    assert (again.rows_unchanged, again.rows_corrected) == (3, 0)


def test_a_worker_made_ready_serves_one_delivery(store, monkeypatch):
    started = []
    real = delivery._start_worker
    monkeypatch.setattr(delivery, "_start_worker", lambda: started.append(real()) or started[-1])
    delivery.make_ready()
    delivery.make_ready()
    assert len(started) == 1
    first = deliver(store, [("a.csv", FIRST)], today=TODAY)
    again = deliver(store, [("a.csv", FIRST)], today=TODAY)
    assert first.outcome == again.outcome == "accept"
    assert len(started) == 2
    assert all(child.poll() == 0 for child in started)


def test_a_worker_made_ready_goes_with_whoever_started_it(monkeypatch):
    delivery.make_ready()
    child = delivery._take_worker()
    child.stdin.close()
    assert child.wait(20) == 0


def test_a_version_of_an_older_holdfast_is_built_again(store, monkeypatch):
    from analytics import sql

    deliver(store, [("a.csv", FIRST)], today=TODAY)
    before = store.current()
    assert before.layout == sql.schema_hash()
    store.bring_up_to_date()
    assert store.current() == before
    monkeypatch.setattr(sql, "schema_hash", lambda: "newer")
    store.bring_up_to_date()
    after = store.current()
    assert (after.layout, after.n_sessions, after.data_date) == ("newer", before.n_sessions, before.data_date)
    assert len(store.history()) == 1


@pytest.mark.parametrize(("names", "memories"), [(["a.csv", "b.csv"], [140, 1000]), (["a.csv"], [140])])
def test_tables_to_be_joined_may_use_more_memory_than_their_size_says(store, monkeypatch, names, memories):
    class OutOfMemoryException(Exception):
        pass

    asked = []

    def hungry(request, progress, store, current, memory):
        asked.append(memory)
        if memory < 1000:
            raise OutOfMemoryException
        return {"outcome": "accept"}

    monkeypatch.setattr(worker, "_run_pipeline", hungry)
    paths = [store.folder.parent / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(FIRST)
    files = [{"name": path.name, "path": str(path)} for path in paths]
    request = {
        "folder": str(store.folder),
        "store": store.name,
        "scratch": "scratch",
        "replace": False,
        "files": files,
    }
    if len(names) > 1:
        assert worker._imported(request, None)["outcome"] == "accept"
    else:
        with pytest.raises(OutOfMemoryException):
            worker._imported(request, None)
    assert asked == memories
