"""Readers of file formats that turn a file's bytes into tables of text cells, within limits of size."""
