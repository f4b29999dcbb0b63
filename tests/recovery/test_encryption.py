"""Tests of encryption at rest: nothing of a client in clear, the key missing or wrong, kills, backups, undo, erasing."""

from __future__ import annotations

import datetime
import json
import os
import shutil

import duckdb
import keyring
import pyotp
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from streamlit.testing.v1 import AppTest

from analytics import clock
from analytics.accounts import audit, invitations, people, schema, second_factor, sign_in
from analytics.ingest import deliver as import_files
from analytics.notes import ClientLabels, NotesUnusable
from analytics.store import (
    DataFolder,
    StoreUnusable,
    backup,
    database_file,
    encryption,
    encryption_key,
    erasure,
    journal,
    restore,
    rewriting,
    sealed,
    undo_redo,
    versions,
)
from analytics.store.check import check
from analytics.store.encryption_key import ENVIRONMENT, KEYRING, Key, KeyMissing
from analytics.store.staging import Staging
from launcher import server_process
from tests.support import traces
from tests.support.command import folder_bytes, run
from tests.support.killing import KEY as KILLED_KEY
from tests.support.practice import deliver, practice, session
from tests.support.server import ROOT

CODES = ("ZQX-7731", "ZQX-7732", "ZQX-7733")
IMPORTED = ("ZQY-8841", "ZQY-8842")
NAME, TOTP = "Anneliese Quorn", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXQ"
KEY, OTHER = Key(bytes(range(1, 33))), Key(bytes(range(2, 34)))
NEEDED = f"encrypted with the key {KEY.id}"


class Keyring(NoKeyring):
    """Keyring in memory, as that of an operating system."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture(autouse=True)
def in_environment(monkeypatch):
    """Have the key in the environment, no keyring, and nothing remembered of other tests."""
    monkeypatch.setenv(encryption_key.VARIABLE, KEY.written())
    monkeypatch.setattr(encryption_key, "_found", {})
    monkeypatch.setattr(keyring, "get_password", NoKeyring().get_password)
    monkeypatch.setattr(keyring, "set_password", NoKeyring().set_password)


@pytest.fixture
def system_keyring(monkeypatch):
    """Return a keyring in memory, in place of that of the operating system."""
    made = Keyring()
    monkeypatch.setattr(keyring, "get_password", made.get_password)
    monkeypatch.setattr(keyring, "set_password", made.set_password)
    return made


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Return a folder in clear: three imports of which one was taken back, a name on screen, a second factor."""
    data = tmp_path_factory.mktemp("plain") / "data"
    store = practice(data, [session(CODES[0], f"2026-0{month}-01", 14, 30) for month in range(1, 7)])
    deliver(store, [session(CODES[1], "2026-08-01", 13.7, 31.3)])
    deliver(store, [session(CODES[2], "2026-08-02", 12, 32)])
    store.undo()
    labels = ClientLabels(store.folder)
    labels.switch(True)
    labels.put(erasure.record_ids([CODES[0]], store.secret())[0], NAME)
    people.add(store.folder, "Anna", ["owner"], by="")
    with schema.transaction(store.folder) as connection:
        connection.execute("update person set second_factor = ?", (TOTP,))
    return data


@pytest.fixture(scope="module")
def made(plain, tmp_path_factory):
    """Return the folder `plain`, encrypted with KEY."""
    data = tmp_path_factory.mktemp("made") / "data"
    shutil.copytree(plain, data)
    encryption_key.keep_in_memory(KEY)
    encryption.write_anew(DataFolder(data).practice, KEY, ENVIRONMENT, "R. Calder")
    return data


@pytest.fixture
def data(made, tmp_path):
    """Return a copy of the encrypted folder."""
    return shutil.copytree(made, tmp_path / "data")


@pytest.fixture
def clear(plain, tmp_path):
    """Return a copy of the folder in clear."""
    return shutil.copytree(plain, tmp_path / "clear")


