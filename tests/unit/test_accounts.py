"""Tests of accounts: who may sign in and how, what ends a sign-in, and the audit log that cannot be rewritten."""

import datetime
import sqlite3
import threading

import pytest
from pyotp.totp import TOTP

from analytics import clock
from analytics.accounts import (
    audit,
    invitations,
    passwords,
    people,
    roster,
    schema,
    second_factor,
    sessions,
    sign_in,
    viewers,
)

PASSWORD = "a long enough phrase 7"
BY = audit.COMMAND_LINE


class Clock:
    """Clock that a test moves by hand."""

    def __init__(self) -> None:
        self.at = datetime.datetime(2026, 9, 1, 9, 0, tzinfo=datetime.UTC)

    def later(self, **by: float) -> None:
        self.at += datetime.timedelta(**by)


@pytest.fixture
def now(monkeypatch):
    held = Clock()
    monkeypatch.setattr(clock, "now", lambda: held.at)
    monkeypatch.setattr(clock, "today", lambda: held.at.date())
    return held


@pytest.fixture(autouse=True)
def fast_hashes(monkeypatch):
    """Use Argon2id with little memory, so that tests are quick; one test uses the real parameters."""
    monkeypatch.setattr(passwords, "_HASHER", passwords.PasswordHasher(1, 8, 1))
    passwords._of_nobody.cache_clear()


@pytest.fixture
def practice(tmp_path, now):
    """Return (folder, owner) of a practice whose owner signs in as `anna`."""
    owner = people.add(tmp_path, "Anna Berg", ["owner"], by=BY)
    return tmp_path, with_password(tmp_path, owner, "anna")


def with_password(folder, account, login):
    return invitations.use(folder, invitations.invite(folder, account, by=BY), login, PASSWORD)


def signed_in(folder, login, **more):
    outcome = sign_in.sign_in(folder, login, PASSWORD, **more)
    assert outcome.state == "signed_in"
    return outcome.token


def test_the_first_person_is_an_owner_and_the_last_owner_stays(practice, tmp_path):
    folder, anna = practice
    with pytest.raises(people.PersonRefused, match="first person is an owner"):
        people.add(tmp_path / "other", "Bo", ["therapist"], by=BY)
    assert people.everybody(tmp_path / "other") == ()
    with pytest.raises(people.PersonRefused, match="last owner"):
        people.remove(folder, anna, by=BY)
    with pytest.raises(people.PersonRefused, match="last owner"):
        people.change(folder, anna, "Anna", ["therapist"], [], by=BY)
    people.add(folder, "Cleo", ["owner", "therapist"], ["T1"], by=BY)
    people.remove(folder, anna, by=BY)
    assert [one.name for one in people.everybody(folder)] == ["Cleo"]


@pytest.mark.parametrize(
    ("name", "roles", "codes", "why"),
    [
        ("", ["owner"], [], "name"), ("x" * 101, ["owner"], [], "name"), ("a\nb", ["owner"], [], "name"),
        ("Bo", [], [], "role"), ("Bo", ["chief"], [], "no role chief"), ("Bo", ["therapist"], ["T1"], "already that"),
    ],
)  # fmt: skip
def test_a_person_who_cannot_be_added_leaves_no_trace(practice, name, roles, codes, why):
    folder, _ = practice
    people.add(folder, "Dora", ["therapist"], ["T1"], by=BY)
    before = audit.lines(folder)
    with pytest.raises(people.PersonRefused, match=why):
        people.add(folder, name, roles, codes, by=BY)
    assert len(people.everybody(folder)) == 2 and audit.lines(folder) == before


