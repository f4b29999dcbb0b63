-- kept_quarantine, one row per row or cell left out: another name for a file or column that names an erased client.
-- Parameters: $name, $redacted.
update kept_quarantine
set file = case when file = $name then $redacted else file end,
    column_name = case when column_name = $name then $redacted else column_name end
where file = $name or column_name = $name
