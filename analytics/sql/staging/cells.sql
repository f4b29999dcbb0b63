-- Defines the macro staging.cells(by_measure): one row per data row of the current file, still text, in one shape
-- for both layouts. A measure that was skipped, or that the row is not about, has no cells.

-- One row per data row of the file being read: line (as counted by an editor) and its columns as text.
-- Words that only programs write for a missing value (NaN) are read as empty. In small letters (nan, null) they may be a
-- client code, so they are empty only in score cells.
CREATE OR REPLACE MACRO staging.source() AS TABLE
    SELECT * FROM read_csv(getvariable('source_path'), columns = getvariable('source_columns'),
        delim = getvariable('source_delimiter'), quote = '"', escape = '"', header = false,
        auto_detect = false, nullstr = ['', 'NaN', '\N', '<NA>', 'NaT'],
        max_line_size = 4000000, buffer_size = 8000000);

CREATE OR REPLACE MACRO staging.rows() AS TABLE
    FROM staging.fields UNION ALL BY NAME FROM staging.source();

CREATE OR REPLACE MACRO staging.cells(by_measure) AS TABLE
WITH named AS (
    SELECT r.*, code.meaning[5:] AS version, code.meaning[:3] AS about, seen.meaning AS attended,
        who.meaning AS known_rater,
        staging.says_yes(r.case_end) OR staging.says_no(r.case_end) OR staging.is_blank(r.case_end) AS no_day,
        staging.says_yes(r.ors_skip) OR (by_measure AND coalesce(code.meaning[:3], '') <> 'ors') AS no_ors,
        staging.says_yes(r.srs_skip) OR (by_measure AND coalesce(code.meaning[:3], '') <> 'srs') AS no_srs
    FROM staging.rows() AS r
    LEFT JOIN staging.word AS code ON code.field = 'measure' AND code.word = staging.letters(r.measure)
    LEFT JOIN staging.word AS seen ON seen.field = 'attendance' AND seen.word = staging.letters(r.attendance)
    LEFT JOIN staging.word AS who ON who.field = 'rater' AND who.word = CASE WHEN r.rater <> 'self' THEN staging.letters(r.rater) END
)
SELECT line, staging.id(client_id) AS client_id, staging.id(case_id) AS case_id,
    staging.id(source_session_id) AS source_session_id, TRY_CAST(session_no AS INTEGER) AS session_no,
    staging.text(session_date) AS date_text, staging.text(case_start) AS case_text,
    CASE WHEN NOT no_day THEN staging.text(case_end) END AS end_text, staging.says_no(is_complete) AS not_complete,
    staging.says_yes(is_abort) AS aborted, staging.somebody(staging.id(coalesce(therapist, therapist_email))) AS therapist,
    staging.somebody(staging.text(coalesce(therapist_name, concat_ws(' ', therapist_first, therapist_last))))
        AS therapist_name,
    staging.text(site) AS site, staging.text(program) AS program,
    staging.text(coalesce(age_group, age)) AS age_text,
    coalesce(TRY_CAST(birth AS DATE), TRY_CAST(regexp_extract(birth, '(19|20)\d\d') || '-07-01' AS DATE)) AS birth,
    staging.text(orientation) AS orientation, staging.score(staging.text(rtrim(fidelity, ' %'))) AS fidelity,
    coalesce(known_rater, lower(staging.text(rater)), 'self') AS rater,
    coalesce(staging.text(closure), CASE WHEN staging.says_yes(case_end) THEN 'closed' END) AS closure_text,
    attendance, attended, measure, CASE WHEN by_measure THEN about END AS about,
    by_measure AND version IS NULL AS other_measure,
    CASE WHEN NOT by_measure THEN upper(staging.text(ors_version)) WHEN about = 'ors' THEN version END AS ors_version,
    CASE WHEN NOT by_measure THEN upper(staging.text(srs_version)) WHEN about = 'srs' THEN version END AS srs_version,
    CASE WHEN NOT no_ors THEN ors_individual END AS ors_1,
    CASE WHEN NOT no_ors THEN ors_interpersonal END AS ors_2,
    CASE WHEN NOT no_ors THEN ors_social END AS ors_3,
    CASE WHEN NOT no_ors THEN CASE WHEN by_measure THEN coalesce(ors_overall, overall) ELSE ors_overall END END AS ors_4,
    CASE WHEN NOT no_ors THEN CASE WHEN by_measure THEN coalesce(ors_total, total) ELSE ors_total END END AS ors_t,
    CASE WHEN NOT no_srs THEN srs_relationship END AS srs_1,
    CASE WHEN NOT no_srs THEN srs_goals END AS srs_2,
    CASE WHEN NOT no_srs THEN srs_approach END AS srs_3,
    CASE WHEN NOT no_srs THEN CASE WHEN by_measure THEN coalesce(srs_overall, overall) ELSE srs_overall END END AS srs_4,
    CASE WHEN NOT no_srs THEN CASE WHEN by_measure THEN coalesce(srs_total, total) ELSE srs_total END END AS srs_t
FROM named;
