-- Deletes the fixed meaning of measure names from staging.word (one row per word) where a person or the file gives
-- another one. Parameters: words.
DELETE FROM staging.word WHERE field = 'measure' AND list_contains($words, word);
