"""Readers of file formats: from the bytes of a file to tables of text cells, under limits of size."""
