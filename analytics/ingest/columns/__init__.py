"""What a table is and what each of its columns means, by names, samples and a person's answers."""
