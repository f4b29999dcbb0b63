"""Helpers shared by the tests, such as a real server and a real browser."""