def export(folder, *clients: str):
    """Write an export with one session of each client; return its path."""
    path = folder / "export.csv"
    lines = [f"{client},2026-09-0{day},T01,2{day}.0,36.0" for client in clients for day in (1, 8)]
    path.write_text("\n".join(["client_id,session_date,therapist,ors_total,srs_total", *lines]) + "\n")
    return path


def test_no_byte_of_the_folder_names_a_client_before_or_after_an_import(plain, data, tmp_path):
    store = DataFolder(data).practice
    done = import_files(store, [export(tmp_path, *IMPORTED)], imported_by="Anna")
    assert done.outcome == "accept", done.message
    labels = ClientLabels(store.folder)
    labels.put(erasure.record_ids([IMPORTED[0]], store.secret())[0], NAME + "e")
    for text in (*CODES, NAME, TOTP, store.secret()):
        assert traces.files_with(plain, text), f"the search would find {text}"
        assert traces.files_with(data, text) == []
    assert [traces.files_with(data, code) for code in IMPORTED] == [[], []]
    assert traces.tables_with(store.current().path, IMPORTED[0]), "with the key they are there"
    assert len(labels.all()) == 2 and labels.is_on()
    assert rewriting.in_clear(store.folder) == []
    for name in versions.listed(store.folder):
        with pytest.raises(duckdb.Error, match="without a key"):
            duckdb.connect(str(store.folder / "versions" / name), read_only=True)


def test_everything_is_as_it_was(plain, data):
    before, store = DataFolder(plain).practice, DataFolder(data).practice
    assert versions.listed(store.folder) == versions.listed(before.folder)
    assert store.current().name == before.current().name and store.steps() == before.steps()
    for name in versions.listed(store.folder):
        old, new = versions.read_seal(before.folder, name), versions.read_seal(store.folder, name)
        assert (old.parent, old.day) == (new.parent, new.day) and old.digest != new.digest
    assert (
        store.secret() == before.secret()
        and ClientLabels(store.folder).all() == ClientLabels(before.folder).all()
    )
    assert [one["what"] for one in journal.read(store.folder).entries][-1] == journal.ENCRYPTED
    assert [one.sentence for one in check(DataFolder(data)) if one.level == "problem"] == []
    assert [one.sentence for one in check(DataFolder(data)) if one.what == "encryption"] == [
        f"The data are encrypted with the key {KEY.id}, found in the variable HOLDFAST_KEY. So are marks and secrets."
    ]
    store.redo()
    assert store.current().n_sessions == 8
    store.undo()
    assert store.current().n_sessions == 7


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (None, "found neither in HOLDFAST_KEY nor in the system's keyring"),
        (OTHER.written(), f"HOLDFAST_KEY holds another key, {OTHER.id}"),
        ("secret", "HOLDFAST_KEY holds no key."),
    ],
)
def test_without_the_key_one_sentence_is_said_and_nothing_changes(
    data, tmp_path, monkeypatch, said, sentence
):
    monkeypatch.delenv(encryption_key.VARIABLE)
    if said:
        monkeypatch.setenv(encryption_key.VARIABLE, said)
    before = folder_bytes(data)
    for command in (
        ("import", export(tmp_path, *IMPORTED)), ("show", "overview"), ("imports", "--undo"), ("check",),
        ("erase", CODES[0], "--yes"), ("encryption",), ("encryption", "off"), ("encryption", "key"),
    ):  # fmt: skip
        ended = run(*command, data=data)
        assert ended.status == 5, command
        assert sentence in ended.out + ended.err, command
        assert not any(key.written() in ended.out + ended.err for key in (KEY, OTHER))
    assert folder_bytes(data) == before
    with pytest.raises(schema.AccountsUnusable, match=sentence[:20]):
        second_factor.opened(data / "practice", *_held(data))


def _held(data) -> tuple[str, str]:
    """Return the key of the only person and what the accounts hold as their second factor."""
    with schema.reading(data / "practice") as connection:
        return connection.execute("select key, second_factor from person").fetchone()


