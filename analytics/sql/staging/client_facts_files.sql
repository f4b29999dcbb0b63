-- Lists the files that have rows with facts of a client, one row per file.
SELECT DISTINCT file_no FROM staging.typed WHERE problem = 'facts_of_client|' ORDER BY file_no;
