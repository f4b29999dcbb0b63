-- Changes the reason of rows of staging.typed (one row per data row) that turned out to be sums or footers.
-- Parameters: file_no, and lists of lines, reasons and texts.
UPDATE staging.typed SET problem = relabel.reason || '|', text = relabel.text
FROM (SELECT unnest($lines) AS line, unnest($reasons) AS reason, unnest($texts) AS text) AS relabel
WHERE typed.file_no = $file_no AND typed.line = relabel.line;
