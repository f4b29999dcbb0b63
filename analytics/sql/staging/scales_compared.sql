-- Counts, in one row, the forms of one scale of one file with areas and a total, and how many fit each relation:
-- total = sum, mean, tenth of the sum, or per cent of 40; last, forms whose four areas are equal and a quarter of
-- the total, rounded. Parameters: file_no, scale ('ors' or 'srs').
WITH forms AS (
    SELECT CASE $scale WHEN 'ors' THEN ors_individual + ors_interpersonal + ors_social + ors_overall
                       ELSE srs_relationship + srs_goals + srs_approach + srs_overall END AS four,
        CASE $scale WHEN 'ors' THEN ors_individual = ors_interpersonal AND ors_individual = ors_social
                            AND ors_individual = ors_overall
                    ELSE srs_relationship = srs_goals AND srs_relationship = srs_approach
                            AND srs_relationship = srs_overall END AS equal,
        CASE $scale WHEN 'ors' THEN ors_total ELSE srs_total END AS total
    FROM staging.typed
    WHERE file_no = $file_no
)
SELECT count(*), count(*) FILTER (abs(four - total) <= 0.1), count(*) FILTER (abs(four / 4 - total) <= 0.1),
    count(*) FILTER (abs(four / 10 - total) <= 0.1), count(*) FILTER (abs(four * 2.5 - total) <= 0.6),
    count(*) FILTER (equal AND abs(four - total) <= 0.2)
FROM forms
WHERE four > 0 AND total IS NOT NULL;
