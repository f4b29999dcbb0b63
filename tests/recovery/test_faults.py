"""Tests that disk, folder and lock errors give one sentence and an exit status, and lose no data."""

from __future__ import annotations

import errno
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import time

import pytest

from analytics import sql
from analytics.risk import model_store, refresh
from analytics.store import DataFolder, StoreUnusable, atomic_file, disk_errors, read_back
from analytics.store.build import CheckFailed
from tests.support.clinic import rows
from tests.support.command import run
from tests.support.practice import TODAY, deliver, practice, session

POSIX = pytest.mark.skipif(os.name == "nt", reason="a matter of POSIX systems")


class IOException(Exception):
    """Imitation of DuckDB's IOException."""

    __module__ = "_duckdb"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "cannot be written"),
        (OSError(errno.EIO, "Input/output error"), "disk reported an error"),
        (IOException('Could not write file "x": No space left on device'), "disk is full"),
        (IOException('Cannot open file "x": Permission denied'), "cannot be written"),
        (
            IOException(
                'Could not set lock on file "x": Conflicting lock is held in /usr/bin/dbeaver (PID 4711)'
            ),
            "(dbeaver, process 4711)",
        ),
    ],
)
def test_errors_of_the_disk_are_one_sentence(tmp_path, error, words):
    with pytest.raises(StoreUnusable, match="^[^/]*$") as told, disk_errors.explained(tmp_path):
        raise error
    assert words in str(told.value)


def test_a_file_that_a_person_named_is_not_ours(tmp_path):
    with pytest.raises(FileNotFoundError), disk_errors.explained(tmp_path):
        (tmp_path.parent / "export.csv").read_text()
    with pytest.raises(PermissionError), disk_errors.explained(tmp_path / "practice"):
        raise PermissionError(errno.EACCES, "no", "/elsewhere/export.csv")


@POSIX
@pytest.mark.parametrize("name", ["CURRENT", "versions", "version"])
def test_whose_file_it_is_is_said(tmp_path, monkeypatch, name):
    """The message names the file that belongs to another user."""
    store = practice(tmp_path, rows())
    closed = store.current().path if name == "version" else store.folder / name
    real = {call: getattr(pathlib.Path, call) for call in ("read_bytes", "open", "iterdir")}

    def refusing(call):
        def refused(path, *more, **named):
            if path == closed:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real[call](path, *more, **named)

        return refused

    for call in real:
        monkeypatch.setattr(pathlib.Path, call, refusing(call))
    if name == "versions":  # the list of versions is asked for only where the pointer is of no use
        (store.folder / "CURRENT").unlink()
    monkeypatch.setattr(disk_errors, "_owner", lambda path: "root")
    monkeypatch.setattr(disk_errors, "_me", lambda: "anna")
    for words in (("show", "overview"), ("imports", "--undo")):
        said = run(*words, data=tmp_path)
        assert said.status == 5
        assert said.err.strip() == (
            f"In the data folder, {closed.name} belongs to root, and this is anna. Nothing was changed."
            " Let root or an administrator give the whole data folder to anna."
        )


@pytest.mark.parametrize("call", ["os.replace", "os.fsync"])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path, monkeypatch, call):
    store = practice(tmp_path, rows())
    before = store.current().name

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(call, full)
        said = run("imports", "--undo", data=tmp_path)
        assert (said.status, "disk is full" in said.err) == (5, True)
        with pytest.raises(StoreUnusable, match="disk is full"):
            deliver(store, [session("c9", "2026-09-01", 20)])
    assert DataFolder(tmp_path).practice.current().name == before
    assert not list((store.folder / "building").rglob("*.duckdb"))
    assert run("check", data=tmp_path).status == 0
    assert deliver(store, [session("c9", "2026-09-01", 20)]).new == 1


