-- One row per state: delivered rows whose sessions were new, unchanged, corrected or added to. A session that shares its
-- row with others of its client and is not counted itself (n_rows 0) lends its state to the row, where that says more.
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
