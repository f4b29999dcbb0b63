-- Sets the lines of cells left out (delivery.rejected, one row per row or cell left out) to those where the cells stand.
-- Parameters: file_no, and lists of the lines of the cells (places), of the lines of their rows and of their columns (headers).
UPDATE delivery.rejected SET line = p.place
FROM (SELECT unnest($places) AS place, unnest($lines) AS line, unnest($headers) AS header) AS p
WHERE file_no = $file_no AND kind = 'cell' AND rejected.line = p.line AND rejected.column_name = p.header;
