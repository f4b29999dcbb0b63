"""Shared components: cards, tables, figures, and texts used by several pages."""