def test_the_page_says_which_key_is_missing(made, monkeypatch):
    monkeypatch.delenv(encryption_key.VARIABLE)
    monkeypatch.setenv("HOLDFAST_DATA", str(made))
    monkeypatch.setattr("pages.shell.signed_in.is_required", lambda own: False)
    page = AppTest.from_file(str(ROOT / "pages" / "shell" / "router.py"), default_timeout=60).run()
    assert not page.exception
    text = " ".join(one.value for one in page.markdown)
    assert "The data cannot be opened." in text and NEEDED in text.replace("<code>", "").replace(
        "</code>", ""
    )
    assert not page.button, "nothing is offered that would give the data up"


def test_without_safe_cryptography_nothing_is_written(clear, data, monkeypatch):
    monkeypatch.setattr(database_file, "_extension", lambda: None)
    for folder in (clear, data):
        before = folder_bytes(folder)
        for command in (("encryption", "on", "--key-from", "environment"), ("encryption", "key")):
            if folder == data or command[1] == "on":
                monkeypatch.setenv("HOLDFAST_NEW_KEY", OTHER.written())
                ended = run(*command, data=folder)
                refused = "no safe cryptography for that (package duckdb-extension-httpfs)" in ended.err
                assert (ended.status == 5 and refused) or (folder == data and command[1] == "on")
        assert folder_bytes(folder) == before
    store = DataFolder(data).practice
    with pytest.raises(database_file.NoSafeCryptography):
        deliver(store, [session("C-1", "2026-08-01", 10)])
    assert folder_bytes(data) == before and store.current().n_sessions == 7


def test_writing_with_a_key_never_falls_back(tmp_path):
    """Without `load_cryptography` DuckDB itself refuses, and no file is left."""
    (tmp_path / "versions").mkdir()
    encryption_key.write_marker(tmp_path, encryption_key.Marker(KEY.id, ENVIRONMENT))
    with duckdb.connect() as connection, pytest.raises(database_file.NoSafeCryptography):
        database_file.attach(connection, tmp_path / "versions" / "new.duckdb", "new")
    assert list((tmp_path / "versions").iterdir()) == []


def test_what_exceeds_the_memory_is_encrypted_inside_the_folder(data, clear):
    for folder, wanted in ((data, True), (clear, False)):
        scratch = folder / "practice" / "building" / "tried"
        with Staging(scratch) as staging:
            asked = "select current_setting('temp_file_encryption'), current_setting('temp_directory')"
            assert staging.connection.execute(asked).fetchone() == (wanted, str(scratch / "spill"))


def killed(forker, plain, folder, moment: dict) -> bool:
    """Kill the encryption of a copy of a folder; return whether the practice that opens then is encrypted."""
    shutil.copytree(plain, folder)
    forker.run("encrypt", folder, moment)
    encryption_key.keep_in_memory(Key(KILLED_KEY))
    store = DataFolder(folder).practice
    assert store.current().n_sessions == 7 and store.steps().back == 2
    is_on = encryption_key.read_marker(store.folder) is not None
    assert (rewriting.in_clear(store.folder) == []) == is_on
    assert bool(traces.files_with(folder, CODES[0])) != is_on
    assert {one.name for one in folder.iterdir()} <= {"practice", "lock"}
    shutil.rmtree(folder)
    return is_on


def _steps(forker, plain, folder) -> int:
    """Return how many steps change the disk while a copy of a folder is encrypted."""
    shutil.copytree(plain, folder)
    ended = forker.run("encrypt", folder)
    assert ended["ended"] and not ended["failed"]
    return ended["steps"]


