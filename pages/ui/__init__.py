"""The design system: cards, tables, figures and the words that several pages share."""