def test_a_link_is_used_once_within_three_days_and_only_the_newest_works(practice, now):
    folder, _ = practice
    bo = people.add(folder, "Bo Lund", ["therapist"], by=BY)
    old, new = invitations.invite(folder, bo, by=BY), invitations.invite(folder, bo, by=BY)
    assert invitations.whose(folder, old) is None and invitations.whose(folder, new) == bo
    with pytest.raises(people.PersonRefused, match="used before or is too old"):
        invitations.use(folder, old, "bo", PASSWORD)
    now.later(days=3)
    assert invitations.whose(folder, new) is None
    again = invitations.invite(folder, bo, by=BY)
    with pytest.raises(people.PersonRefused, match="taken"):
        invitations.use(folder, again, "ANNA", PASSWORD)
    invitations.use(folder, again, "Bo", PASSWORD)
    with pytest.raises(people.PersonRefused, match="used before"):
        invitations.use(folder, again, "bo", PASSWORD)
    assert signed_in(folder, " BO ")


@pytest.mark.parametrize(
    "password", ["short", "x" * 201, "aaaaaaaaaaaaaa", "my name is lund, ok", "lund.bo@1234567"]
)
def test_passwords_that_are_easily_guessed_are_refused(practice, password):
    folder, _ = practice
    bo = people.add(folder, "Bo Lund", ["therapist"], by=BY)
    with pytest.raises(passwords.PasswordRefused):
        invitations.use(folder, invitations.invite(folder, bo, by=BY), "bo", password)
    assert not people.everybody(folder)[1].has_password


@pytest.mark.parametrize("login", ["anna", "nobody-of-that-name"])
def test_five_wrong_passwords_lock_a_name_whether_it_exists_or_not(practice, now, login):
    folder, _ = practice
    states = [sign_in.sign_in(folder, login, "wrong").state for _ in range(6)]
    assert states == ["wrong"] * 4 + ["locked"] * 2
    assert sign_in.sign_in(folder, login, PASSWORD).state == "locked"
    now.later(minutes=15)
    assert sign_in.sign_in(folder, login, PASSWORD).state == ("signed_in" if login == "anna" else "wrong")


def test_tries_sent_at_once_are_counted_too(practice):
    folder, _ = practice
    states: list[str] = []
    threads = [
        threading.Thread(target=lambda: states.append(sign_in.sign_in(folder, "anna", "wrong").state))
        for _ in range(12)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sign_in.sign_in(folder, "anna", PASSWORD).state == "locked"
    assert len(states) == 12 and states.count("locked") >= 7


def test_an_unknown_name_costs_as_much_as_a_wrong_password(practice, monkeypatch):
    """One hash is computed in either case, and none of them is of an empty text."""
    folder, _ = practice
    checked = []

    class Counting(passwords.PasswordHasher):
        def verify(self, hash, password):
            checked.append((hash.split("$")[1], len(hash), password))
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting(1, 8, 1))
    for login in ("anna", "nobody", "removed"):
        sign_in.sign_in(folder, login, "wrong")
    assert len(set(checked)) == 1 and len(checked) == 3 and checked[0][0] == "argon2id"


def test_hashes_are_argon2id_with_the_parameters_of_rfc_9106():
    held = passwords.PasswordHasher().hash(PASSWORD)
    assert held.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_sign_in_ends_when_idle_after_twelve_hours_and_by_sign_out(practice, now):
    folder, anna = practice
    token = signed_in(folder, "anna")
    for _ in range(3):  # clicks keep it alive
        now.later(minutes=14)
        assert sessions.current(folder, token, is_click=True) == anna
    now.later(minutes=14)
    assert sessions.current(folder, token, is_click=False) == anna
    now.later(minutes=1)  # the check just now was no click
    assert sessions.current(folder, token, is_click=True) is None
    token = signed_in(folder, "anna")
    for _ in range(51):
        now.later(minutes=14)
        assert sessions.current(folder, token, is_click=True) == anna
    now.later(minutes=7)
    assert sessions.current(folder, token, is_click=True) is None, "twelve hours at most"
    token, other = signed_in(folder, "anna"), signed_in(folder, "anna")
    sessions.end(folder, token)
    assert sessions.current(folder, token, is_click=True) is None
    assert sessions.current(folder, other, is_click=True) == anna
    now.later(minutes=-5)  # a clock that goes back lets nobody in who signed in later
    assert sessions.current(folder, other, is_click=True) is None
    for wrong in (None, "", "x", token[:-1]):
        assert sessions.current(folder, wrong, is_click=True) is None


