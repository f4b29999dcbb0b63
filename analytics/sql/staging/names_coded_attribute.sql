-- Replaces names of clients by codes in staging.attribute (one row per data row). Parameters: file_no, and lists
-- of names and codes.
UPDATE staging.attribute SET client_id = n.code
FROM (SELECT unnest($names) AS name, unnest($codes) AS code) AS n
WHERE attribute.file_no = $file_no AND attribute.client_id = n.name;
