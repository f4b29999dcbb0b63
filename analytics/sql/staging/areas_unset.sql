-- Clears the four areas of a scale where some software filled them in from the total. staging.typed: one row per
-- data row. Parameters: file_no, ors, srs (booleans: whether to clear).
UPDATE staging.typed
SET ors_individual = CASE WHEN NOT $ors THEN ors_individual END,
    ors_interpersonal = CASE WHEN NOT $ors THEN ors_interpersonal END,
    ors_social = CASE WHEN NOT $ors THEN ors_social END, ors_overall = CASE WHEN NOT $ors THEN ors_overall END,
    srs_relationship = CASE WHEN NOT $srs THEN srs_relationship END,
    srs_goals = CASE WHEN NOT $srs THEN srs_goals END,
    srs_approach = CASE WHEN NOT $srs THEN srs_approach END, srs_overall = CASE WHEN NOT $srs THEN srs_overall END
WHERE file_no = $file_no;
