"""Early-warning model for unplanned ending and for little or no change, with rules for when to abstain."""
