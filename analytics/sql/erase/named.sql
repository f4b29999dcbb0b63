-- Which files and columns do the rows left out name?
-- One row per name.
select file as name from kept_quarantine where file is not null
union
select column_name from kept_quarantine where column_name is not null
