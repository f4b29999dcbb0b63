-- staging.typed: names of clients become codes. Parameters: file_no, names, codes (lists of one length).
UPDATE staging.typed SET client_id = n.code
FROM (SELECT unnest($names) AS name, unnest($codes) AS code) AS n
WHERE typed.file_no = $file_no AND typed.client_id = n.name;
