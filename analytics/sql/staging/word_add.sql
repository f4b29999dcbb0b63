-- Adds words with a meaning to staging.word: one row per word. Parameters: lists of fields, words and meanings.
INSERT INTO staging.word SELECT unnest($fields), unnest($words), unnest($meanings);
