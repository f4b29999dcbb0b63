-- One row per call: whether a file has a cell that is no plain score, and whether a score column has a number that
-- stands for a missing score (99, 88). Parameters: file_no.
WITH numbers AS (
    SELECT unnest([ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total,
        srs_relationship, srs_goals, srs_approach, srs_overall, srs_total]) AS number
    FROM staging.typed WHERE file_no = $file_no
)
SELECT EXISTS (FROM staging.typed WHERE file_no = $file_no AND irregular_scores IS NOT NULL)
    AND EXISTS (
        FROM (SELECT DISTINCT number FROM numbers WHERE number NOT BETWEEN 0 AND 40) WHERE staging.is_code(number)
    );
