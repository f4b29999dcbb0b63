-- Fills delivery.session: one row per session (and rater) of the delivery, with age group and ending as classes.
INSERT INTO delivery.session BY NAME
SELECT m.file_no, m.line, m.n_rows, m.client_id, m.client_given, m.case_id, m.source_session_id, m.session_date,
    m.case_start, m.case_end,
    coalesce(m.therapist, m.therapist_name) AS therapist, m.therapist_given, m.therapist_name, m.site, m.program,
    coalesce(age.meaning, staging.age_class(date_sub('year', m.birth, m.session_date))) AS age_group,
    m.orientation, m.rater,
    CASE WHEN m.ors_total IS NOT NULL THEN coalesce(m.ors_version, f.ors_default) END AS ors_version,
    m.ors_individual, m.ors_interpersonal, m.ors_social, m.ors_overall, m.ors_total,
    CASE WHEN m.srs_total IS NOT NULL THEN coalesce(m.srs_version, f.srs_default) END AS srs_version,
    m.srs_relationship, m.srs_goals, m.srs_approach, m.srs_overall, m.srs_total,
    ending.meaning AS closure, m.closure_text, m.fidelity
FROM staging.merged() AS m
JOIN staging.file AS f USING (file_no)
LEFT JOIN staging.word AS age ON age.field = 'age_group' AND age.word = m.age_text
LEFT JOIN staging.word AS ending ON ending.field = 'closure' AND ending.word = m.closure_text;
