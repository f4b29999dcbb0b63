-- Macros that turn a score cell into points. Run once per import, after macros.sql.

-- Points, three decimals so that a range is judged before rounding; a comma can only be a decimal comma here. A cast
-- that fails costs twenty times one that does not: what begins with a letter (':' and up) is not tried.
CREATE OR REPLACE MACRO staging.number(cell) AS
    CASE WHEN cell >= ':' OR contains(cell, '_') THEN NULL
         WHEN contains(cell, ',') THEN TRY_CAST(replace(cell, ',', '.') AS DECIMAL(9, 3))
         ELSE TRY_CAST(cell AS DECIMAL(9, 3)) END;

-- A cell without an apostrophe before its number, or a percent sign or a word for points behind it. What begins and
-- ends like a number or has no digit is left as it is, which spares most cells the pattern.
CREATE OR REPLACE MACRO staging.bare_score(cell) AS
    CASE WHEN cell[1] BETWEEN '+' AND '9' AND cell[-1] BETWEEN '0' AND '9' THEN cell
         WHEN NOT regexp_matches(cell, '[0-9]') THEN cell
         ELSE regexp_replace(staging.spaced(cell), getvariable('dressed_number'), '\1') END;

CREATE OR REPLACE MACRO staging.score(cell) AS staging.number(staging.bare_score(cell));

-- An undressed cell in the points of the store; factor turns the unit of the file into points.
CREATE OR REPLACE MACRO staging.points(cell, factor) AS
    TRY_CAST(staging.number(cell) * CAST(factor AS DECIMAL(3, 2)) AS DECIMAL(9, 3));

-- Whether a cell of a score column may be anything but a score in points up to upper_end, or nothing.
CREATE OR REPLACE MACRO staging.is_irregular(cell, points, upper_end) AS
    coalesce(points NOT BETWEEN 0 AND upper_end, cell IS NOT NULL);

-- A score written with its maximum (`18,2 / 40`, `7.3 of 10`) in points of a scale that ends at upper_end: the part it is
-- of the maximum, where that is one of the scales in use. NULL for any other cell.
CREATE OR REPLACE MACRO staging.of_maximum(cell, upper_end) AS
    TRY_CAST(staging.number(regexp_extract(staging.spaced(cell), getvariable('with_maximum'), 1)) * upper_end / CASE
        regexp_extract(staging.spaced(cell), getvariable('with_maximum'), 2)
        WHEN '10' THEN 10 WHEN '40' THEN CASE upper_end WHEN 40 THEN 40 END WHEN '100' THEN 100
        WHEN '400' THEN CASE upper_end WHEN 40 THEN 400 END END AS DECIMAL(9, 3));

-- The total of a form: as written, but the sum of the areas where it is missing or is only a rounded mean of them.
CREATE OR REPLACE MACRO staging.total(areas, written, slack) AS
    CASE WHEN slack > 0.2 THEN coalesce(areas, written) ELSE coalesce(written, areas) END;

-- Whether a score cell says that there is no score.
CREATE OR REPLACE MACRO staging.is_blank(cell) AS
    list_contains(getvariable('blank_words'), lower(staging.spaced(cell)));

-- Whether a score cell says why there is no score: a code such as 999 or -9, which is asked only where the number is
-- beyond the scale, or a word, alone, in brackets or behind such a code (`refused`, `[declined]`, `99 - not asked`).
CREATE OR REPLACE MACRO staging.is_missing(cell) AS
    list_contains(getvariable('missing_codes'), regexp_replace(staging.spaced(cell), '[.,]0+$', ''))
    OR list_contains(getvariable('missing_words'), regexp_replace(strip_accents(lower(staging.spaced(cell))),
            '^[^[:alpha:]]+|[^[:alpha:].]+$', '', 'g'))
        AND (regexp_extract(cell, '-?\d+') = '' OR list_contains(getvariable('missing_codes'), regexp_extract(cell, '-?\d+')));

-- Whether a number written in a score column is one of those codes.
CREATE OR REPLACE MACRO staging.is_code(points) AS
    points NOT BETWEEN 0 AND 40 AND list_contains(getvariable('missing_numbers'), points);

-- Whose form a version is: 0 for the client's own, by whether the client is 13 or older.
CREATE OR REPLACE MACRO staging.form_rank(version, is_older) AS
    CASE WHEN version IN ('CORS', 'CSRS') THEN CAST(is_older AS INTEGER)
         WHEN version IN ('ORS', 'SRS') THEN CAST(NOT is_older AS INTEGER) ELSE 2 END;
