-- One row per date column of one file with dates that are not written year first: how they can be read.
-- highest_first and highest_second are the largest first and second parts of dates such as 03/04/2026.
SELECT field, count(*) AS n, max(first_part) AS highest_first, max(second_part) AS highest_second,
    bool_and(first_part = second_part) AS same, list(DISTINCT text ORDER BY text)[:3] AS examples
FROM (
    SELECT field, text, TRY_CAST(parts[1] AS INTEGER) AS first_part, TRY_CAST(parts[2] AS INTEGER) AS second_part
    FROM (SELECT *, [regexp_extract(text, pattern, 1), regexp_extract(text, pattern, 2)] AS parts
      FROM (SELECT *, '^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})([ T,].*)?$' AS pattern FROM (
        SELECT 'session_date' AS field, date_left AS text FROM staging.typed WHERE file_no = $file_no
        UNION ALL SELECT 'case_start', case_left FROM staging.typed WHERE file_no = $file_no)))
    WHERE text IS NOT NULL
)
WHERE first_part IS NOT NULL AND second_part IS NOT NULL
GROUP BY field
ORDER BY field DESC;
