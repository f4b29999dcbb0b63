-- One row per client of the delivery who may have a course that goes on after a recorded ending, or one that gained a
-- case id: the few clients whose courses are counted before a version is built. $data_date, $lapse_days: as in the marts.
-- A course is never wider than the sessions of a client and case. So it can only go on where these reach beyond a day of
-- ending, beyond the newest session that was held when the reason was recorded, or where a row says `ongoing` beside a
-- reason; all others are left out without being counted.
create or replace temp table touched as
with stored as (
    select
        client_id, case_id, max(session_date) as last_date, min(case_end) as first_end, min(closure_as_of) as first_as_of,
        bool_or(closure = 'ongoing') and min(closure) <> max(closure) as is_mixed
    from fact.session
    group by client_id, case_id
),
ending as (
    select client_id, case_id, min(as_of) as first_as_of from reason_as_of group by client_id, case_id
)
select stored.client_id
from (stored semi join (select distinct client_id from delivery.session) using (client_id)) as stored
left join ending
    on ending.client_id = stored.client_id and ending.case_id is not distinct from stored.case_id
group by stored.client_id
having bool_or(
        last_date > $data_date::date - $lapse_days::integer
        and (first_end < last_date or stored.first_as_of < last_date or ending.first_as_of < last_date or is_mixed)
    )
    or (count(stored.case_id) > 0 and count(stored.case_id) < count(*))
