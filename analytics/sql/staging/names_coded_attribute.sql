-- staging.attribute: names of clients become codes. Parameters: file_no, names, codes (lists of one length).
UPDATE staging.attribute SET client_id = n.code
FROM (SELECT unnest($names) AS name, unnest($codes) AS code) AS n
WHERE attribute.file_no = $file_no AND attribute.client_id = n.name;
