-- Macros that return what is wrong with a cell or a row as 'reason|field', or NULL. Run once per import, after
-- macros.sql.

-- What is wrong with a score cell, as 'reason|field', or NULL.
CREATE OR REPLACE MACRO staging.bad_score(cell, points, upper_end, field) AS
    CASE WHEN points IS NOT NULL AND points BETWEEN 0 AND upper_end THEN NULL
         WHEN cell IS NULL THEN NULL
         WHEN points IS NULL AND staging.is_blank(cell) THEN NULL
         WHEN staging.is_missing(cell) THEN 'missing_code|' || field
         WHEN points IS NOT NULL THEN 'score_out_of_range|' || field
         WHEN cell LIKE '#%' THEN 'formula_error|' || field
         WHEN cell < ':' AND NOT contains(cell, '_') AND isfinite(TRY_CAST(replace(cell, ',', '.') AS DOUBLE))
         THEN 'score_out_of_range|' || field
         ELSE 'score_not_number|' || field END;

-- The fields of a form in order: its four areas and their total.
CREATE OR REPLACE MACRO staging.score_fields(scale) AS CASE scale
    WHEN 'ors' THEN ['ors_individual', 'ors_interpersonal', 'ors_social', 'ors_overall', 'ors_total']
    ELSE ['srs_relationship', 'srs_goals', 'srs_approach', 'srs_overall', 'srs_total'] END;

-- What is wrong with an id cell, as 'reason|field', or NULL; controls: look for control characters at all.
CREATE OR REPLACE MACRO staging.bad_id(cell, field, controls) AS
    CASE WHEN cell IS NULL THEN NULL
         WHEN length(cell) > 256 THEN 'cell_too_long|' || field
         WHEN controls AND regexp_matches(cell, getvariable('control_characters')) THEN 'id_has_control_chars|' || field
         WHEN cell[1] = '#' AND list_contains(['#ERROR!', '#REF!', '#N/A', '#VALUE!', '#NAME?', '#DIV/0!', '#NULL!', '#NUM!'], cell)
         THEN 'formula_error|' || field END;

-- Four areas and a total that do not fit each other by more than `slack` points, as 'reason|field', or NULL.
CREATE OR REPLACE MACRO staging.bad_sum(a, b, c, d, total, slack, fields) AS
    CASE WHEN a + b + c + d IS NULL
         THEN CASE WHEN coalesce(a, b, c, d) IS NOT NULL
                   THEN 'items_incomplete|' || CASE WHEN a IS NULL THEN fields[1] WHEN b IS NULL THEN fields[2]
                                                    WHEN c IS NULL THEN fields[3] ELSE fields[4] END END
         WHEN abs(a + b + c + d - total) > slack THEN 'total_mismatch|' || fields[5] END;

-- The total of a form (a to d: its areas that are good, written: its total). Where an area is at fault it is the total,
-- unless that is a mere sum of the others or of all that was written (all_areas); where the total is at fault, the sum.
CREATE OR REPLACE MACRO staging.form_total(area_bad, total_bad, a, b, c, d, written, slack, all_areas) AS CASE
    WHEN NOT area_bad AND NOT total_bad THEN staging.total(a + b + c + d, written, slack)
    WHEN NOT area_bad THEN a + b + c + d
    WHEN abs(coalesce(a, 0) + coalesce(b, 0) + coalesce(c, 0) + coalesce(d, 0) - written) > slack
        AND coalesce(abs(all_areas - written) > slack, true) THEN written END;

-- What is wrong with the dates of a row, as 'reason|field', or NULL. Years before 1995 are before the scales.
CREATE OR REPLACE MACRO staging.bad_date(session_date, case_text, case_start, today) AS
    CASE WHEN session_date IS NULL THEN 'date_unparseable|session_date'
         WHEN session_date > today THEN 'date_in_future|session_date'
         WHEN session_date < DATE '1995-01-01' THEN 'date_implausible|session_date'
         WHEN case_text IS NOT NULL AND case_start IS NULL THEN 'date_unparseable|case_start'
         WHEN case_start > session_date THEN 'date_before_intake|session_date' END;
