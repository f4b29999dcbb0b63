-- Adds the texts of a file that name a measure to staging.measure: one row per text. Parameters: file_no, and
-- lists of texts, meanings and counts.
INSERT INTO staging.measure SELECT $file_no, unnest($texts), unnest($meanings), unnest($counts);
