-- One row per file that has rows with facts of a client.
SELECT DISTINCT file_no FROM staging.typed WHERE problem = 'facts_of_client|' ORDER BY file_no;
