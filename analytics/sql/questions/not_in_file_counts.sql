-- How many stored sessions and values could be removed because the latest delivery lacks them?
-- One row: sessions, scores (totals) emptied, endings emptied (episodes).
-- Parameters: none.
select count(*) filter (what = 'session') as sessions, count(*) filter (what in ('ors', 'srs')) as scores,
    count(distinct episode_key) filter (what = 'ending') as endings
from imports.not_in_file_count
