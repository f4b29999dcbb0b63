"""Tests of pages, sentences and charts, with hand-written answers and with the running app."""
