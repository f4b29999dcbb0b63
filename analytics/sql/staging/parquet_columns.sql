-- Lists the columns of a Parquet file, one row each: name and type. Parameters: path.
SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($path));
