-- Writes a Parquet file as CSV with a header, one row per row, in its order; changes no table. Parameters: path,
-- target (the CSV to write), unused (columns that are not read).
COPY (
    SELECT CASE WHEN typeof(COLUMNS(*)) IN ('DOUBLE', 'FLOAT')
            THEN nullif(regexp_replace(CAST(COLUMNS(*) AS VARCHAR), '\.0$', ''), 'nan')
            ELSE translate(CAST(COLUMNS(*) AS VARCHAR), chr(10) || chr(13), chr(31) || chr(31)) END
    FROM (
        SELECT COLUMNS(lambda c: NOT list_contains($unused, c))
        FROM read_parquet($path, binary_as_string = true, file_row_number = true)
        ORDER BY file_row_number
    )
) TO $target (FORMAT csv, HEADER true, DELIMITER ',', QUOTE '"', ESCAPE '"', NULLSTR '');
