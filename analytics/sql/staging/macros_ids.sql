-- Macros that read and compare the codes of clients, therapists and sessions. Run once per import, before any file
-- is read.

-- An id without the marks that only spreadsheets need: ="0013" and '0013 keep leading zeros, '+33 is not a formula.
CREATE OR REPLACE MACRO staging.bare_id(cell) AS
    regexp_replace(regexp_replace(cell, '^="([^"]+)"$', '\1'), '^''( *[=+@0-9-])', '\1');
CREATE OR REPLACE MACRO staging.id(cell) AS
    CASE WHEN starts_with(cell, '=') OR starts_with(cell, '''')
         THEN staging.bare_id(nfc_normalize(trim(cell))) ELSE staging.text(cell) END;

-- Who it was: a dash names nobody.
CREATE OR REPLACE MACRO staging.somebody(cell) AS
    CASE WHEN cell NOT IN ('-', '--', '–', '—', '?', '.') THEN cell END;

-- An id without case, blanks and invisible letters.
CREATE OR REPLACE MACRO staging.without_blanks(code) AS
    regexp_replace(lower(nfc_normalize(code)), '[\s\x{00A0}\x{2000}-\x{200D}\x{202F}\x{2060}\x{FEFF}]+', '', 'g');

-- An id as it is compared with others that may be the same: also without leading zeros and the decimals that a
-- spreadsheet program adds.
CREATE OR REPLACE MACRO staging.spelling_of_bare(bare) AS
    regexp_replace(regexp_replace(bare, '^(\d+)[.,]0+$', '\1'), '(^|[^0-9])0+([0-9])', '\1\2', 'g');
CREATE OR REPLACE MACRO staging.spelling(code) AS staging.spelling_of_bare(staging.without_blanks(code));

-- What is left of a code without what spreadsheet and practice programs put around it where a second thing of the same name
-- is made: `A1 (2)`, `A1 [course 2]`, `A1 - copy`, `Kopie von A1`. NULL where a code has nothing of the kind.
-- The words and brackets are looked for first: that costs a twentieth of taking a code apart.
CREATE OR REPLACE MACRO staging.without_copy(code) AS CASE WHEN regexp_matches(code, getvariable('copy_sign')) THEN trim(nullif(coalesce(
    nullif(regexp_extract(code, '^(.*\S)\s*[(\[][^()\[\]\d]{0,12}\d{1,2}[^()\[\]\d]{0,12}[)\]]$', 1), ''),
    nullif(regexp_extract(code, getvariable('copy_behind'), 1), ''), regexp_extract(code, getvariable('copy_before'), 1)), '')) END;

-- Whether an id is a number that a spreadsheet program wrote with an exponent and fewer digits than it has, or as #####
-- where the column was too narrow for it.
CREATE OR REPLACE MACRO staging.is_rounded(code) AS
    starts_with(code, '##') AND length(replace(code, '#', '')) = 0 OR (contains(code, 'E') OR contains(code, 'e')) AND code[1] BETWEEN '0' AND '9'
    AND regexp_full_match(code, '\d{1,3}([.,]\d*)?[eE]\+\d{2,3}|\d[.,]\d+[eE]\d{2,3}')
    AND length(regexp_extract(code, '[.,](\d*)', 1)) < TRY_CAST(regexp_extract(code, '[eE]\+?(\d+)$', 1) AS INTEGER);
