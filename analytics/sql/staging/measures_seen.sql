-- One row per different text of the column with the measure's name in the file just named, the most frequent first, with
-- its number of rows. Parameters: most.
SELECT trim(measure) AS text, count(*) AS n FROM staging.source() WHERE trim(measure) <> '' GROUP BY ALL ORDER BY n DESC, text LIMIT $most;
