-- One row per distinct word with a meaning to look up; field: closure, age_group.
SELECT DISTINCT 'closure' AS field, closure_text AS word FROM staging.typed WHERE closure_text IS NOT NULL AND problem IS NULL
UNION ALL
SELECT DISTINCT 'age_group', age_text FROM staging.typed WHERE age_text IS NOT NULL AND problem IS NULL
ORDER BY ALL;
