-- Returns, in one row, the bytes of text in the longest column of a Parquet file and in its longest cell.
-- Parameters: path, unused (columns that are not read).
SELECT greatest(*COLUMNS('^whole_')), greatest(*COLUMNS('^cell_')) FROM (
    SELECT coalesce(sum(strlen(CAST(COLUMNS(lambda c: NOT list_contains($unused, c)) AS VARCHAR))), 0) AS 'whole_\0',
        coalesce(max(strlen(CAST(COLUMNS(lambda c: NOT list_contains($unused, c)) AS VARCHAR))), 0) AS 'cell_\0'
    FROM read_parquet($path)
);
