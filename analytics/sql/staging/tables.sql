-- Creates the empty tables of one import; a comment above each table states its grain.

-- One row per file: recognised properties that the SQL needs. item_scale: unit of the scores, as in the report;
-- unusual: whether the publisher of the scale does not use this unit.
CREATE OR REPLACE TABLE staging.file (file_no INTEGER, ors_default VARCHAR, srs_default VARCHAR, item_scale VARCHAR,
    unusual BOOLEAN);

-- One row per recognised column of a file: the canonical field and the header as written; session_no where a row of
-- the file holds several sessions side by side; version where it holds versions of a scale side by side.
CREATE OR REPLACE TABLE staging.header (file_no INTEGER, field VARCHAR, header VARCHAR, session_no INTEGER, version VARCHAR);

-- One row per row that was left out before its cells were typed (field count, footer).
CREATE OR REPLACE TABLE staging.rejected_early (file_no INTEGER, line INTEGER, reason VARCHAR, field VARCHAR, text VARCHAR);

-- One row per word with a meaning; field: measure, attendance, closure, age_group, rater.
CREATE OR REPLACE TABLE staging.word (field VARCHAR, word VARCHAR, meaning VARCHAR);

-- One row per text of a file that names a measure: the version of a scale it was read as, NULL where its rows are left out.
CREATE OR REPLACE TABLE staging.measure (file_no INTEGER, text VARCHAR, read_as VARCHAR, n BIGINT);

-- One row per data row of all files: values, or the first problem as 'reason|field' with the cell's text. about: the
-- scale (ors, srs) that a row is about, where it names one; booked: the file says that the appointment is still to come;
-- client_given, therapist_given: the code of the file where it stands for another one (aliased.sql). irregular_scores: its
-- score cells where one is no plain score or a form does not fit together; faults: what of them is left out, as
-- 'reason|field|text' (irregular_scores.sql).
CREATE OR REPLACE TABLE staging.typed (file_no INTEGER, line INTEGER, client_id VARCHAR, case_id VARCHAR,
    source_session_id VARCHAR, session_no INTEGER, session_date DATE, date_unread VARCHAR, case_start DATE,
    case_unread VARCHAR, case_end DATE, end_unread VARCHAR, therapist VARCHAR, therapist_name VARCHAR, site VARCHAR,
    program VARCHAR, age_text VARCHAR, birth DATE, orientation VARCHAR, fidelity DECIMAL(9, 3), rater VARCHAR, closure_text VARCHAR, about VARCHAR,
    ors_version VARCHAR, ors_individual DECIMAL(4, 1), ors_interpersonal DECIMAL(4, 1), ors_social DECIMAL(4, 1),
    ors_overall DECIMAL(4, 1), ors_total DECIMAL(4, 1),
    srs_version VARCHAR, srs_relationship DECIMAL(4, 1), srs_goals DECIMAL(4, 1), srs_approach DECIMAL(4, 1),
    srs_overall DECIMAL(4, 1), srs_total DECIMAL(4, 1), booked BOOLEAN, problem VARCHAR, text VARCHAR,
    client_given VARCHAR, therapist_given VARCHAR, irregular_scores VARCHAR[], faults VARCHAR[]);

-- One row per date text of a column that is not written year first: its parts where it is three numbers, its number
-- where it is one of five digits (a spreadsheet's day), and the date it stands for as soon as that is known.
CREATE OR REPLACE TABLE staging.date_text (file_no INTEGER, field VARCHAR, text VARCHAR, part_1 INTEGER, part_2 INTEGER,
    part_3 INTEGER, serial DOUBLE, value DATE);

-- One row per session (and rater) of the delivery; n_rows: the rows of the files that it was put together from.
CREATE OR REPLACE TABLE delivery.session (file_no INTEGER, line INTEGER, n_rows INTEGER, client_id VARCHAR, case_id VARCHAR,
    source_session_id VARCHAR, session_date DATE, case_start DATE, case_end DATE, therapist VARCHAR,
    therapist_name VARCHAR, site VARCHAR, program VARCHAR, age_group VARCHAR, orientation VARCHAR, rater VARCHAR,
    ors_version VARCHAR, ors_individual DECIMAL(4, 1), ors_interpersonal DECIMAL(4, 1), ors_social DECIMAL(4, 1),
    ors_overall DECIMAL(4, 1), ors_total DECIMAL(4, 1),
    srs_version VARCHAR, srs_relationship DECIMAL(4, 1), srs_goals DECIMAL(4, 1), srs_approach DECIMAL(4, 1),
    srs_overall DECIMAL(4, 1), srs_total DECIMAL(4, 1), closure VARCHAR, closure_text VARCHAR,
    fidelity DECIMAL(9, 3), client_given VARCHAR, therapist_given VARCHAR);

-- One row per row or cell left out.
CREATE OR REPLACE TABLE delivery.rejected (file_no INTEGER, line INTEGER, kind VARCHAR, reason VARCHAR,
    column_name VARCHAR, text VARCHAR);
