-- Replaces names of clients by codes in staging.typed (one row per data row). Parameters: file_no, and lists of
-- names and codes.
UPDATE staging.typed SET client_id = n.code
FROM (SELECT unnest($names) AS name, unnest($codes) AS code) AS n
WHERE typed.file_no = $file_no AND typed.client_id = n.name;