def test_removal_and_a_new_password_end_open_sign_ins_at_once(practice):
    folder, anna = practice
    bo = with_password(folder, people.add(folder, "Bo", ["therapist"], ["T1"], by=BY), "bo")
    token, of_anna = signed_in(folder, "bo"), signed_in(folder, "anna")
    people.remove(folder, bo, by=anna.key)
    assert sessions.current(folder, token, is_click=True) is None
    assert sign_in.sign_in(folder, "bo", PASSWORD).state == "wrong"
    assert people.add(folder, "Bo II", ["therapist"], ["T1"], by=BY).codes == {"T1"}, "the code is free"
    with_password(folder, anna, "anna")
    assert sessions.current(folder, of_anna, is_click=True) is None


def test_another_role_or_code_holds_from_the_next_click_of_an_open_sign_in(practice):
    folder, anna = practice
    bo = with_password(folder, people.add(folder, "Bo", ["therapist"], ["T1"], by=BY), "bo")
    token = signed_in(folder, "bo")

    def rights():
        account = sessions.current(folder, token, is_click=True)
        assert account is not None
        return viewers.viewer_of(account, clock.today())

    assert rights().therapists == {"T1"}
    people.change(folder, bo, "Bo", ["office"], [], by=anna.key)
    assert (rights().therapists, rights().roles) == (frozenset(), {"office"})
    people.change(folder, bo, "Bo", ["therapist"], ["T2"], by=anna.key)
    assert rights().therapists == {"T2"}


def test_the_second_factor_accepts_each_code_once_and_wrong_codes_count(practice, now):
    folder, anna = practice
    secret = second_factor.new_secret()
    assert not second_factor.turn_on(folder, anna, secret, "000000")
    assert second_factor.turn_on(folder, anna, secret, TOTP(secret).at(now.at))
    now.later(seconds=30)
    assert sign_in.sign_in(folder, "anna", PASSWORD).state == "needs_code"
    code = TOTP(secret).at(now.at)
    assert sign_in.sign_in(folder, "anna", PASSWORD, code).state == "signed_in"
    assert sign_in.sign_in(folder, "anna", PASSWORD, code).state == "wrong", "seen over the shoulder"
    now.later(seconds=60)
    assert sign_in.sign_in(
        folder, "anna", PASSWORD, f" {TOTP(secret).at(now.at)[:3]} {TOTP(secret).at(now.at)[3:]}"
    ).token
    for _ in range(5):
        sign_in.sign_in(folder, "anna", PASSWORD)  # asking for the code resets nothing ...
        last = sign_in.sign_in(folder, "anna", PASSWORD, "000000").state
    assert last == "locked", "... so that codes cannot be guessed"
    now.later(minutes=16)
    assert not second_factor.turn_off(folder, anna, "000000")
    assert second_factor.turn_off(folder, anna, TOTP(secret).at(now.at))
    assert sign_in.sign_in(folder, "anna", PASSWORD).state == "signed_in"


def test_rights_follow_the_days_of_a_supervision(practice, now):
    folder, _ = practice
    eva = people.add(folder, "Eva", ["supervisor"], ["T1"], by=BY)
    days = [datetime.date(2026, 9, 2), datetime.date(2026, 9, 4)]
    eva = people.supervise(
        folder, eva, [people.Supervision(code="T2", from_day=days[0], to_day=days[1])], by=BY
    )
    seen = {}
    for day in range(1, 6):
        viewer = viewers.viewer_of(eva, datetime.date(2026, 9, day))
        assert viewer.roles == {"supervisor", "therapist"} and viewer.own_therapist == "T1"
        seen[day] = viewer.therapists
    assert seen == {1: {"T1"}, 2: {"T1", "T2"}, 3: {"T1", "T2"}, 4: {"T1", "T2"}, 5: {"T1"}}
    with pytest.raises(people.PersonRefused, match="end before it begins"):
        people.supervise(
            folder, eva, [people.Supervision(code="T2", from_day=days[1], to_day=days[0])], by=BY
        )
    bo = people.add(folder, "Bo", ["therapist"], ["T3"], by=BY)
    with pytest.raises(people.PersonRefused, match="no supervisor"):
        people.supervise(folder, bo, [people.Supervision(code="T2", from_day=days[0])], by=BY)


