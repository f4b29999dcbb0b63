"""Evidence page: published claims compared with this practice's data."""
