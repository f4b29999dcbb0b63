"""People who sign in to a practice: names, roles, therapist codes, and dated supervisions."""

from __future__ import annotations

import datetime
import re
import secrets
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from analytics import clock
from analytics.access import ROLES
from analytics.accounts import audit, schema
from analytics.errors import HoldfastError
from analytics.messages import gettext

_LOGIN = re.compile(r"[^\s@]+(@[^\s@]+\.[^\s@]+)?")
_MOST = 100  # characters of a name or sign-in name


class PersonRefused(HoldfastError, ValueError):
    """Error for a change to people's accounts that is not allowed; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Supervision:
    """One therapist code that a supervisor supervises, with first and last day (None if no end is set)."""

    code: str
    from_day: datetime.date
    to_day: datetime.date | None = None

    def covers(self, day: datetime.date) -> bool:
        """Return whether a day lies between the first and the last day of the supervision."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


@dataclass(frozen=True, kw_only=True)
class Account:
    """Account of one person: name, sign-in name, roles, own and supervised therapist codes.

    key: opaque, for addresses and the audit log. login: sign-in name in lower case; None before a one-time
    link is used. codes: own therapist codes. has_password, has_second_factor: whether these are set. subject:
    identity at an OpenID provider, or None.
    """

    id: int
    key: str
    name: str
    login: str | None
    roles: frozenset[str]
    codes: frozenset[str]
    supervises: tuple[Supervision, ...]
    has_password: bool
    has_second_factor: bool
    subject: str | None


def everybody(folder: Path) -> tuple[Account, ...]:
    """Return the accounts of a practice that have not been removed, sorted by name; empty without accounts.

    Raises
    ------
    schema.AccountsUnusable
        If the list cannot be read.
    """
    with schema.reading(folder) as connection:
        return () if connection is None else _everybody(connection)


def _everybody(connection: sqlite3.Connection) -> tuple[Account, ...]:
    """Return the accounts that have not been removed, sorted by name, read through an open connection."""
    rows = connection.execute(
        "select id, key, name, login, roles, password is not null, second_factor is not null, subject from person"
        " where removed_at is null order by name, id"
    ).fetchall()
    codes = connection.execute("select person, code from code order by code").fetchall()
    supervised = connection.execute(
        "select person, code, from_day, to_day from supervision order by code, from_day"
    ).fetchall()
    return tuple(
        Account(
            id=number,
            key=key,
            name=name,
            login=login,
            roles=frozenset(roles.split()),
            codes=frozenset(code for person, code in codes if person == number),
            supervises=tuple(_supervision(*row[1:]) for row in supervised if row[0] == number),
            has_password=bool(password),
            has_second_factor=bool(second_factor),
            subject=subject,
        )
        for number, key, name, login, roles, password, second_factor, subject in rows
    )


def _supervision(code: str, from_day: str, to_day: str | None) -> Supervision:
    """Build a Supervision from a database row, converting its days from ISO text to dates."""
    until = datetime.date.fromisoformat(to_day) if to_day else None
    return Supervision(code=code, from_day=datetime.date.fromisoformat(from_day), to_day=until)


def find(people: Iterable[Account], name: str) -> Account | None:
    """Return the account whose key, sign-in name or name equals the given text; None unless one matches."""
    people = tuple(people)
    for own in (lambda one: one.key, lambda one: one.login, lambda one: one.name.casefold()):
        found = [one for one in people if own(one) in (name, name.casefold())]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def add(
    folder: Path,
    name: str,
    roles: Collection[str],
    codes: Collection[str] = (),
    *,
    by: str,
    subject: str | None = None,
) -> Account:
    """Add a person and return the new account, which has no password until a one-time link is used.

    Parameters
    ----------
    folder : of the store.
    name : as colleagues know the person.
    roles : one or several of `access.ROLES`.
    codes : own therapist codes as they are shown.
    by : key of the person who adds, or `audit.COMMAND_LINE`.
    subject : identity at an OpenID provider, None without one.

    Raises
    ------
    PersonRefused
        For an empty name, an unknown role, a code of somebody else, or a first person who is no owner.
    """
    with schema.transaction(folder) as connection:
        _check(name, roles)
        if "owner" not in roles and not _owners(connection):
            raise PersonRefused(gettext("The first person is an owner: nobody else could add the others."))
        key = secrets.token_hex(4)
        cursor = connection.execute(
            "insert into person (key, name, roles, subject, made_at) values (?, ?, ?, ?, ?)",
            (key, name.strip(), " ".join(sorted(roles)), subject, clock.now().isoformat()),
        )
        assert cursor.lastrowid is not None
        _set_codes(connection, cursor.lastrowid, codes)
        audit.add(connection, by, "person_added", key, roles=" ".join(sorted(roles)), codes=len(set(codes)))
        return _one(connection, cursor.lastrowid)


