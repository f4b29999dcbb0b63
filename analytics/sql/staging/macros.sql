-- How one cell of text becomes a value. Run once per import, before any file is read.

CREATE SCHEMA IF NOT EXISTS staging;
CREATE SCHEMA IF NOT EXISTS delivery;

CREATE OR REPLACE MACRO staging.text(cell) AS nullif(trim(cell), '');

-- Points, three decimals so that a range is judged before rounding; a comma can only be a decimal comma here.
CREATE OR REPLACE MACRO staging.score(cell) AS
    CASE WHEN contains(cell, '_') THEN NULL
         ELSE coalesce(TRY_CAST(cell AS DECIMAL(9, 3)), TRY_CAST(replace(cell, ',', '.') AS DECIMAL(9, 3))) END;

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

-- Whether a row speaks of a scale: it has its total, or it is an administration of it that was left blank.
CREATE OR REPLACE MACRO staging.speaks(total, about, scale) AS total IS NOT NULL OR about IS NOT DISTINCT FROM scale;

-- What identifies a session: the client, the case, the day and who filled in the form.
CREATE OR REPLACE MACRO staging.session_key(client_id, case_id, session_date, rater) AS
    hash(client_id, case_id, session_date, rater);

CREATE OR REPLACE MACRO staging.age_class(years) AS
    CASE WHEN years >= 18 THEN 'adult' WHEN years >= 13 THEN 'adolescent' WHEN years >= 0 THEN 'child' END;

CREATE OR REPLACE MACRO staging.says_yes(cell) AS
    coalesce(list_contains(['1', '1.0', 'y', 'yes', 'true', 't', 'j', 'ja', 'si', 'sí', 'oui', 'o', 'x', 'wahr', 'vrai'],
        lower(trim(cell))), false);
