-- Reads score cells of one file that are no plain scores, or forms whose areas and total do not agree:
-- temporary table odd_score, one row per row of the file from first_row to last_row, but none for a row that is
-- set aside for its date. p1 to p4: areas of the ORS, p5 its total, p6 to p10 the SRS; faults: cells left out,
-- as 'reason|field|text'. Parameters: file_no, first_row, last_row, and the factors that turn areas and totals
-- of each scale into points.
CREATE OR REPLACE TEMP TABLE odd_score AS
WITH cells AS (
    SELECT row_id, cell_no, cell, list_concat(staging.score_fields('ors'), staging.score_fields('srs'))[cell_no] AS field,
        CASE WHEN cell_no IN (5, 10) THEN 40 ELSE 10 END AS upper_end, CASE WHEN cell_no < 5 THEN $ors_item
            WHEN cell_no = 5 THEN $ors_total WHEN cell_no < 10 THEN $srs_item ELSE $srs_total END AS factor
    FROM (SELECT rowid AS row_id, unnest(irregular_scores) AS cell, generate_subscripts(irregular_scores, 1) AS cell_no
          FROM staging.typed WHERE rowid BETWEEN $first_row AND $last_row AND file_no = $file_no AND irregular_scores IS NOT NULL
          AND (problem IS NULL OR NOT starts_with(problem, 'date_unparseable|')))
    WHERE cell IS NOT NULL
),
valued AS (
    SELECT *, coalesce(staging.points(staging.bare_score(cell), factor), staging.of_maximum(cell, upper_end)) AS points
    FROM cells
),
with_fault AS (SELECT *, staging.bad_score(cell, points, upper_end, field) AS fault FROM valued)
SELECT row_id,
    any_value(points) FILTER (cell_no = 1 AND fault IS NULL) AS p1, any_value(points) FILTER (cell_no = 2 AND fault IS NULL) AS p2,
    any_value(points) FILTER (cell_no = 3 AND fault IS NULL) AS p3, any_value(points) FILTER (cell_no = 4 AND fault IS NULL) AS p4,
    any_value(points) FILTER (cell_no = 5 AND fault IS NULL) AS p5, any_value(points) FILTER (cell_no = 6 AND fault IS NULL) AS p6,
    any_value(points) FILTER (cell_no = 7 AND fault IS NULL) AS p7, any_value(points) FILTER (cell_no = 8 AND fault IS NULL) AS p8,
    any_value(points) FILTER (cell_no = 9 AND fault IS NULL) AS p9,
    any_value(points) FILTER (cell_no = 10 AND fault IS NULL) AS p10,
    any_value(left(cell, 80)) FILTER (cell_no = 5) AS ors_written,
    any_value(left(cell, 80)) FILTER (cell_no = 10) AS srs_written,
    sum(points) FILTER (cell_no < 5) AS ors_sum, sum(points) FILTER (cell_no BETWEEN 6 AND 9) AS srs_sum,
    coalesce(bool_or(fault IS NOT NULL AND cell_no < 5), false) AS ors_area_bad,
    coalesce(bool_or(fault IS NOT NULL AND cell_no = 5), false) AS ors_total_bad,
    coalesce(bool_or(fault IS NOT NULL AND cell_no BETWEEN 6 AND 9), false) AS srs_area_bad,
    coalesce(bool_or(fault IS NOT NULL AND cell_no = 10), false) AS srs_total_bad,
    list(fault || '|' || left(cell, 80) ORDER BY cell_no) FILTER (fault IS NOT NULL) AS faults,
    first(fault ORDER BY cell_no) FILTER (NOT starts_with(fault, 'missing_code|')) AS worst,
    first(left(cell, 80) ORDER BY cell_no) FILTER (NOT starts_with(fault, 'missing_code|')) AS worst_text
FROM with_fault
GROUP BY row_id;
