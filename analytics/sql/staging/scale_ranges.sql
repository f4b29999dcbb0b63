-- Describes the numbers written in the score columns of one file, one row per scale, for all rows of sessions and
-- as far as they are below 1000. n: areas given; above_10: of them; whole: forms whose four areas are whole
-- numbers above 0; totals, and those above 0, 10, 40 and 100; unlike_sum: forms whose total is not the sum of the
-- areas. Parameters: file_no.
WITH rated AS NOT MATERIALIZED (
    FROM staging.typed
    WHERE file_no = $file_no AND (problem IS NULL OR NOT (starts_with(problem, 'repeated_header|')
        OR starts_with(problem, 'not_an_orssrs_row|') OR starts_with(problem, 'not_attended|')))
),
forms AS (
    SELECT 'ors' AS scale, line, ors_individual AS a, ors_interpersonal AS b, ors_social AS c, ors_overall AS d,
        ors_total AS total FROM rated
    UNION ALL
    SELECT 'srs', line, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total FROM rated
)
SELECT scale, count(a) + count(b) + count(c) + count(d) AS n,
    count(*) FILTER (a > 10) + count(*) FILTER (b > 10) + count(*) FILTER (c > 10) + count(*) FILTER (d > 10) AS above_10,
    count(*) FILTER (a % 1 = 0 AND b % 1 = 0 AND c % 1 = 0 AND d % 1 = 0 AND least(a, b, c, d) > 0) AS whole,
    [min(a), arg_min(a, line), max(a)] AS area_examples,
    count(total) AS totals, count(*) FILTER (total > 0) AS above_0, count(*) FILTER (total > 10) AS total_10,
    count(*) FILTER (total > 40) AS total_40, count(*) FILTER (total > 100) AS total_100,
    [min(total) FILTER (total > 0), arg_min(total, line), max(total)] AS total_examples,
    count(*) FILTER (abs(a + b + c + d - total) > 0.1) AS unlike_sum
FROM forms
GROUP BY scale
ORDER BY scale;
