-- Counts, one row per file, the forms with four areas and a total that is at neither end of the scale (n_*), and
-- those of them with four equal areas (equal_*), which some software made by dividing the total.
SELECT file_no,
    count(ors_individual) FILTER (WHERE ors_total > 0 AND ors_total < 40) AS n_ors,
    count(*) FILTER (WHERE ors_total > 0 AND ors_total < 40 AND ors_individual = ors_interpersonal
        AND ors_individual = ors_social AND ors_individual = ors_overall) AS equal_ors,
    count(srs_relationship) FILTER (WHERE srs_total > 0 AND srs_total < 40) AS n_srs,
    count(*) FILTER (WHERE srs_total > 0 AND srs_total < 40 AND srs_relationship = srs_goals
        AND srs_relationship = srs_approach AND srs_relationship = srs_overall) AS equal_srs
FROM staging.typed
WHERE problem IS NULL
GROUP BY file_no
ORDER BY file_no;
