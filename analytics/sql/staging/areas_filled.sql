-- One row per file: how many rows give four areas whose total is neither end of the scale, and in how many of them
-- all four are equal (a total that some software shared out among the areas).
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
