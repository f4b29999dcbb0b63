-- Lists different words of the delivery that need a class, one row each; field: closure, age_group. Only the
-- most frequent words of each field are listed, as a column with thousands of different words is free text.
-- Parameters: most.
WITH texts AS (SELECT closure_text, age_text FROM staging.typed WHERE problem IS NULL
    UNION ALL SELECT closure_text, age_text FROM staging.attributes_applied)
FROM (SELECT 'closure' AS field, closure_text AS word FROM texts WHERE closure_text IS NOT NULL
    GROUP BY ALL ORDER BY count(*) DESC, word LIMIT $most)
UNION ALL
FROM (SELECT 'age_group', age_text FROM texts WHERE age_text IS NOT NULL
    GROUP BY ALL ORDER BY count(*) DESC, age_text LIMIT $most)
ORDER BY ALL;
