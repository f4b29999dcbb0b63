"""Meaning of the columns of a table, by their names, sample cells and a person's answers."""
