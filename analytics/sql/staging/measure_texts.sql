-- Lists the different texts of the column with the measure's name in the current file, one row each, the most
-- frequent first, with its number of rows. Parameters: most (rows at most).
SELECT trim(measure) AS text, count(*) AS n FROM staging.source() WHERE trim(measure) <> '' GROUP BY ALL ORDER BY n DESC, text LIMIT $most;