def test_rights_by_role(practice):
    _, anna = practice
    day = datetime.date(2026, 9, 1)
    assert viewers.viewer_of(anna, day).therapists == frozenset()
    assert viewers.viewer_of(anna, day, owner_client_pages=True).therapists is None


def test_codes_of_nobody_and_therapists_without_a_code_are_said(practice):
    folder, _ = practice
    people.add(folder, "Bo", ["therapist"], by=BY)
    people.add(folder, "Eva", ["therapist"], ["t2"], by=BY)
    accounts = people.everybody(folder)
    assert viewers.unheld(accounts, ["T1", "T2", "T3"], str.upper) == ["T1", "T3"]
    assert [one.name for one in viewers.without_code(accounts)] == ["Bo"]


def test_a_lost_or_damaged_list_lets_nobody_in(practice):
    folder, _ = practice
    token = signed_in(folder, "anna")
    file = schema.path(folder)
    held = file.read_bytes()
    file.write_bytes(held[: len(held) // 2])
    for ask in (people.everybody, roster.listed, lambda f: sessions.current(f, token, is_click=True)):
        with pytest.raises(schema.AccountsUnusable):
            ask(folder)
    file.unlink()
    for ask in (people.everybody, roster.listed, lambda f: people.add(f, "Eve", ["owner"], by=BY)):
        with pytest.raises(schema.AccountsUnusable, match="missing"):
            ask(folder)
    file.write_bytes(held)
    with sqlite3.connect(file) as connection:
        connection.execute(f"pragma user_version = {len(schema.MIGRATIONS) + 1}")
    with pytest.raises(schema.AccountsUnusable, match="newer"):
        people.everybody(folder)


def test_the_file_is_private_and_holds_neither_tokens_nor_passwords(practice):
    folder, anna = practice
    token = signed_in(folder, "anna")
    link = invitations.invite(folder, anna, by=BY)
    sign_in.sign_in(folder, "my password by mistake", "wrong")
    assert schema.path(folder).stat().st_mode & 0o777 == 0o600
    content = b"".join(file.read_bytes() for file in folder.iterdir())
    for secret in (token, link, PASSWORD, "my password by mistake"):
        assert secret.encode() not in content


def test_the_audit_log_tells_of_each_change_and_of_a_line_taken_out(practice, now):
    folder, anna = practice
    signed_in(folder, "anna")
    bo = people.add(folder, "Bo", ["therapist"], ["T1"], by=anna.key)
    sign_in.sign_in(folder, "anna", "wrong")
    found = [(line.who, line.action, line.about) for line in reversed(audit.lines(folder))]
    assert found == [
        (BY, "person_added", anna.key), (BY, "invited", anna.key), (anna.key, "password_set", anna.key),
        (anna.key, "signed_in", anna.key), (anna.key, "person_added", bo.key), (anna.key, "sign_in_refused", anna.key),
    ]  # fmt: skip
    assert {line.action for line in audit.lines(folder, bo.key)} == {"person_added"}
    assert "Bo" not in str(audit.lines(folder)) and audit.first_broken(folder) is None
    with pytest.raises(ValueError, match="no action"):
        audit.write(folder, BY, "made up")
    for attack, n in (("update audit set who = 'x' where id = 2", 2), ("delete from audit where id = 4", 5)):
        with sqlite3.connect(schema.path(folder)) as connection:
            before = connection.execute("select * from audit").fetchall()
            connection.execute(attack)
        assert audit.first_broken(folder) == n
        with sqlite3.connect(schema.path(folder)) as connection:
            connection.execute("delete from audit")
            connection.executemany(f"insert into audit values ({', '.join('?' * 8)})", before)
    assert audit.first_broken(folder) is None
