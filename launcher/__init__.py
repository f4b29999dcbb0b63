"""Second part of start.py: making and mending the environment in which Holdfast runs."""
