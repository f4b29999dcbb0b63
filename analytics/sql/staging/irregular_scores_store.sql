-- Stores the result of irregular_scores.sql in staging.typed (one row per data row): unreadable score cells, incomplete
-- forms and totals that do not match their areas are left empty and the rest of the row is kept. A row without any
-- score left is set aside, unless its scores are only given as missing. Parameters: ors_slack, srs_slack (points
-- by which a total may differ from its areas), and the file's versions.
UPDATE staging.typed
SET ors_individual = CASE WHEN o.ors_areas THEN p1 END, ors_interpersonal = CASE WHEN o.ors_areas THEN p2 END,
    ors_social = CASE WHEN o.ors_areas THEN p3 END, ors_overall = CASE WHEN o.ors_areas THEN p4 END, ors_total = o.ors,
    ors_version = CASE WHEN o.ors IS NOT NULL THEN coalesce(ors_version, $ors_default) ELSE ors_version END,
    srs_relationship = CASE WHEN o.srs_areas THEN p6 END, srs_goals = CASE WHEN o.srs_areas THEN p7 END,
    srs_approach = CASE WHEN o.srs_areas THEN p8 END, srs_overall = CASE WHEN o.srs_areas THEN p9 END, srs_total = o.srs,
    srs_version = CASE WHEN o.srs IS NOT NULL THEN coalesce(srs_version, $srs_default) ELSE srs_version END,
    faults = list_concat(o.faults, CASE WHEN ors_fault IS NOT NULL THEN [ors_fault || '|' || ors_text] END,
        CASE WHEN srs_fault IS NOT NULL THEN [srs_fault || '|' || srs_text] END),
    problem = coalesce(problem, CASE WHEN o.ors IS NULL AND o.srs IS NULL
                                     THEN coalesce(ors_fault, srs_fault, o.worst) END),
    text = CASE WHEN problem IS NOT NULL THEN typed.text WHEN o.ors IS NULL AND o.srs IS NULL THEN CASE
        WHEN ors_fault IS NOT NULL THEN ors_text WHEN srs_fault IS NOT NULL THEN srs_text ELSE o.worst_text END END
FROM (
    SELECT *,
        CASE WHEN ors_fault IS NULL
             THEN staging.form_total(ors_area_bad, ors_total_bad, p1, p2, p3, p4, p5, $ors_slack, ors_sum) END AS ors,
        CASE WHEN srs_fault IS NULL
             THEN staging.form_total(srs_area_bad, srs_total_bad, p6, p7, p8, p9, p10, $srs_slack, srs_sum) END AS srs,
        ors_fault IS NULL AND NOT ors_area_bad AND p1 + p2 + p3 + p4 IS NOT NULL AS ors_areas,
        srs_fault IS NULL AND NOT srs_area_bad AND p6 + p7 + p8 + p9 IS NOT NULL AS srs_areas,
        CASE WHEN ors_fault LIKE 'total%' THEN ors_written ELSE '' END AS ors_text,
        CASE WHEN srs_fault LIKE 'total%' THEN srs_written ELSE '' END AS srs_text
    FROM (
        SELECT *, CASE WHEN NOT ors_area_bad AND NOT ors_total_bad
                       THEN staging.bad_sum(p1, p2, p3, p4, p5, $ors_slack, staging.score_fields('ors')) END AS ors_fault,
            CASE WHEN NOT srs_area_bad AND NOT srs_total_bad
                 THEN staging.bad_sum(p6, p7, p8, p9, p10, $srs_slack, staging.score_fields('srs')) END AS srs_fault
        FROM odd_score)
) AS o
WHERE typed.rowid = o.row_id;
