-- Adds words with a meaning to staging.word: one row per word. Parameter: JSON list of [field, word, meaning].
INSERT INTO staging.word
SELECT entry[1], entry[2], entry[3]
FROM (SELECT unnest(from_json($words, '[["VARCHAR"]]')) AS entry);
