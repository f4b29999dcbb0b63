"""Exit statuses of the command line and the sentence that explains each of them."""

from __future__ import annotations

DONE, DEFECT, WRONG, REFUSED, NO_DATA, UNUSABLE = 0, 1, 2, 3, 4, 5
STOPPED = 130  # by Ctrl-C; 143 (128 + 15) by SIGTERM

MEANINGS = {
    DONE: "done, also when some rows were set aside or nothing was new",
    DEFECT: "a defect of Holdfast; its error number is in the log",
    WRONG: "the command line, a file name or a setting is wrong",
    REFUSED: "the file is refused or needs an answer; nothing was written",
    NO_DATA: "no or too little data for the question",
    UNUSABLE: "the data folder or the disk cannot be used, or another import is running; says what to do",
}


def epilog() -> str:
    """Return the list of exit statuses that ends every help text."""
    return "\n".join(("exit status:", *(f"  {status}  {meaning}" for status, meaning in MEANINGS.items())))
