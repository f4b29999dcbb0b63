-- Creates staging.fields without rows, with all columns that an export may have, as text; combined with the
-- rows of a file, it adds the columns that the file lacks.
CREATE OR REPLACE TABLE staging.fields (line INTEGER, client_id VARCHAR, case_id VARCHAR, source_session_id VARCHAR,
    session_no VARCHAR, session_date VARCHAR, case_start VARCHAR, case_end VARCHAR, therapist VARCHAR, therapist_name VARCHAR,
    therapist_first VARCHAR, therapist_last VARCHAR, therapist_email VARCHAR, site VARCHAR, program VARCHAR,
    age_group VARCHAR, age VARCHAR, birth VARCHAR, orientation VARCHAR, fidelity VARCHAR, rater VARCHAR, attendance VARCHAR,
    closure VARCHAR, measure VARCHAR, total VARCHAR, overall VARCHAR, is_complete VARCHAR,
    is_abort VARCHAR, ors_skip VARCHAR, srs_skip VARCHAR,
    ors_version VARCHAR, ors_individual VARCHAR, ors_interpersonal VARCHAR, ors_social VARCHAR, ors_overall VARCHAR,
    ors_total VARCHAR, srs_version VARCHAR, srs_relationship VARCHAR, srs_goals VARCHAR, srs_approach VARCHAR,
    srs_overall VARCHAR, srs_total VARCHAR);
