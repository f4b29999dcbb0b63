"""Command `encryption`: say whether a practice is encrypted, turn that on or off, and change the key."""

from __future__ import annotations

import argparse
import os
from typing import Any

from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.erase import COMMAND_LINE, check_rights
from analytics.cli.exits import DONE, UNUSABLE
from analytics.cli.result import Result
from analytics.messages import count, gettext, ngettext
from analytics.store import backups_made, check_encryption, database_file, encryption_key, system_keyring
from analytics.store import encryption as encrypting
from analytics.store.check_encryption import PLACES
from analytics.store.encryption_key import ENVIRONMENT, KEYRING, Key

ACTIONS = ("on", "off", "key", "make-key")
NEW_VARIABLE = "HOLDFAST_NEW_KEY"  # with `key`, where the key is kept in the environment
OFF = gettext("The data are no longer encrypted.")
OFF_ALREADY = gettext("Encryption is off: nothing is encrypted.")
ON = gettext("The data are encrypted with the key {key}, kept in {place}.")
RECOVERY = gettext(
    "Recovery key, shown this once: {text}\nWrite it down and keep it away from this computer. Without the key nobody can"
    " read the data again, nor any backup of them."
)
IN_ENVIRONMENT = gettext(
    "Without {variable} nobody can read the data again, nor any backup of them: keep the key in a safe place too."
)
SET_FIRST = gettext(
    "{variable} holds no key. Make one with `encryption make-key`, keep it in a safe place, set {variable} to it and try"
    " again."
)
SAMPLE = gettext("The made-up practice is not encrypted: nobody is in it. Leave --sample out.")


def encryption(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `encryption`: report whether and how the practice is encrypted, or change it."""
    check_rights(context)
    if given.sample:
        raise WrongSetting(SAMPLE)
    if given.action == "make-key":
        text = encryption_key.new().written()
        return Result(DONE, {"key": text}, text)
    if given.action is None:
        return _state(context)
    marker = encryption_key.read_marker(context.store.folder)
    by = given.person or COMMAND_LINE
    if given.action == "off":
        if marker is not None:
            encrypting.write_anew(context.store, None, by=by)
            context.note("encryption_off")
        return Result(DONE, {"encryption": "off"}, OFF_ALREADY if marker is None else OFF)
    if given.action == "on" and marker is not None:
        return _moved(context, encryption_key.find(marker.key_id), given.key_from)
    if given.action == "key":
        if marker is None:
            raise WrongSetting(OFF_ALREADY)
        encryption_key.find(marker.key_id)
    database_file.check_cryptography()
    source = given.key_from or (marker.source if marker is not None else KEYRING)
    key, is_made = _key(source, rotates=marker is not None)
    encrypting.write_anew(context.store, key, source, by)
    context.note("encryption_on" if marker is None else "encryption_key")
    return _done(context, key, source, key.written() if is_made else None)


def _key(source: str, *, rotates: bool) -> tuple[Key, bool]:
    """Return the key to encrypt with, and whether it was made now; a key for the keyring is kept there first.

    rotates: whether it takes the place of another one.
    """
    variable = NEW_VARIABLE if rotates else encryption_key.VARIABLE
    said = os.environ.get(variable, "").strip()
    key = encryption_key.parsed(said) if said else None
    if (said and key is None) or (source == ENVIRONMENT and key is None):
        raise WrongSetting(SET_FIRST.format(variable=variable))
    made = key or encryption_key.new()
    if source == KEYRING:
        system_keyring.keep(made.id, made.written())
    return made, key is None


def _moved(context: CliContext, key: Key, source: str | None) -> Result:
    """Move the key of an encrypted practice to `source`; without `source`, report whether and how it is encrypted."""
    if source == KEYRING:
        system_keyring.keep(key.id, key.written())
    elif source == ENVIRONMENT and encryption_key.of_environment() != key:
        raise WrongSetting(SET_FIRST.format(variable=encryption_key.VARIABLE))
    if source is None:
        return _state(context)
    encrypting.move_key(context.store, source)
    return _done(context, key, source, None)


def _done(context: CliContext, key: Key, source: str, recovery: str | None) -> Result:
    """Return what the practice is encrypted with, the recovery key if one was made, and which copies are in clear."""
    lines = [ON.format(key=key.id, place=PLACES[source])]
    if recovery is not None:
        lines.append(RECOVERY.format(text=recovery))
    elif source == ENVIRONMENT:
        lines.append(IN_ENVIRONMENT.format(variable=encryption_key.VARIABLE))
    backups = len(backups_made.read(context.store.folder))
    if backups:
        lines.append(
            ngettext(
                "{n} backup made before stays as it was written; make a new one and delete it yourself.",
                "{n} backups made before stay as they were written; make a new one and delete them yourself.",
                backups,
            ).format(n=count(backups))
        )
    document: dict[str, Any] = {"encryption": "on", "key": key.id, "from": source, "backups_before": backups}
    return Result(DONE, document | ({"recovery_key": recovery} if recovery else {}), "\n".join(lines))


def _state(context: CliContext) -> Result:
    """Return whether the practice is encrypted, where its key is, and whether anything still lies in clear."""
    folder = context.store.folder
    marker = encryption_key.read_marker(folder)
    found = check_encryption.findings(folder)
    wrong = [sentence for _, level, sentence in found if level == "problem"]
    document: dict[str, Any] = {"encryption": "off" if marker is None else "on", "problems": wrong}
    if marker is not None:
        document |= {"key": marker.key_id, "from": marker.source}
    said = "\n".join(sentence for _, _, sentence in found) or OFF_ALREADY
    return Result(UNUSABLE if wrong else DONE, document, said)
