-- One row per column of a Parquet file: its name and type. Parameters: path.
SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($path));
