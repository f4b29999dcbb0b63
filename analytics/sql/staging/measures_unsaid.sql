-- staging.word: without the fixed meaning of measure names that a person or the file says otherwise. Parameters: words.
DELETE FROM staging.word WHERE field = 'measure' AND list_contains($words, word);
