-- Describes the numbers written in the score columns of one file, one row per scale, where some cells are no plain
-- scores: codes for missing scores (99, 88) are left out. Columns as in scale_ranges.sql: n: areas given; above_10:
-- of them; whole: forms whose four areas are whole numbers above 0; totals, and those above 0, 10, 40 and 100;
-- unlike_sum: forms whose total is not the sum of the areas. Parameters: file_no.
WITH rated AS NOT MATERIALIZED (
    FROM staging.typed
    WHERE file_no = $file_no AND (problem IS NULL OR NOT (starts_with(problem, 'repeated_header|')
        OR starts_with(problem, 'not_an_orssrs_row|') OR starts_with(problem, 'not_attended|')))
),
written AS (
    SELECT 'ors' AS scale, line, ors_individual AS a, ors_interpersonal AS b, ors_social AS c, ors_overall AS d,
        ors_total AS total FROM rated
    UNION ALL
    SELECT 'srs', line, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total FROM rated
),
-- rows without a number only say that the scale was looked for
numbers AS (FROM written WHERE coalesce(a, b, c, d, total) IS NOT NULL),
-- where all that is beyond a scale are numbers that stand for no score (99, 88), they say nothing about the unit
bounds AS (
    SELECT scale, coalesce(max(a) FILTER (a > 10 AND NOT staging.is_code(a)) , max(b) FILTER (b > 10 AND NOT staging.is_code(b)),
            max(c) FILTER (c > 10 AND NOT staging.is_code(c)), max(d) FILTER (d > 10 AND NOT staging.is_code(d))) IS NOT NULL AS areas_above,
        count(*) FILTER (total > 40 AND NOT staging.is_code(total)) > 0 AS totals_above
    FROM numbers GROUP BY scale
),
forms AS (
    SELECT w.scale, line, CASE WHEN areas_above AND a < 600 OR NOT staging.is_code(a) THEN a END AS a,
        CASE WHEN areas_above AND b < 600 OR NOT staging.is_code(b) THEN b END AS b,
        CASE WHEN areas_above AND c < 600 OR NOT staging.is_code(c) THEN c END AS c,
        CASE WHEN areas_above AND d < 600 OR NOT staging.is_code(d) THEN d END AS d,
        CASE WHEN totals_above AND total < 600 OR NOT staging.is_code(total) THEN total END AS total
    FROM numbers AS w JOIN bounds USING (scale)
)
SELECT scale, count(a) + count(b) + count(c) + count(d) AS n,
    count(*) FILTER (a > 10) + count(*) FILTER (b > 10) + count(*) FILTER (c > 10) + count(*) FILTER (d > 10) AS above_10,
    count(*) FILTER (a % 1 = 0 AND b % 1 = 0 AND c % 1 = 0 AND d % 1 = 0 AND least(a, b, c, d) > 0) AS whole,
    [min(a), arg_min(a, line), max(a)] AS area_examples,
    count(total) AS totals, count(*) FILTER (total > 0) AS above_0, count(*) FILTER (total > 10) AS total_10,
    count(*) FILTER (total > 40) AS total_40, count(*) FILTER (total > 100) AS total_100,
    [min(total) FILTER (total > 0), arg_min(total, line), max(total)] AS total_examples,
    count(*) FILTER (abs(a + b + c + d - total) > 0.1) AS unlike_sum
FROM (SELECT DISTINCT scale FROM written) LEFT JOIN forms USING (scale)
GROUP BY scale
ORDER BY scale;
