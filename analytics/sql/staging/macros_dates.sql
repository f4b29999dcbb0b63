-- Macros that turn one cell of text into a date. Run once per import, after macros.sql.

-- A date written year first; anything else is left for the column to decide. Its third character is a digit, which
-- keeps most dates written otherwise out of a cast that fails slowly.
CREATE OR REPLACE MACRO staging.iso_date(cell) AS
    CASE WHEN cell[3] NOT BETWEEN '0' AND '9' THEN NULL
         WHEN TRY_CAST(cell AS DATE) BETWEEN DATE '1000-01-01' AND DATE '9999-12-30' THEN TRY_CAST(cell AS DATE)
         WHEN length(cell) = 8 AND TRY_CAST(cell AS INTEGER) IS NOT NULL
         THEN CAST(TRY_STRPTIME(cell, '%Y%m%d') AS DATE) END;

-- A date of numbers; two digits of a year from 70 on are the last century.
CREATE OR REPLACE MACRO staging.day(year, month, day) AS
    TRY(make_date(year + CASE WHEN year < 70 THEN 2000 WHEN year < 100 THEN 1900 ELSE 0 END, month, day));

-- A date text in lower case without accents and without what a spreadsheet puts around text; the same without weekday
-- or article before it.
CREATE OR REPLACE MACRO staging.low_date(text) AS
    strip_accents(lower(staging.spaced(regexp_replace(text, '^(=")|^[''’]|"$', '', 'g'))));
CREATE OR REPLACE MACRO staging.bare_date(low) AS
    CASE WHEN low[1] BETWEEN '0' AND '9' THEN low ELSE regexp_replace(low, getvariable('before_dates'), '') END;

-- A date whose month is a word, by a pattern that has day, month and year at the places given.
CREATE OR REPLACE MACRO staging.month_of(word) AS getvariable('months')[word];
CREATE OR REPLACE MACRO staging.worded_date(low, pattern, day_at, month_at, year_at) AS
    staging.day(TRY_CAST(regexp_extract(low, pattern, year_at) AS INTEGER),
        staging.month_of(regexp_extract(low, pattern, month_at)),
        TRY_CAST(regexp_extract(low, pattern, day_at) AS INTEGER));

-- A date that can be read in one way whatever the rest of its column: its month in words, or its year first.
CREATE OR REPLACE MACRO staging.plain_date(low) AS coalesce(
    staging.worded_date(low, '^(\d{1,2})(?:st|nd|rd|th|er|o|[.º])?[\s./-]*(?:de |of )?([a-z]{3,12})[.,]*[\s./-]*(?:de |del )?(\d{4}|\d{2})(?:[ t,].*)?$', 1, 2, 3),
    staging.worded_date(low, '^([a-z]{3,12})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})(?:[ t,].*)?$', 2, 1, 3),
    staging.worded_date(low, '^(\d{4})[\s./-]+([a-z]{3,12})\.?[\s./-]+(\d{1,2})(?:[ t,].*)?$', 3, 2, 1),
    CASE WHEN regexp_matches(low, '^(19|20)\d{2}\.\d{1,2}\.\d{1,2}\.?([ t,].*)?$')
         THEN CAST(TRY_STRPTIME(regexp_extract(low, '^[\d.]+\d'), '%Y.%m.%d') AS DATE)
         WHEN regexp_matches(low, '^(19|20)\d{10}(\d\d)?$') THEN CAST(TRY_STRPTIME(low[:8], '%Y%m%d') AS DATE) END);

-- The day of ending before a course of which a row says at most the day of ending. ends: all such days of its client.
CREATE OR REPLACE MACRO staging.end_before(case_id, case_start, case_end, ends) AS
    CASE WHEN case_id IS NULL AND case_start IS NULL
         THEN list_max(list_filter(ends, lambda day: day < coalesce(case_end, DATE '9999-12-31'))) END;
