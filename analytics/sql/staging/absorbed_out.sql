-- staging.typed: without the appointments that other rows tell in scores.
DELETE FROM staging.typed
USING staging.absorbed AS a
WHERE typed.file_no = a.file_no AND typed.line = a.line;
