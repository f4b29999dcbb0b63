-- Macros for cells of text and words. Run once per import, before any file is read.

CREATE SCHEMA IF NOT EXISTS staging;
CREATE SCHEMA IF NOT EXISTS delivery;

-- A cell without blanks around it, letters with their accents as one.
CREATE OR REPLACE MACRO staging.text(cell) AS nullif(nfc_normalize(trim(cell)), '');

-- Spaces of every kind: blank, no-break, thin, figure and narrow no-break space. Most cells have none but blanks, and
-- taking out a list of characters costs four times a trim.
CREATE OR REPLACE MACRO staging.spaced(cell) AS
    CASE WHEN strlen(cell) = length(cell) AND NOT contains(cell, chr(9)) THEN trim(cell)
         ELSE trim(translate(cell, concat(chr(160), chr(8199), chr(8201), chr(8239), chr(9)), '     ')) END;

-- The letters and digits of a word, to look it up whatever its spaces and dashes.
CREATE OR REPLACE MACRO staging.letters(cell) AS
    lower(replace(replace(replace(replace(nfc_normalize(cell), ' ', ''), '-', ''), '_', ''), '.', ''));

-- Whether a row speaks of a scale: it has its total, or is a form of it that was left blank.
CREATE OR REPLACE MACRO staging.has_form(total, about, scale) AS total IS NOT NULL OR about IS NOT DISTINCT FROM scale;

-- What identifies a session: the client, the case, the day and who filled in the form.
CREATE OR REPLACE MACRO staging.session_key(client_id, case_id, session_date, rater) AS
    hash(client_id, case_id, session_date, rater);

CREATE OR REPLACE MACRO staging.age_class(years) AS
    CASE WHEN years >= 18 THEN 'adult' WHEN years >= 13 THEN 'adolescent' WHEN years >= 0 THEN 'child' END;

CREATE OR REPLACE MACRO staging.says_yes(cell) AS
    coalesce(list_contains(getvariable('yes_words'), lower(trim(cell))), false);

CREATE OR REPLACE MACRO staging.says_no(cell) AS
    coalesce(list_contains(getvariable('no_words'), lower(trim(cell))), false);

-- The value of a list that holds only one different value, NULL otherwise.
CREATE OR REPLACE MACRO staging.only(cells) AS
    CASE WHEN len(list_distinct(cells)) = 1 THEN list_distinct(cells)[1] END;
