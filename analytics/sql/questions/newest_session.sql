-- When was the newest session of the practice?
-- One row in all: day of the newest session; NULL for an empty practice.
-- Parameters: none.
select max(last_date) as newest from practice.episode
