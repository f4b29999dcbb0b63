-- One row per state (new, unchanged, corrected, added_to): number of delivered rows. A session with n_rows 0
-- is counted with another row of its client and gives that row its state, if its state ranks higher.
with ranked as (
    select client_id, n_rows, list_position(['unchanged', 'added_to', 'new', 'corrected'], state) as rank
    from merged where state <> 'untouched'
),
shared as (
    select client_id, max(rank) as rank from ranked where n_rows = 0 group by client_id
)
select ['unchanged', 'added_to', 'new', 'corrected'][greatest(r.rank, s.rank)] as state, cast(sum(n_rows) as bigint)
from ranked as r left join shared as s using (client_id)
where n_rows > 0
group by all
