-- Stores the version of a scale in staging.header (one row per column) for columns that hold one version beside
-- another. Parameters: file_no, and lists of headers and versions.
UPDATE staging.header SET version = v.version
FROM (SELECT unnest($headers) AS header, unnest($versions) AS version) AS v
WHERE header.file_no = $file_no AND header.header = v.header;
