"""How much a delivery may ask of the machine, with units."""

MAX_FILE_BYTES = 200 * 1024 * 1024  # bytes of one file
MAX_UNPACKED_BYTES = 500 * 1024 * 1024  # bytes a packed file may hold
MAX_ROWS = 2_000_000  # data rows of one file
MAX_COLUMNS = 300  # columns of one table
MAX_BROKEN = 50_000  # lines of the wrong width from which a file is refused if they are most of it
MAX_LINE = 1_000_000  # characters of one line
MAX_RECORD_LINES = 100  # lines one quoted record may span
MAX_SHEET_CELLS = 60_000_000  # cells of one sheet, empty ones included
MAX_LISTED = 5_000  # rows listed per kind in a report; all are kept in the store
CHILD_BYTES = 2 * 1024**3  # bytes of address space of the importing process
CHILD_SECONDS = 900  # seconds an import may take
HEADER_WITHIN = 40  # rows from the top in which the header row must stand
EVIDENCE_ROWS = 400  # rows below the header that settle the dialect
