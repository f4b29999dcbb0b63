-- kept_quarantine, one row per row or cell left out: replaces a file or column name that contains an erased
-- client's code.
-- Parameters: $name, $redacted.
update kept_quarantine
set file = case when file = $name then $redacted else file end,
    column_name = case when column_name = $name then $redacted else column_name end
where file = $name or column_name = $name
