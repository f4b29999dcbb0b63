-- Describes, one row per date column of one file, how its texts that are not written year first can be read. n:
-- texts of three numbers; day_first, month_first: texts that can be read in this order only; same: day and month
-- are equal throughout; year_first: two-digit years stand first (`26-01-30`: the last part goes beyond this year,
-- the first never does and differs less); serials: whole numbers of five digits; plausible: those of them that are
-- days from 1995 up to today; other: the column has dates of another kind as well. Parameters: file_no, today,
-- epoch (day 0 of the serials).
SELECT field, count(part_1) AS n,
    count(*) FILTER (part_1 BETWEEN 13 AND 31 AND part_2 BETWEEN 1 AND 12) AS day_first,
    count(*) FILTER (part_2 BETWEEN 13 AND 31 AND part_1 BETWEEN 1 AND 12) AS month_first,
    coalesce(bool_and(part_1 = part_2), false) AS same,
    coalesce(max(part_1) <= year($today) % 100 AND max(part_2) <= 12 AND max(part_3) > year($today) % 100
        AND max(part_3) <= 31 AND count(DISTINCT part_1) < count(DISTINCT part_3), false) AS year_first,
    list(text ORDER BY part_1 = part_2, text) FILTER (part_1 IS NOT NULL)[:3] AS examples,
    [min(text) FILTER (part_1 BETWEEN 13 AND 31 AND part_2 <= 12),
        min(text) FILTER (part_2 BETWEEN 13 AND 31 AND part_1 <= 12)] AS opposed,
    count(serial) AS serials,
    count(*) FILTER ($epoch + CAST(floor(serial) AS INTEGER) BETWEEN DATE '1995-01-01' AND $today) AS plausible,
    count(value) > 0 OR (SELECT count(CASE field WHEN 'session_date' THEN session_date WHEN 'case_end' THEN case_end ELSE case_start END) > 0
        FROM staging.typed WHERE file_no = $file_no)
        OR (SELECT count(CASE field WHEN 'case_start' THEN case_start ELSE case_end END) > 0
        FROM staging.attribute WHERE file_no = $file_no) AS other
FROM staging.date_text
WHERE file_no = $file_no
GROUP BY field
ORDER BY field DESC;
