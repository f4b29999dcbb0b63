"""Shared components: cards, tables, figures and the words that several pages use."""
