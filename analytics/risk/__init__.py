"""Early warning: who may leave unplanned or not improve, said modestly, and not said where the data do not carry it."""
