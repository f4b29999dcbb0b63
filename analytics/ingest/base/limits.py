"""Limits on memory, time and size of a delivery; the comment of each limit states its unit."""

MAX_FILE_BYTES = 200 * 1024 * 1024  # bytes of one file
MAX_UNPACKED_BYTES = 500 * 1024 * 1024  # bytes a packed file may hold
MAX_ROWS = 2_000_000  # data rows of one file
MAX_COLUMNS = 300  # columns of one table
MAX_BROKEN = 50_000  # lines of the wrong width from which a file is refused if they are most of it
MAX_LINE = 1_000_000  # characters of one line
MAX_RECORD_LINES = 100  # lines one quoted record may span
MAX_SHEET_CELLS = 60_000_000  # cells of one sheet, empty ones included
MAX_LISTED = 5_000  # rows listed per kind in a report; all are kept in the store
CHILD_BYTES = 2 * 1024**3  # bytes of address space of the importing process, of which it uses half
MOST_CHILD_BYTES = 2 * CHILD_BYTES  # and for the largest deliveries, whose blocks lie further apart
KNOWN_BYTES = 100  # bytes of a file that a known session stands for
CPU_SECONDS = 600  # processor time a small import may take: minutes more than any needs
CPU_SECONDS_PER_MB = 2  # and per megabyte of files and of what is known: ten times what it takes
SILENT_SECONDS = 300  # without a sign of life, from which the importing process counts as stuck
STILL_SECONDS = 900  # without any processor time
HEADER_WITHIN = 40  # rows from the top in which the header row must stand
EVIDENCE_ROWS = 400  # rows below the header that settle the dialect
SMALL_UNPACKED_BYTES = 64 * 1024 * 1024  # bytes that even a tiny packed file may unpack to
UNPACKED_RATIO = 30  # times its size that a larger packed file may unpack to
MAX_MEMBERS = 100  # files in one packed delivery
MAX_SHEETS = 300  # sheets of one workbook that are read
SMALL_CELLS = 2_000_000  # cells of one sheet, empty ones included, that even a tiny workbook may span
CELLS_PER_FILLED = 8  # cells a larger sheet may span per filled cell
SPANNED_CELLS = 6_500_000  # cells of one sheet, empty ones included, that a file of up to 20 MB may span
SPANNED_PER_BYTE = 0.3  # and per byte of a larger one: a reader holds 32 bytes for each
CELLS_PER_BYTE = 2  # filled cells of one sheet per byte of its file, from which it is no export
RECORD_BYTES = 30  # bytes of the file per JSON record, below which it is no export
MAX_SHARED_TEXTS = 3_000_000  # different texts of one workbook
MAX_RECORD = 2_000_000  # characters of one JSON record


def unpacked_limit(packed: int) -> int:
    """Return the largest number of bytes that a packed file of `packed` bytes may unpack to.

    The limit is far above any export and far below a decompression bomb.
    """
    return min(MAX_UNPACKED_BYTES, max(SMALL_UNPACKED_BYTES, packed * UNPACKED_RATIO))


def spanned_limit(packed: int) -> int:
    """Return the largest number of cells, empty ones included, of a sheet in a file of `packed` bytes."""
    return min(MAX_SHEET_CELLS, max(SPANNED_CELLS, int(packed * SPANNED_PER_BYTE)))


def cpu_limit(size: int) -> float:
    """Return the largest number of seconds of processor time for importing `size` bytes."""
    return CPU_SECONDS + CPU_SECONDS_PER_MB * size / 2**20


def address_space(size: int) -> int:
    """Return the largest number of bytes of address space that importing `size` bytes may reserve.

    The memory in use at a time stays under 2 GiB.
    """
    return min(MOST_CHILD_BYTES, CHILD_BYTES + size)
