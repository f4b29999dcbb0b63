"""From the bytes of a file to tables of text cells, under caps."""
