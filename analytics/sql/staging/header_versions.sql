-- staging.header: columns that hold one version of a scale beside another. One row per column keeps its version.
-- Parameters: file_no, and two lists of one length.
UPDATE staging.header SET version = v.version
FROM (SELECT unnest($headers) AS header, unnest($versions) AS version) AS v
WHERE header.file_no = $file_no AND header.header = v.header;
