-- How one cell of text becomes a value. Run once per import, before any file is read.

CREATE SCHEMA IF NOT EXISTS staging;
CREATE SCHEMA IF NOT EXISTS delivery;

CREATE OR REPLACE MACRO staging.text(cell) AS nullif(trim(cell), '');

-- Points, three decimals so that a range is judged before rounding; a comma can only be a decimal comma here.
CREATE OR REPLACE MACRO staging.score(cell) AS
    CASE WHEN contains(cell, '_') THEN NULL
         ELSE coalesce(TRY_CAST(cell AS DECIMAL(9, 3)), TRY_CAST(replace(cell, ',', '.') AS DECIMAL(9, 3))) END;

-- What is wrong with a score cell, as 'reason|field', or NULL.
CREATE OR REPLACE MACRO staging.bad_score(cell, points, upper_end, field) AS
    CASE WHEN points IS NOT NULL AND points BETWEEN 0 AND upper_end THEN NULL
         WHEN cell IS NULL THEN NULL
         WHEN points IS NOT NULL THEN 'score_out_of_range|' || field
         WHEN cell LIKE '#%' THEN 'formula_error|' || field
         WHEN NOT contains(cell, '_') AND isfinite(TRY_CAST(replace(cell, ',', '.') AS DOUBLE)) THEN 'score_out_of_range|' || field
         ELSE 'score_not_number|' || field END;

-- What is wrong with an id cell, as 'reason|field', or NULL; controls: look for control characters at all.
CREATE OR REPLACE MACRO staging.bad_id(cell, field, controls) AS
    CASE WHEN cell IS NULL THEN NULL
         WHEN length(cell) > 256 THEN 'cell_too_long|' || field
         WHEN controls AND regexp_matches(cell, getvariable('control_characters')) THEN 'id_has_control_chars|' || field
         WHEN cell[1] = '#' AND list_contains(['#REF!', '#N/A', '#VALUE!', '#NAME?', '#DIV/0!', '#NULL!', '#NUM!'], cell)
         THEN 'formula_error|' || field END;

-- Four areas and a total that do not fit each other, as 'reason|field', or NULL.
CREATE OR REPLACE MACRO staging.bad_sum(a, b, c, d, total, fields) AS
    CASE WHEN a + b + c + d IS NULL
         THEN CASE WHEN coalesce(a, b, c, d) IS NOT NULL THEN 'items_incomplete|' ||
            CASE WHEN a IS NULL THEN fields[1] WHEN b IS NULL THEN fields[2] WHEN c IS NULL THEN fields[3] ELSE fields[4] END END
         WHEN abs(a + b + c + d - total) > 0.1 THEN 'total_mismatch|' || fields[5] END;

-- The letters and digits of a word, to look it up whatever its spaces and dashes.
CREATE OR REPLACE MACRO staging.letters(cell) AS
    lower(replace(replace(replace(replace(cell, ' ', ''), '-', ''), '_', ''), '.', ''));

-- A date written year first; anything else is left for the column to decide.
CREATE OR REPLACE MACRO staging.iso_date(cell) AS
    CASE WHEN cell[1] NOT BETWEEN '0' AND '9' THEN NULL
         WHEN TRY_CAST(cell AS DATE) BETWEEN DATE '1000-01-01' AND DATE '9999-12-30' THEN TRY_CAST(cell AS DATE)
         WHEN length(cell) = 8 AND TRY_CAST(cell AS INTEGER) IS NOT NULL
         THEN CAST(TRY_STRPTIME(cell, '%Y%m%d') AS DATE) END;

-- A date in words or in an order that the column has proved ('day_first', 'month_first').
CREATE OR REPLACE MACRO staging.slashed(cell) AS regexp_replace(regexp_extract(cell, '^[^ T,]+'), '[.-]', '/', 'g');
CREATE OR REPLACE MACRO staging.ordered_date(cell, date_order) AS
    CASE WHEN NOT regexp_matches(cell, '\d') THEN NULL
         WHEN NOT regexp_matches(cell, '^\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})([ T,].*)?$')
         THEN CAST(TRY_STRPTIME(cell, ['%d %b %Y', '%d %B %Y', '%b %d, %Y', '%B %d, %Y', '%d-%b-%Y', '%d-%b-%y',
                '%d. %B %Y', '%d. %b %Y']) AS DATE)
         WHEN date_order = 'day_first' THEN CAST(TRY_STRPTIME(staging.slashed(cell), ['%d/%m/%y', '%d/%m/%Y']) AS DATE)
         WHEN date_order = 'month_first' THEN CAST(TRY_STRPTIME(staging.slashed(cell), ['%m/%d/%y', '%m/%d/%Y']) AS DATE) END;

-- What is wrong with the dates of a row, as 'reason|field', or NULL. Years before 1995 are before the scales.
CREATE OR REPLACE MACRO staging.bad_date(session_date, case_text, case_start, today) AS
    CASE WHEN session_date IS NULL THEN 'date_unparseable|session_date'
         WHEN session_date > today THEN 'date_in_future|session_date'
         WHEN session_date < DATE '1995-01-01' THEN 'date_implausible|session_date'
         WHEN case_text IS NOT NULL AND case_start IS NULL THEN 'date_unparseable|case_start'
         WHEN case_start > session_date THEN 'date_before_intake|session_date' END;

CREATE OR REPLACE MACRO staging.age_class(years) AS
    CASE WHEN years >= 18 THEN 'adult' WHEN years >= 13 THEN 'adolescent' WHEN years >= 0 THEN 'child' END;

CREATE OR REPLACE MACRO staging.says_yes(cell) AS
    coalesce(list_contains(['1', '1.0', 'y', 'yes', 'true', 't', 'j', 'ja', 'si', 'sí', 'oui', 'o', 'x', 'wahr', 'vrai'], lower(trim(cell))), false);

-- Whether a row speaks of a scale: it has its total, or it is an administration of it that was left blank.
CREATE OR REPLACE MACRO staging.speaks(total, about, scale) AS total IS NOT NULL OR about IS NOT DISTINCT FROM scale;

-- What identifies a session: the client, the case, the day and who filled in the form.
CREATE OR REPLACE MACRO staging.session_key(client_id, case_id, session_date, rater) AS
    hash(client_id, case_id, session_date, rater);
