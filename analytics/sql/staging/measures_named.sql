-- Lists texts that name a measure in any file of the delivery, one row each, the most frequent first: what it was
-- read as (NULL: left out), and its number of rows.
SELECT text, read_as, CAST(sum(n) AS BIGINT) AS n FROM staging.measure GROUP BY ALL ORDER BY n DESC, text;
