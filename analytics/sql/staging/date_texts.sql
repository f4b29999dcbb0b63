-- Collects the date texts of one file that are not written year first into staging.date_text: one row per
-- different text of a column, with its parts. Parameters: file_no.
INSERT INTO staging.date_text
SELECT $file_no, field, text, TRY_CAST(parts.a AS INTEGER), TRY_CAST(parts.b AS INTEGER), TRY_CAST(parts.c AS INTEGER),
    CASE WHEN regexp_matches(low, '^\d{5}([.,]\d+)?$') THEN TRY_CAST(replace(low, ',', '.') AS DOUBLE) END,
    CASE WHEN parts.a = '' THEN coalesce(staging.plain_date(low), staging.plain_date(bare), staging.iso_date(bare)) END
FROM (
    SELECT *, staging.bare_date(low) AS bare, regexp_extract(bare,
        '^(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4}|\d{2})([ t,].*)?$', ['a', 'b', 'c']) AS parts
    FROM (
        SELECT 'session_date' AS field, date_unread AS text, staging.low_date(date_unread) AS low
        FROM staging.typed WHERE file_no = $file_no AND date_unread IS NOT NULL GROUP BY date_unread
        UNION ALL
        SELECT 'case_start', case_unread, staging.low_date(case_unread)
        FROM staging.typed WHERE file_no = $file_no AND case_unread IS NOT NULL GROUP BY case_unread
        UNION ALL
        SELECT 'case_start', case_unread, staging.low_date(case_unread)
        FROM staging.attribute WHERE file_no = $file_no AND case_unread IS NOT NULL GROUP BY case_unread
        UNION ALL
        SELECT 'case_end', end_unread, staging.low_date(end_unread)
        FROM staging.typed WHERE file_no = $file_no AND end_unread IS NOT NULL GROUP BY end_unread
        UNION ALL
        SELECT 'case_end', end_unread, staging.low_date(end_unread)
        FROM staging.attribute WHERE file_no = $file_no AND end_unread IS NOT NULL GROUP BY end_unread
    )
);
