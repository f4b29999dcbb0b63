-- Lists the cells left out of accepted rows of one file, one row per cell: line of the row and column name.
-- Parameters: file_no.
SELECT line, column_name FROM delivery.rejected WHERE file_no = $file_no AND kind = 'cell';
