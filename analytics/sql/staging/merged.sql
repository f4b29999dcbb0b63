-- Defines the macro staging.merged(): one row per session (and rater) from the rows that stand alone, an ORS row
-- joined to the SRS row of the same client, case and day, and the rows kept of keys with several rows.

CREATE OR REPLACE MACRO staging.keyed() AS TABLE
    SELECT t.*, staging.session_key(coalesce(client_given, client_id), case_id, session_date, rater) AS k
    FROM staging.typed AS t WHERE problem IS NULL;

CREATE OR REPLACE MACRO staging.pairs() AS TABLE
    SELECT o.file_no, o.line, o.client_id, o.case_id, o.session_date, o.rater,
        coalesce(o.client_given, s.client_given) AS client_given,
        coalesce(o.therapist_given, s.therapist_given) AS therapist_given,
        coalesce(o.source_session_id, s.source_session_id) AS source_session_id,
        coalesce(o.case_start, s.case_start) AS case_start, coalesce(o.case_end, s.case_end) AS case_end, coalesce(o.therapist, s.therapist) AS therapist,
        coalesce(o.therapist_name, s.therapist_name) AS therapist_name, coalesce(o.site, s.site) AS site,
        coalesce(o.program, s.program) AS program, coalesce(o.age_text, s.age_text) AS age_text,
        coalesce(o.birth, s.birth) AS birth, coalesce(o.orientation, s.orientation) AS orientation,
        coalesce(o.fidelity, s.fidelity) AS fidelity, coalesce(o.closure_text, s.closure_text) AS closure_text,
        o.ors_version, o.ors_individual, o.ors_interpersonal, o.ors_social, o.ors_overall, o.ors_total,
        s.srs_version, s.srs_relationship, s.srs_goals, s.srs_approach, s.srs_overall, s.srs_total,
        o.therapist <> s.therapist AS two_therapists, 2 AS n_rows
    FROM (FROM staging.keyed() SEMI JOIN staging.pair USING (k) WHERE staging.has_form(ors_total, about, 'ors')) AS o
    JOIN (FROM staging.keyed() SEMI JOIN staging.pair USING (k) WHERE staging.has_form(srs_total, about, 'srs')) AS s USING (k);

CREATE OR REPLACE MACRO staging.deduplicated() AS TABLE
    SELECT min(t.file_no) AS file_no, arg_min(t.line, (t.file_no, t.line)) AS line, client_id, case_id, session_date,
        rater, client_given, min(therapist_given) AS therapist_given,
        min(source_session_id) AS source_session_id, min(case_start) AS case_start, max(case_end) AS case_end,
        min(therapist) AS therapist, min(therapist_name) AS therapist_name, min(site) AS site,
        min(program) AS program, min(age_text) AS age_text, min(birth) AS birth, min(orientation) AS orientation,
        min(fidelity) AS fidelity, min(closure_text) AS closure_text, min(ors_version) AS ors_version, min(ors_individual) AS ors_individual,
        min(ors_interpersonal) AS ors_interpersonal, min(ors_social) AS ors_social, min(ors_overall) AS ors_overall,
        min(ors_total) AS ors_total, min(srs_version) AS srs_version, min(srs_relationship) AS srs_relationship,
        min(srs_goals) AS srs_goals, min(srs_approach) AS srs_approach, min(srs_overall) AS srs_overall,
        min(srs_total) AS srs_total, min(therapist) <> max(therapist) AS two_therapists,
        CAST(count(*) filter (where resolution = 'kept') AS INTEGER) AS n_rows
    FROM staging.typed AS t
    JOIN (SELECT row_id, resolution FROM staging.duplicate_key WHERE resolution <> 'conflicting_duplicate') AS x ON x.row_id = t.rowid
    GROUP BY client_id, client_given, case_id, session_date, rater;

CREATE OR REPLACE MACRO staging.merged() AS TABLE
    SELECT * EXCLUDE (k, about, problem, text, session_no, date_unread, case_unread, end_unread,
        irregular_scores, faults), false AS two_therapists, 1 AS n_rows
    FROM staging.keyed() ANTI JOIN staging.key USING (k)
    UNION ALL BY NAME FROM staging.pairs()
    UNION ALL BY NAME FROM staging.deduplicated();
