-- Lists the stored client codes, by the codes in use: temporary table stored_code, one row per code.
CREATE OR REPLACE TEMP TABLE stored_code AS
SELECT DISTINCT coalesce(a.stands_for, client_id) AS client_id
FROM old.mart.client LEFT JOIN alias AS a ON a.kind = 'client' AND a.code = client_id;
