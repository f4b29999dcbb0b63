"""Conversion of text cells to typed rows, and of rows to sessions, with every row accounted for."""