@POSIX
def test_another_program_that_writes_is_named(tmp_path):
    deliver(DataFolder(tmp_path).practice, rows())
    path = next((tmp_path / "practice" / "versions").glob("*.duckdb"))
    assert stat.S_IMODE(path.stat().st_mode) == atomic_file.FINISHED
    if os.geteuid():
        return  # nobody but an administrator can open it for writing
    holder = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); print('open', flush=True); time.sleep(60)"
    )
    code = "import sys; from analytics.cli import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen([sys.executable, "-c", holder, str(path)], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"open\n"
        said = subprocess.run(
            [sys.executable, "-c", code, "--data", str(tmp_path), "show", "overview"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        other.kill()
    assert said.returncode == 5
    assert f"process {other.pid})" in said.stderr
    assert "undo" not in said.stderr


@POSIX
def test_an_import_that_is_stopped_removes_its_copies(tmp_path):
    """An import stopped by SIGTERM deletes its temporary copies."""
    data, file = tmp_path / "data", tmp_path / "more.csv"
    lines = [f"c{n},2026-09-{1 + n % 28:02},T01,{n % 40}.0" for n in range(60_000)]
    file.write_text("client_id,session_date,therapist,ors_total\n" + "\n".join(lines))
    command = [
        sys.executable,
        "-m",
        "analytics",
        "--data",
        str(data),
        "import",
        str(file),
        "--today",
        "2026-09-30",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        end = time.monotonic() + 60
        while not list(data.rglob("delivered-0")) and time.monotonic() < end:
            time.sleep(0.01)
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 128 + signal.SIGTERM
    assert not [path for path in (data / "practice" / "building").rglob("*") if path.is_file()]


@POSIX
def test_a_copy_that_others_can_read_is_mended_by_the_next_write(tmp_path):
    store = practice(tmp_path, rows())
    for path in [store.folder, *store.folder.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o044)
    said = run("check", data=tmp_path)
    assert said.status == 5
    assert "next import or undo mends that" in said.out
    deliver(DataFolder(tmp_path).practice, [session("c9", "2026-09-01", 20)])
    assert run("check", data=tmp_path).status == 0


@POSIX
def test_files_are_private_from_their_first_byte(tmp_path):
    """Files are private from the moment of creation, whatever the caller's umask."""
    code = (
        "import os, sys; os.umask(0)\n"
        "from pathlib import Path\n"
        "from analytics.store import atomic_file\n"
        "atomic_file.restrict_umask()\n"
        "seen = set()\n"
        "real = os.replace\n"
        "def replace(a, b):\n"
        "    seen.update(p.name for p in Path(sys.argv[1]).rglob('*') if p.stat().st_mode & 0o77)\n"
        "    real(a, b)\n"
        "os.replace = replace\n"
        "from tests.support.practice import practice, session\n"
        "practice(Path(sys.argv[1]), [session('c1', '2025-01-01', 14)])\n"
        "print(seen)\n"
    )
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert said.stdout.strip() == "set()", said.stderr


def test_a_version_that_reads_back_otherwise_is_thrown_away(tmp_path, monkeypatch):
    store = practice(tmp_path, rows())
    before = store.current().name
    real, calls = read_back.sums, []

    def other(connection):
        calls.append(1)
        found = real(connection)
        if len(calls) == 2:  # as if an encoder had changed one score
            count, total = found["new.mart.session"]
            found["new.mart.session"] = (count, total + 1)
        return found

    monkeypatch.setattr(read_back, "sums", other)
    with pytest.raises(CheckFailed, match="could not be read back"):
        deliver(store, [session("c9", "2026-09-01", 20)])
    assert len(calls) == 2
    assert store.current().name == before
    assert not list((store.folder / "building").rglob("*.duckdb"))


def test_every_table_of_a_version_is_read_back(tmp_path, monkeypatch):
    seen = []
    real = read_back.sums
    monkeypatch.setattr(read_back, "sums", lambda one: seen.append(real(one)) or dict(seen[-1]))
    practice(tmp_path, rows())
    assert seen[0] == seen[1]
    assert {"new.mart.session", "new.mart.episode", "new.meta.version", "new.meta.import"} <= seen[0].keys()
    assert seen[0]["new.mart.session"][0] == len(rows())


@pytest.fixture
def modelled(tmp_path):
    store = practice(tmp_path, rows())
    refresh.run(store)
    return store


def test_models_that_do_not_fit_are_made_anew(modelled, tmp_path):
    path, version = model_store.path(modelled.current()), modelled.current()
    whole = path.read_bytes()
    document = json.loads(whole)
    unsealed = {key: value for key, value in document.items() if key != "seal"}
    others = [
        whole.replace(b'"needed": null', b'"needed": 1', 1),
        whole.replace(b"0.", b"1.", 1),
        whole[: len(whole) // 2],
        b"",
        json.dumps(document | {"data_date": "2020-01-01"}).encode(),
        json.dumps(unsealed).encode(),
        model_store.sealed(json.dumps(unsealed | {"version": "practice-000009-00000000.duckdb"})).encode(),
        model_store.sealed(json.dumps(unsealed | {"definitions": "00000000"})).encode(),
        model_store.sealed(json.dumps(unsealed | {"layout": 99})).encode(),
    ]
    for content in others:
        if content == whole:
            continue
        path.write_bytes(content)
        assert model_store.read(version) is None
        assert run("check", data=tmp_path).status == 5
    assert run("show", "early_warning", data=tmp_path).status in (0, 4)
    assert json.loads(path.read_bytes()) == document
    assert run("check", data=tmp_path).status == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows does not say whether a process has ended")
def test_a_killed_maker_of_models_is_not_waited_for(tmp_path):
    version = practice(tmp_path / "data", rows()).current()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    marker = model_store.path(version).with_suffix(".making")
    marker.parent.mkdir(parents=True, exist_ok=True)
    for process, is_running in ((str(os.getpid()), True), ("", True), (str(ended.pid), False)):
        marker.write_text(process)
        assert refresh.running(version) is is_running


def test_models_that_cannot_be_made_are_told_with_a_number(tmp_path, monkeypatch):
    practice(tmp_path / "data", rows())
    file = tmp_path / "more.csv"
    file.write_text("client_id,session_date,therapist,ors_total\nc1,2026-09-09,T01,21.0\n")

    def broken(*_, **__):
        raise ZeroDivisionError("of a client")

    monkeypatch.setattr("analytics.risk.assessment.assess", broken)
    said = run("import", file, "--today", "2026-09-30", data=tmp_path / "data")
    assert said.status == 0
    number = model_store.failure(DataFolder(tmp_path / "data").practice.current())
    assert f"error number {number}" in said.err
    told = run("show", "early_warning", "--json", data=tmp_path / "data")
    assert told.status == 4
    number = model_store.failure(DataFolder(tmp_path / "data").practice.current())
    assert f"error number {number}" in told.document["why"]
    checked = run("check", data=tmp_path / "data")
    assert checked.status == 5
    assert number in checked.out
    assert (
        "client" not in model_store.failure_path(DataFolder(tmp_path / "data").practice.current()).read_text()
    )
    monkeypatch.undo()
    assert run("show", "early_warning", data=tmp_path / "data").status in (0, 4)
    assert run("check", data=tmp_path / "data").status == 0


def test_forty_nights(tmp_path, monkeypatch):
    """After forty nightly imports, undo removes the bad delivery, the only one with new data.

    Most nights bring nothing new; one import is killed, one finds the disk full, and the table layout changes
    once.
    """
    store = practice(tmp_path, rows())
    good = None
    for night in range(40):
        if night == 20:
            good = (store.current().n_sessions, len(store.history()))
            deliver(store, [session("BAD", "2026-09-03", 1), session("BAD", "2026-09-10", 40)])
        elif night == 25:
            with monkeypatch.context() as patched:
                patched.setattr(
                    os, "replace", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full"))
                )
                with pytest.raises(StoreUnusable, match="disk is full"):
                    deliver(store, [session("c9", "2026-09-01", 20)])
        elif night == 30:
            monkeypatch.setattr(sql, "schema_hash", lambda: "of the next release")
            store.bring_up_to_date()
        else:
            deliver(store, rows())
    assert store.current().layout == "of the next release"
    assert store.steps().back == 2
    back = store.undo()
    assert (back.n_sessions, len(store.history())) == good
    assert back.data_date == TODAY
