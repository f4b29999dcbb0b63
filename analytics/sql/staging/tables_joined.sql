-- Creates the empty tables of one import for files that are joined and for rows with several sessions; a
-- comment above each table states its grain.

-- One row per row of a file of clients, episodes or the like that has no sessions of its own: what it says about them.
CREATE OR REPLACE TABLE staging.attribute (file_no INTEGER, line INTEGER, client_id VARCHAR, case_id VARCHAR,
    case_start DATE, case_unread VARCHAR, case_end DATE, end_unread VARCHAR, therapist VARCHAR, therapist_name VARCHAR,
    site VARCHAR, program VARCHAR, age_text VARCHAR, birth DATE, orientation VARCHAR, closure_text VARCHAR,
    problem VARCHAR, text VARCHAR, client_given VARCHAR, therapist_given VARCHAR);

-- One row per known session (and rater) that a file of clients or episodes tells more about.
CREATE OR REPLACE TABLE staging.attributes_applied (client_id VARCHAR, case_id VARCHAR, session_date DATE, rater VARCHAR, case_start DATE,
    case_end DATE, therapist VARCHAR, therapist_name VARCHAR, site VARCHAR, program VARCHAR, age_text VARCHAR, birth DATE,
    orientation VARCHAR, closure_text VARCHAR, therapist_given VARCHAR, client_given VARCHAR);

-- One row per row of an appointment file whose session other rows tell in scores.
CREATE OR REPLACE TABLE staging.merged_into (file_no INTEGER, line INTEGER, client_id VARCHAR);

-- One row per code that a person said to stand for another (`aliases.fill_tables` fills it before files are read).
CREATE TEMP TABLE IF NOT EXISTS alias (kind VARCHAR, code VARCHAR, stands_for VARCHAR, said_at TIMESTAMP,
    said_by VARCHAR);

-- One row per row of a file with several sessions side by side: how many it holds, how many of them are kept, and
-- the first problem of those that are not.
CREATE OR REPLACE TABLE staging.wide_row (file_no INTEGER, line INTEGER, client_id VARCHAR, n INTEGER, kept INTEGER);

-- How the id of a row is compared: blind to case and to the decimals that a program put behind a whole number.
CREATE OR REPLACE MACRO staging.link_text(cell) AS lower(regexp_replace(staging.id(cell), '^(\d+)\.0+$', '\1'));

-- One row per id of a table that rows of another one point to, and per client of it where ids begin anew with each client:
-- what it tells them. is_clear: all its rows are of one client and day.
CREATE OR REPLACE TABLE staging.link_parent (id VARCHAR, of_client VARCHAR, is_clear BOOLEAN, client_id VARCHAR, case_id VARCHAR,
    source_session_id VARCHAR, session_date VARCHAR, case_start VARCHAR, case_end VARCHAR, therapist VARCHAR,
    therapist_name VARCHAR, site VARCHAR, program VARCHAR, attendance VARCHAR);
