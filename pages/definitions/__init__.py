"""The rules of counting, and their change."""