def change(
    folder: Path, account: Account, name: str, roles: Collection[str], codes: Collection[str], *, by: str
) -> Account:
    """Change a person's name, roles and own therapist codes; return the changed account.

    Raises
    ------
    PersonRefused
        As `add`, and where the last owner would stop being one.
    """
    with schema.transaction(folder) as connection:
        _check(name, roles)
        _keep_an_owner(connection, account.id, still_owner="owner" in roles)
        connection.execute(
            "update person set name = ?, roles = ? where id = ?",
            (name.strip(), " ".join(sorted(roles)), account.id),
        )
        _set_codes(connection, account.id, codes)
        audit.add(
            connection,
            by,
            "person_changed",
            account.key,
            roles=" ".join(sorted(roles)),
            codes=len(set(codes)),
        )
        return _one(connection, account.id)


def remove(folder: Path, account: Account, *, by: str) -> None:
    """Remove a person: end all sign-ins, free the therapist codes, and keep the key for the audit log.

    Raises
    ------
    PersonRefused
        For the last owner.
    """
    with schema.transaction(folder) as connection:
        _keep_an_owner(connection, account.id, still_owner=False)
        now = clock.now().isoformat()
        connection.execute(
            "update person set removed_at = ?, login = null, subject = null, password = null, second_factor = null,"
            " name = '' where id = ?",
            (now, account.id),
        )
        connection.execute(
            "update session set ended_at = ? where person = ? and ended_at is null", (now, account.id)
        )
        for table in ("code", "supervision", "invitation"):
            connection.execute(f"delete from {table} where person = ?", (account.id,))
        audit.add(connection, by, "person_removed", account.key)


def supervise(folder: Path, account: Account, supervised: Iterable[Supervision], *, by: str) -> Account:
    """Replace the list of therapist codes that a supervisor supervises; return the changed account.

    Raises
    ------
    PersonRefused
        For somebody who is no supervisor, and for a last day before the first.
    """
    supervised = tuple(supervised)
    if supervised and "supervisor" not in account.roles:
        raise PersonRefused(
            gettext("{name} is no supervisor. Add that role first.").format(name=account.name)
        )
    for one in supervised:
        if one.to_day is not None and one.to_day < one.from_day:
            raise PersonRefused(
                gettext("The supervision of {code} would end before it begins.").format(code=one.code)
            )
    with schema.transaction(folder) as connection:
        connection.execute("delete from supervision where person = ?", (account.id,))
        for one in supervised:
            until = one.to_day.isoformat() if one.to_day else None
            connection.execute(
                "insert into supervision (person, code, from_day, to_day) values (?, ?, ?, ?)",
                (account.id, one.code, one.from_day.isoformat(), until),
            )
        audit.add(
            connection, by, "supervision_changed", account.key, codes=len({one.code for one in supervised})
        )
        return _one(connection, account.id)


def check_login(login: str) -> str:
    """Return a sign-in name in lower case; raise PersonRefused unless it is one word or an e-mail address."""
    login = login.strip().casefold()
    if not _LOGIN.fullmatch(login) or len(login) > _MOST:
        raise PersonRefused(gettext("A sign-in name is one word or an e-mail address."))
    return login


def _check(name: str, roles: Collection[str]) -> None:
    """Raise PersonRefused for an empty or too long name, a missing role or an unknown role."""
    if not name.strip() or len(name) > _MOST or not name.isprintable():
        raise PersonRefused(gettext("Give a name of up to {n} characters.").format(n=_MOST))
    if not roles:
        raise PersonRefused(gettext("Choose at least one role."))
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise PersonRefused(
            gettext("There is no role {role}. Roles are {roles}.").format(
                role=unknown[0], roles=", ".join(ROLES)
            )
        )


def _owners(connection: sqlite3.Connection) -> set[int]:
    """Return the ids of all accounts with the role owner."""
    return {one.id for one in _everybody(connection) if "owner" in one.roles}


def _keep_an_owner(connection: sqlite3.Connection, changed: int, *, still_owner: bool) -> None:
    """Raise PersonRefused if a change to one person would leave the practice without an owner."""
    if not still_owner and _owners(connection) == {changed}:
        raise PersonRefused(gettext("This is the last owner. Make somebody else an owner first."))


def _set_codes(connection: sqlite3.Connection, person: int, codes: Collection[str]) -> None:
    """Replace a person's own therapist codes; raise PersonRefused for a code that another person has."""
    connection.execute("delete from code where person = ?", (person,))
    for code in sorted(set(codes)):
        held = connection.execute(
            "select name from code join person on person.id = code.person where code = ?", (code,)
        ).fetchone()
        if held:
            raise PersonRefused(
                gettext("The code {code} is already that of {name}.").format(code=code, name=held[0])
            )
        connection.execute("insert into code (code, person) values (?, ?)", (code, person))


def _one(connection: sqlite3.Connection, person: int) -> Account:
    """Return the account with this id."""
    return next(one for one in _everybody(connection) if one.id == person)
