-- staging.word: one row per word with a meaning. Parameters: three lists of one length.
INSERT INTO staging.word SELECT unnest($fields), unnest($words), unnest($meanings);
