-- One row: how many rows a Parquet file says it has. Parameters: path.
SELECT num_rows FROM parquet_file_metadata($path);
