"""Parts that every stage of an import uses: errors, limits, spelling, reasons for leaving out a row."""
