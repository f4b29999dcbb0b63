-- Adds rows that were set aside before typing to staging.rejected_early: one row per line. Parameters: file_no, and lists
-- of lines, reasons and texts.
INSERT INTO staging.rejected_early SELECT $file_no, unnest($lines), unnest($reasons), '', unnest($texts);
