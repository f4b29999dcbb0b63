-- Returns, in one row, the number of rows in a Parquet file's own description. Parameters: path.
SELECT num_rows FROM parquet_file_metadata($path);
