-- When was the first session of the practice?
-- One row in all: day of the first session; NULL for an empty practice.
-- Parameters: none.
select min(first_date) as first from practice.episode
