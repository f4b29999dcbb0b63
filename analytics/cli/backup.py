"""Commands `backup` and `restore`."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from analytics import answers
from analytics.cli import export_writer
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.erase import COMMAND_LINE, check_rights
from analytics.cli.exits import DONE, NO_DATA, REFUSED
from analytics.cli.result import Result
from analytics.file_names import legible, shown
from analytics.messages import count, gettext, ngettext, paragraph
from analytics.store import backup as backups
from analytics.store import backup_file, backups_made, encryption_key
from analytics.store import restore as restoring
from analytics.store.backup_file import BackupRefused

LIST_LOST = gettext(
    "The list of erased clients of the practice that was replaced could not be read: only those in the backup's list"
    " stay out. Erase the others again."
)


def backup(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `backup`: write the practice into one file, then verify the file by reading it."""
    check_rights(context)
    if given.sample:
        raise WrongSetting(
            gettext("The made-up practice needs no backup: it is made again. Leave --sample out.")
        )
    export_writer.check(given.out)
    if Path(given.out).exists() and not Path(given.out).is_file():
        raise WrongSetting(gettext("{name} is no file. A backup needs a file.").format(name=shown(given.out)))
    _check_outside(context, given.out)
    store = context.store
    store.bring_up_to_date()
    if store.current() is None:
        return Result(NO_DATA, answers.reason("why", backups.NOTHING), backups.NOTHING, aside=True)
    with export_writer.replacing(given.out) as part:
        made = backups.write(store, part.file)
        part.file.flush()
        manifest = backup_file.verify(Path(part.scratch) / "part")
    made = dataclasses.replace(made, path=legible(Path(given.out).resolve()))
    with store.writing():
        backups_made.add(store.folder, made)
        context.note("backed_up")
    sentence = gettext("{name} was written and read back: the data version {version}, {n} files.").format(
        name=shown(given.out), version=made.version, n=count(len(manifest.entries))
    )
    sentence = paragraph(sentence, _encrypted(context))
    document = {"file": shown(given.out), "version": made.version, "sha256": made.digest}
    return Result(DONE, document | {"at": made.at, "files": len(manifest.entries)}, sentence)


def _encrypted(context: CliContext) -> str:
    """Return the sentence that says whether a backup of the practice is encrypted, and what opens it."""
    marker = encryption_key.read_marker(context.store.folder)
    if marker is None:
        return gettext("It is not encrypted.")
    return gettext("Data and marks in it are encrypted; without the key {key} nobody can restore it.").format(
        key=marker.key_id
    )


def _check_outside(context: CliContext, out: str) -> None:
    """Raise WrongSetting for a backup file inside the data folder, which a restore would replace."""
    if Path(out).resolve().is_relative_to(context.folder.path):
        raise WrongSetting(
            gettext("{name} lies in the data folder. Keep backups elsewhere, best on another disk.").format(
                name=shown(out)
            )
        )


def restore(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `restore`: replace the practice by the content of a backup file."""
    check_rights(context)
    if given.sample:
        raise WrongSetting(gettext("The made-up practice is never restored. Leave --sample out."))
    _check_outside(context, given.file)
    path = Path(given.file)
    try:
        done = restoring.restore(context.store, path, given.person or COMMAND_LINE, replace=given.replace)
    except BackupRefused as refused:
        return Result(REFUSED, {"restored": False, "why": str(refused)}, str(refused), aside=True)
    except FileNotFoundError as error:
        raise WrongSetting(gettext("There is no file {name}.").format(name=shown(path))) from error
    except IsADirectoryError as error:
        raise WrongSetting(gettext("{name} is a folder.").format(name=shown(path))) from error
    context.note("restored")
    sentence = paragraph(
        gettext("The practice is as it was on {day}: {version}.").format(
            day=done.manifest.at[:10], version=done.version or "-"
        ),
        ngettext(
            "{n} code erased since then was left out again.",
            "{n} codes erased since then were left out again.",
            done.erased_again,
        ).format(n=count(done.erased_again))
        if done.erased_again
        else "",
    )
    if done.is_new:
        unknown = gettext("This folder does not know who was erased after {day}: erase them again.")
        sentence = paragraph(sentence, unknown.format(day=done.manifest.at[:10]))
    if done.list_lost:
        sentence = paragraph(sentence, LIST_LOST)
    document = {"restored": True, "version": done.version, "made": done.manifest.at}
    return Result(DONE, document | {"erased_again": done.erased_again}, sentence)
