"""Parts used by every stage of an import: errors, limits, spelling, reasons for rejecting a row."""
