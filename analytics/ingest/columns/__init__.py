"""Recognition of what each column of a table means, from its name, its cells and a person's answers."""
