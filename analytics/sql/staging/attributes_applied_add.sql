-- Adds the stored sessions of staging.attributes_applied to delivery.session, one row each, without file and scores and counting
-- as no row.
INSERT INTO delivery.session BY NAME
SELECT 0 AS n_rows, t.client_id, t.client_given, t.case_id, t.session_date, t.case_start, t.case_end, t.therapist, t.therapist_given, t.therapist_name, t.site, t.program,
    coalesce(age.meaning, staging.age_class(date_sub('year', t.birth, t.session_date))) AS age_group, t.orientation,
    t.rater, ending.meaning AS closure, t.closure_text
FROM staging.attributes_applied AS t
LEFT JOIN staging.word AS age ON age.field = 'age_group' AND age.word = t.age_text
LEFT JOIN staging.word AS ending ON ending.field = 'closure' AND ending.word = t.closure_text;
