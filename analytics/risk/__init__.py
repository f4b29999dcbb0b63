"""Early-warning model: predicts from early sessions an unplanned ending, or little or no change."""
