-- The tables of one import for files that are joined and for rows that hold several sessions, empty.

-- One row per row of a file of clients, episodes or the like that has no sessions of its own: what it says about them.
CREATE OR REPLACE TABLE staging.attribute (file_no INTEGER, line INTEGER, client_id VARCHAR, case_id VARCHAR,
    case_start DATE, case_left VARCHAR, case_end DATE, end_left VARCHAR, therapist VARCHAR, therapist_name VARCHAR,
    site VARCHAR, program VARCHAR, age_text VARCHAR, birth DATE, orientation VARCHAR, closure_text VARCHAR,
    problem VARCHAR, text VARCHAR);

-- One row per known session (and rater) that a file of clients or episodes tells more about.
CREATE OR REPLACE TABLE staging.told (client_id VARCHAR, case_id VARCHAR, session_date DATE, rater VARCHAR, case_start DATE,
    case_end DATE, therapist VARCHAR, therapist_name VARCHAR, site VARCHAR, program VARCHAR, age_text VARCHAR, birth DATE,
    orientation VARCHAR, closure_text VARCHAR);

-- One row per row of an appointment file whose session other rows tell in scores.
CREATE OR REPLACE TABLE staging.absorbed (file_no INTEGER, line INTEGER, client_id VARCHAR);

-- One row per row of a file with several sessions side by side: how many it holds, how many of them are kept, and
-- the first problem of those that are not.
CREATE OR REPLACE TABLE staging.wide_row (file_no INTEGER, line INTEGER, client_id VARCHAR, n INTEGER, kept INTEGER);
