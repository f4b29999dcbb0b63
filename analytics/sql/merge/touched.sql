-- One row per client of the delivery who may have an episode that continues after a recorded ending, or that
-- gained a case id: the few clients whose episodes are built before the version, to count warnings.
-- $data_date, $lapse_days: as in the marts.
-- An episode never extends beyond the sessions of one client and case. So it can continue only if these
-- sessions go on after a day of ending or after closure_as_of, or if a row says `ongoing` beside a closing
-- reason; all other clients are skipped.
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
