-- One row per text that names a measure in any file of the delivery, the most frequent first: what it was read as (NULL:
-- left out), and its number of rows.
SELECT text, read_as, CAST(sum(n) AS BIGINT) AS n FROM staging.measure GROUP BY ALL ORDER BY n DESC, text;
