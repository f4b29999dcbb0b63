"""Evidence page: published claims next to what this practice's data say."""
