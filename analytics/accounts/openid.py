"""Sign-in through an OpenID provider: settings of the provider, and the person behind each of its identities.

An identity alone gives no access: an owner's one-time link first ties the identity to a person's account.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from analytics import clock
from analytics.access import PeopleUnreadable
from analytics.accounts import audit, invitations, people, schema
from analytics.messages import gettext

FILE = "openid.toml"  # beside the data versions, readable by this user only: it holds the client's secret
_KEYS = ("name", "metadata_url", "client_id", "client_secret")
_MOST = 500  # characters of an identity
WRONG = gettext(
    "The file openid.toml of the data folder cannot be used. It needs four texts: name, metadata_url (https), client_id "
    "and client_secret."
)
TAKEN = gettext("This account of {provider} already belongs to somebody else here.")


class SettingsUnusable(PeopleUnreadable):
    """Error for OpenID settings that cannot be read, are incomplete, or use an address without TLS."""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Settings of an OpenID provider.

    name: as shown to people. metadata_url: address of the discovery document. client_id, client_secret:
    issued by the provider to this practice.
    """

    name: str
    metadata_url: str
    client_id: str
    client_secret: str


def provider(folder: Path) -> Provider | None:
    """Return the settings of a practice's OpenID provider; None if people sign in with passwords only.

    Raises
    ------
    SettingsUnusable
        For a file that cannot be read, lacks a setting, or names an address without TLS on another computer.
    """
    try:
        given = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise SettingsUnusable(WRONG) from error
    if any(not isinstance(given.get(key), str) or not given[key] for key in _KEYS):
        raise SettingsUnusable(WRONG)
    address = urlsplit(given["metadata_url"])
    is_here = address.hostname in ("localhost", "127.0.0.1", "::1")
    if address.scheme != "https" and not (is_here and address.scheme == "http"):
        raise SettingsUnusable(WRONG)
    return Provider(**{key: given[key] for key in _KEYS})


def subject(issuer: str, identity: str) -> str:
    """Return the text under which a person's identity at an OpenID provider is stored: issuer and subject."""
    return f"{issuer} {identity}"[:_MOST]


def whose(folder: Path, subject: str) -> people.Account | None:
    """Return the account with this OpenID identity; None if no account has this identity."""
    return next((one for one in people.everybody(folder) if one.subject == subject), None)


def bind(folder: Path, token: str, subject: str, provider: str) -> people.Account:
    """Replace a person's password by an OpenID identity, with a one-time link; end all earlier sign-ins.

    Raises
    ------
    people.PersonRefused
        For a link that is used, expired or unknown, and for an identity that belongs to somebody else.
    """
    now = clock.now().isoformat()
    with schema.transaction(folder) as connection:
        account = invitations.person_of(connection, token)
        if account is None:
            raise people.PersonRefused(invitations.NOT_VALID)
        other = connection.execute(
            "select id from person where subject = ? and id <> ?", (subject, account)
        ).fetchone()
        if other:
            raise people.PersonRefused(TAKEN.format(provider=provider))
        connection.execute(
            "update person set subject = ?, password = null, login = null, second_factor = null, last_step = null"
            " where id = ?",
            (subject, account),
        )
        connection.execute(
            "update session set ended_at = ? where person = ? and ended_at is null", (now, account)
        )
        connection.execute(
            "update invitation set used_at = ? where token = ?", (now, invitations.token_hash(token))
        )
        key = connection.execute("select key from person where id = ?", (account,)).fetchone()[0]
        audit.add(connection, key, "identity_set", key)
    return next(one for one in people.everybody(folder) if one.id == account)
