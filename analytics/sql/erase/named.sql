-- Which file and column names occur in the list of rows left out?
-- One row per name.
select file as name from kept_quarantine where file is not null
union
select column_name from kept_quarantine where column_name is not null
