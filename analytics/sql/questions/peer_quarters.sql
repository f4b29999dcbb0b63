-- How much does each therapist contribute to the practice's figures of each quarter?
-- One row per base, quarter (its first day) and therapist_key: number of closed episodes whose last session
-- lies in the quarter (base ended), of episodes with an early SRS that began in the quarter (base began), of
-- sessions in the quarter (base forms).
-- Call it with a selection without a first day and with all episodes.
-- Parameters: none beyond the selection.
select 'ended' as base, date_trunc('quarter', last_date)::date as quarter, therapist_key, count(*) as n
from selected.episode where ended group by all
union all
select 'began', date_trunc('quarter', first_date)::date, therapist_key, count(*)
from selected.episode where early_srs is not null group by all
union all
select 'forms', date_trunc('quarter', month)::date, therapist_key, sum(n_sessions)::bigint
from selected.form_month group by all
order by base, quarter, therapist_key
