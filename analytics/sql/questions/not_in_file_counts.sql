-- What of the sessions held could be left out, because the latest delivery lacks it?
-- One row: sessions, scores (totals) emptied, endings emptied (courses).
-- Parameters: none.
select count(*) filter (what = 'session') as sessions, count(*) filter (what in ('ors', 'srs')) as scores,
    count(distinct episode_key) filter (what = 'ending') as endings
from imports.not_in_file_count
