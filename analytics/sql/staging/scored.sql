-- Defines the macro staging.scored_cells(...): one row per data row of the current file, the cells of
-- staging.cells with the points of each score cell (o1 of ors_1), and in irregular_scores the ten score cells of a row
-- in which one is no plain score (see irregular_scores.sql). Run after cells.sql. Parameters of the macro: by_measure;
-- the factors that turn areas and totals of each scale into points.
CREATE OR REPLACE MACRO staging.scored_cells(by_measure, ors_area, ors_sum, srs_area, srs_sum) AS TABLE
WITH bare AS (
    SELECT *, staging.bare_score(ors_1) AS o_1, staging.bare_score(ors_2) AS o_2, staging.bare_score(ors_3) AS o_3,
        staging.bare_score(ors_4) AS o_4, staging.bare_score(ors_t) AS o_t, staging.bare_score(srs_1) AS s_1,
        staging.bare_score(srs_2) AS s_2, staging.bare_score(srs_3) AS s_3, staging.bare_score(srs_4) AS s_4,
        staging.bare_score(srs_t) AS s_t
    FROM staging.cells(by_measure)
),
valued AS (
    SELECT *, staging.points(o_1, ors_area) AS o1, staging.points(o_2, ors_area) AS o2,
        staging.points(o_3, ors_area) AS o3, staging.points(o_4, ors_area) AS o4,
        staging.points(s_1, srs_area) AS s1, staging.points(s_2, srs_area) AS s2,
        staging.points(s_3, srs_area) AS s3, staging.points(s_4, srs_area) AS s4,
        staging.points(o_t, ors_sum) AS ot, staging.points(s_t, srs_sum) AS st
    FROM bare
)
SELECT *, CASE WHEN staging.is_irregular(ors_1, o1, 10) OR staging.is_irregular(ors_2, o2, 10) OR staging.is_irregular(ors_3, o3, 10)
        OR staging.is_irregular(ors_4, o4, 10) OR staging.is_irregular(ors_t, ot, 40) OR staging.is_irregular(srs_1, s1, 10)
        OR staging.is_irregular(srs_2, s2, 10) OR staging.is_irregular(srs_3, s3, 10) OR staging.is_irregular(srs_4, s4, 10)
        OR staging.is_irregular(srs_t, st, 40)
    THEN [ors_1, ors_2, ors_3, ors_4, ors_t, srs_1, srs_2, srs_3, srs_4, srs_t] END AS irregular_scores
FROM valued;
