"""Opening of DuckDB files, encrypted or not, and the cryptography that writing an encrypted one needs.

Whether a file is encrypted stands in its header, so each file opens by itself. DuckDB reads encrypted files without
an extension; to write one safely it needs OpenSSL, which the extension `httpfs` has. The extension is loaded from the
installed package, never from the network, and DuckDB checks its signature.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb

from analytics.messages import gettext
from analytics.store import encryption_key
from analytics.store.disk_errors import StoreUnusable
from analytics.store.encryption_key import Key, KeyMissing

NAME = "encrypted_version"  # under which an encrypted version is attached for reading
_HEADER, _MAGIC, _ENCRYPTED = 24, b"DUCK", 1  # bytes read, at offset 8; first flag, at offset 20
_PACKAGE = "duckdb_extension_httpfs"
NO_CRYPTOGRAPHY = gettext(
    "The data are to be encrypted, and this installation has no safe cryptography for that (package {package}). Run"
    " `start.py setup` again; for Windows on ARM processors there is none. Nothing was written."
)
WRONG_KEY = gettext(
    "The key that was found does not open the data. Put encryption.json back from a backup, or set HOLDFAST_KEY to the"
    " key of these data. Nothing was changed."
)


class NoSafeCryptography(StoreUnusable):
    """Error for an installation that cannot encrypt safely; nothing is written then."""


def is_encrypted(path: Path) -> bool:
    """Return whether a DuckDB file is encrypted, from its header; False for any other file, and an unreadable one."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError:
        return False
    return header[8:12] == _MAGIC and len(header) == _HEADER and bool(header[20] & _ENCRYPTED)


def check_cryptography() -> None:
    """Raise NoSafeCryptography if this installation cannot encrypt safely, before anything is begun."""
    with duckdb.connect() as connection:
        load_cryptography(connection)


def load_cryptography(connection: duckdb.DuckDBPyConnection) -> None:
    """Load OpenSSL into a connection, from the file of the installed package.

    Call it before the connection is locked.

    Raises
    ------
    NoSafeCryptography
        If the package is missing, does not fit this DuckDB, or is not signed by its makers.
    """
    file = _extension()
    try:
        if file is None:
            raise NoSafeCryptography(NO_CRYPTOGRAPHY.format(package=_PACKAGE.replace("_", "-")))
        connection.execute("LOAD " + _quoted(file))
    except duckdb.Error as error:
        raise NoSafeCryptography(NO_CRYPTOGRAPHY.format(package=_PACKAGE.replace("_", "-"))) from error


def _extension() -> Path | None:
    """Return the file of the extension for this DuckDB; None if it is not installed."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "extensions" / f"v{duckdb.__version__}"
    file = folder / "httpfs.duckdb_extension"
    return file if file.is_file() else None


def attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str, *, read_only: bool = False) -> None:
    """Attach a database file to a connection under the given name.

    An encrypted file is opened with the key of its store; a new file is encrypted where its store is. The key is a
    parameter, so that it is in no statement and no error.

    The only place where a path becomes part of a statement: ATTACH takes no parameter for it, so each quote in the path
    is doubled, whatever other letters it has.

    Raises
    ------
    KeyMissing
        If the key is not there, or does not open the file.
    NoSafeCryptography
        If an encrypted file is to be written without `load_cryptography`.
    """
    assert name.isidentifier()
    key = _key(path)
    options = [*(["READ_ONLY"] if read_only else []), *(["ENCRYPTION_KEY $key"] if key else [])]
    bound = {"key": key.derived("versions").hex()} if key else None
    statement = "ATTACH " + _quoted(path) + " AS " + name + (f" ({', '.join(options)})" if options else "")
    try:
        connection.execute(statement, bound)
    except duckdb.Error as error:
        if key and "Wrong encryption key" in str(error):
            raise KeyMissing(WRONG_KEY) from error
        if key and "read-only crypto module" in str(error):
            raise NoSafeCryptography(NO_CRYPTOGRAPHY.format(package=_PACKAGE.replace("_", "-"))) from error
        raise


def opens_without_key(path: Path) -> bool:
    """Return whether DuckDB opens a file that is given no key."""
    try:
        with duckdb.connect(str(path), read_only=True):
            return True
    except duckdb.Error:
        return False


def _key(path: Path) -> Key | None:
    """Return the key for a file that exists or is to be made; None for one in clear."""
    if path.exists():
        return encryption_key.to_open(path) if is_encrypted(path) else None
    return encryption_key.of_file(path)


def _quoted(path: Path) -> str:
    """Return a path as a text literal of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
