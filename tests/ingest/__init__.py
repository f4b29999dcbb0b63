"""Tests of the import with hand-written exports and the expected result for every row."""
