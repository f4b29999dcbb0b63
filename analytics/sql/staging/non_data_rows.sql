-- Lists rows of a file that lack the client or a readable date, one row each; they may be sums or a footer.
-- lines_end: the last line of the file that is a good row. Parameters: file_no, skipped.
SELECT line, client_id IS NULL AND session_date IS NULL AND date_unread IS NULL AS bare,
    (SELECT coalesce(max(line), 0) FROM staging.typed WHERE file_no = $file_no AND problem IS NULL) AS lines_end
FROM staging.typed
WHERE file_no = $file_no AND problem IS NOT NULL AND (client_id IS NULL OR session_date IS NULL)
    AND NOT list_contains($skipped, split_part(problem, '|', 1))
ORDER BY line
LIMIT 20000;
