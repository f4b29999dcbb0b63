-- Fills in the dates of one column in staging.date_text (one row per different text), in the order that was
-- decided. Parameters: file_no, field, reading ('day_first', 'month_first', 'year_first', 'serial' or empty: none
-- needed), epoch (day 0 of the serials).
UPDATE staging.date_text
SET value = CASE WHEN part_1 IS NULL THEN $epoch + CAST(floor(serial) AS INTEGER)
                 WHEN $reading = 'day_first' THEN staging.day(part_3, part_2, part_1)
                 WHEN $reading = 'year_first' THEN staging.day(part_1, part_2, part_3)
                 ELSE staging.day(part_3, part_1, part_2) END
WHERE file_no = $file_no AND field = $field AND value IS NULL
    AND CASE WHEN part_1 IS NULL THEN serial IS NOT NULL AND $reading = 'serial'
             ELSE $reading IN ('day_first', 'month_first', 'year_first') END;