def test_a_few_kills_leave_a_practice_that_opens(forker, plain, tmp_path):
    """Steps spread over the whole operation, so that some come before the folders change places and some after."""
    steps = _steps(forker, plain, tmp_path / "whole")
    calls = (1, steps // 3, 2 * steps // 3, steps)
    found = [killed(forker, plain, tmp_path / str(at), {"call": at, "after": False}) for at in calls]
    assert not found[0] and found[-1]


@pytest.mark.slow
def test_a_kill_at_every_step_leaves_a_practice_that_opens(forker, plain, tmp_path):
    steps = _steps(forker, plain, tmp_path / "whole")
    moments = [{"call": at, "after": at % 2 == 0} for at in range(1, steps + 1)]
    found = [killed(forker, plain, tmp_path / str(at), moment) for at, moment in enumerate(moments)]
    print(steps, found.count(False), found.count(True))
    assert {True, False} == set(found)


def test_a_backup_needs_the_key(data, tmp_path, monkeypatch):
    path, other = tmp_path / "backup", tmp_path / "other"
    said = run("backup", "--out", path, data=data)
    assert said.status == 0 and f"without the key {KEY.id} nobody can restore it" in said.out
    assert not any(code.encode() in path.read_bytes() for code in (*CODES, NAME, TOTP))
    monkeypatch.delenv(encryption_key.VARIABLE)
    refused = run("restore", path, data=other)
    assert refused.status == 5 and NEEDED in refused.err
    assert not versions.listed(other / "practice") and not list(other.glob("practice.*"))
    monkeypatch.setenv(encryption_key.VARIABLE, KEY.written())
    assert run("restore", path, data=other).status == 0
    store = DataFolder(other).practice
    assert store.current().n_sessions == 7 and rewriting.in_clear(store.folder) == []
    assert ClientLabels(store.folder).all() == ClientLabels(data / "practice").all()


def test_a_backup_in_clear_is_encrypted_where_the_practice_is(clear, data, tmp_path):
    path = tmp_path / "backup"
    with path.open("wb") as file:
        backup.write(DataFolder(clear).practice, file)
    store = DataFolder(data).practice
    restore.restore(store, path, replace=True)
    store.forget()
    assert rewriting.in_clear(store.folder) == [] and store.current().n_sessions == 7
    assert traces.files_with(data, CODES[0]) == []


def test_a_client_is_erased_while_encrypted(data):
    store = DataFolder(data).practice
    found = erasure.erase(store, [CODES[0]])
    assert (found.sessions, found.labels) == (6, 1)
    assert rewriting.in_clear(store.folder) == [] and len(versions.listed(store.folder)) == 1
    assert traces.tables_with(store.current().path, CODES[0]) == []
    assert traces.tables_with(store.current().path, CODES[1])
    assert ClientLabels(store.folder).all() == {}


def test_the_second_factor_works_while_encrypted(data):
    folder, now = data / "practice", clock.now()
    (account,) = people.everybody(folder)
    assert second_factor.opened(folder, *_held(data)) == TOTP
    secret = second_factor.new_secret()
    assert second_factor.turn_on(folder, account, secret, pyotp.TOTP(secret).at(now))
    assert sealed.is_sealed(_held(data)[1]) and traces.files_with(data, secret) == []
    assert not second_factor.turn_off(folder, account, "000000")
    assert second_factor.turn_off(
        folder, account, pyotp.TOTP(secret).at(now + datetime.timedelta(seconds=30))
    )


def test_without_the_key_a_right_password_counts_as_no_wrong_try(data, monkeypatch):
    """Else people would be locked out for a fault of the computer, and told of a wrong code."""
    folder = data / "practice"
    (account,) = people.everybody(folder)
    phrase = "a long enough phrase 7"
    invitations.use(folder, invitations.invite(folder, account, by=audit.COMMAND_LINE), "anna", phrase)
    with schema.transaction(folder) as connection:  # the link took the second factor off
        held = sealed.protected(folder, TOTP, f"second factor of {account.key}")
        connection.execute("update person set second_factor = ?", (held,))
    monkeypatch.delenv(encryption_key.VARIABLE)
    for code in ("", "123456", "", "123456", "", "123456"):
        with pytest.raises(schema.AccountsUnusable) as said:
            sign_in.sign_in(folder, "anna", phrase, code)
        assert str(said.value) == sign_in.KEY_MISSING and str(said.value).count(".") == 1
    assert not {"locked", "sign_in_refused"} & {line.action for line in audit.lines(folder)}
    assert sign_in.sign_in(folder, "anna", "a wrong phrase 77").state == "wrong", (
        "which says nothing of the key"
    )
    monkeypatch.setenv(encryption_key.VARIABLE, KEY.written())
    given = sign_in.sign_in(folder, "anna", phrase, pyotp.TOTP(TOTP).at(clock.now()))
    assert given.state == "signed_in"


def test_a_new_key_in_the_environment_takes_the_place_of_the_old_one(data, monkeypatch):
    monkeypatch.setenv("HOLDFAST_NEW_KEY", OTHER.written())
    said = run("encryption", "key", data=data)
    assert said.status == 0 and OTHER.id in said.out and OTHER.written() not in said.out
    monkeypatch.setattr(encryption_key, "_found", {})
    assert run("show", "overview", data=data).status == 5, "the old key opens nothing any more"
    monkeypatch.setenv(encryption_key.VARIABLE, OTHER.written())
    store = DataFolder(data).practice
    assert store.current().n_sessions == 7 and store.steps().back == 2
    assert NAME in ClientLabels(store.folder).all().values()
    assert second_factor.opened(store.folder, *_held(data)) == TOTP


def test_turning_it_off_gives_everything_back_in_clear(data, plain):
    said = run("encryption", "off", data=data)
    assert said.status == 0 and "no longer encrypted" in said.out
    store = DataFolder(data).practice
    assert encryption_key.read_marker(store.folder) is None
    assert not any(
        database_file.is_encrypted(store.folder / "versions" / one) for one in versions.listed(store.folder)
    )
    assert store.secret() == DataFolder(plain).practice.secret()
    assert _held(data)[1] == TOTP and NAME in ClientLabels(store.folder).all().values()
    assert "Holdfast does not encrypt these data" in run("encryption", data=data).out


def test_the_keyring_keeps_the_key_and_the_recovery_key_is_printed_once(clear, system_keyring, monkeypatch):
    monkeypatch.delenv(encryption_key.VARIABLE)
    made = run("encryption", "on", "--json", data=clear).document
    assert system_keyring.held == {("holdfast", made["key"]): made["recovery_key"]}
    again = run("encryption", data=clear)
    assert again.status == 0 and "the system's keyring" in again.out
    assert made["recovery_key"] not in again.out
    assert not any(
        made["recovery_key"].replace("-", dash).encode() in content
        for content in folder_bytes(clear).values()
        for dash in ("-", "")
    )
    rotated = run("encryption", "key", "--json", data=clear).document
    assert rotated["key"] != made["key"] and len(system_keyring.held) == 2
    assert DataFolder(clear).practice.current().n_sessions == 7
    system_keyring.held.clear()
    monkeypatch.setattr(encryption_key, "_found", {})
    assert run("check", data=clear).status == 5
    monkeypatch.setenv(encryption_key.VARIABLE, rotated["recovery_key"])
    assert run("encryption", "on", "--key-from", "keyring", data=clear).status == 0
    assert list(system_keyring.held) == [("holdfast", rotated["key"])]


def test_a_computer_without_a_keyring_says_so_before_anything_is_changed(clear, monkeypatch):
    monkeypatch.delenv(encryption_key.VARIABLE)
    before = folder_bytes(clear)
    said = run("encryption", "on", data=clear)
    assert said.status == 5 and "has no keyring" in said.err and "Traceback" not in said.err
    said = run("encryption", "on", "--key-from", "environment", data=clear)
    assert said.status == 2 and "HOLDFAST_KEY holds no key" in said.err
    assert folder_bytes(clear) == before
    assert encryption_key.parsed(run("encryption", "make-key", data=clear).out) is not None


def test_the_browser_does_not_get_the_key(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(server_process.environment, "VENV", tmp_path)
    monkeypatch.setattr(server_process.webbrowser, "open", lambda address: seen.append(dict(os.environ)))
    server_process.open_browser("http://127.0.0.1:8501/?key=x")
    assert len(seen) == 1 and encryption_key.VARIABLE not in seen[0]


def test_a_file_in_clear_is_noticed(data, plain):
    store = DataFolder(data).practice
    name = store.current().name
    for one in (f"versions/{name}", f"versions/{name}.sha256"):
        (data / "practice" / one).unlink()
        shutil.copyfile(plain / "practice" / one, data / "practice" / one)
    found = [one for one in check(DataFolder(data)) if one.what == "encryption"]
    assert [one.level for one in found] == ["problem"] and name in found[0].sentence
    (data / "practice" / encryption_key.FILE).unlink()
    found = [one for one in check(DataFolder(data)) if one.what == "encryption"]
    assert [one.level for one in found] == ["problem"] and "encryption.json" in found[0].sentence
    with pytest.raises(StoreUnusable, match="encryption.json"), store.writing():
        pass


def test_files_set_aside_stop_it(clear):
    undo_redo._set_aside(clear / "practice", versions.listed(clear / "practice")[0])
    said = run("encryption", "on", "--key-from", "environment", data=clear)
    assert said.status == 5 and "set aside as damaged" in said.err


def test_a_write_meanwhile_stops_it_and_is_not_lost(clear, monkeypatch):
    store = DataFolder(clear).practice
    real = rewriting.copy

    def copied(*arguments):
        real(*arguments)
        ClientLabels(store.folder).put("ab" * 8, "Meanwhile")

    monkeypatch.setattr(rewriting, "copy", copied)
    with pytest.raises(StoreUnusable, match="Somebody wrote"):
        encryption.write_anew(store, KEY, ENVIRONMENT)
    assert "Meanwhile" in ClientLabels(store.folder).all().values()
    assert encryption_key.read_marker(store.folder) is None


def test_an_encrypted_text_is_tied_to_its_place():
    text = sealed.seal(KEY, b"secret", "second factor of a")
    assert sealed.unseal(KEY, text, "second factor of a") == b"secret"
    for key, changed, about in ((KEY, text, "second factor of b"), (OTHER, text, "second factor of a"),
                                (KEY, text[:-4] + "AAA=", "second factor of a")):  # fmt: skip
        with pytest.raises(sealed.SealBroken):
            sealed.unseal(key, changed, about)


def test_damaged_notes_say_so(data):
    path = data / "practice" / "notes.sqlite"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(NotesUnusable, match="cannot be read"):
        ClientLabels(path.parent).all()


def test_a_key_is_never_in_a_text_about_it():
    assert KEY.written() not in repr(KEY) and KEY.content.hex() not in f"{KEY} {KEY.id}"
    assert KEY.id not in KEY.content.hex()
    for text in (KEY.written(), KEY.content.hex().upper(), " ".join(KEY.written().split("-"))):
        assert encryption_key.parsed(text) == KEY
    assert encryption_key.parsed("ab" * 31) is None and encryption_key.parsed("") is None
    assert json.loads(json.dumps(KEY.id)) == KEY.id


def test_the_key_of_one_practice_is_not_that_of_another(data, tmp_path, monkeypatch, system_keyring):
    """A key in the environment that is not the right one does not hide the one in the keyring."""
    system_keyring.held["holdfast", KEY.id] = KEY.written()
    monkeypatch.setenv(encryption_key.VARIABLE, OTHER.written())
    assert DataFolder(data).practice.current().n_sessions == 7
    monkeypatch.setattr(encryption_key, "_found", {})
    system_keyring.held["holdfast", KEY.id] = OTHER.written()
    with pytest.raises(KeyMissing, match="another key"):
        DataFolder(data).practice.current()
    assert encryption_key.KEYRING == KEYRING
