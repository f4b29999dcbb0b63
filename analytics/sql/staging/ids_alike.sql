-- Lists client ids of one file that the other files have only without leading zeros and the like: temporary table
-- id_alike, one row per id (code, known). Parameters: file_no, files (to compare with), with_stored (whether stored
-- codes count, too).
CREATE OR REPLACE TEMP TABLE id_alike AS
WITH file_ids AS (
    SELECT DISTINCT client_id FROM staging.typed WHERE file_no = $file_no AND client_id IS NOT NULL
    UNION SELECT DISTINCT client_id FROM staging.attribute WHERE file_no = $file_no AND client_id IS NOT NULL
),
known AS (
    SELECT DISTINCT client_id FROM staging.typed WHERE list_contains($files, file_no) AND client_id IS NOT NULL
    UNION SELECT client_id FROM stored_code WHERE $with_stored
)
SELECT h.client_id AS code, k.client_id AS known
FROM (FROM file_ids ANTI JOIN known USING (client_id)) AS h
JOIN known AS k ON staging.spelling(k.client_id) = staging.spelling(h.client_id)
QUALIFY count(*) OVER (PARTITION BY h.client_id) = 1 AND count(*) OVER (PARTITION BY k.client_id) = 1;
