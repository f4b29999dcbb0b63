-- replacing: one row per attended session and rater of a delivery that replaces all stored sessions. A
-- closing reason that was stored before keeps its closure_as_of.
create view replacing as
select d.*, reason.closure_as_of, (select coalesce(max(import_no), 0) + 1 from old.meta.import)::integer as import_no
from (
    select rowid as delivered_row, * from delivery.session
    union all by name
    select null::date as case_end, null::varchar as client_given, null::varchar as therapist_given where false
) as d
left join (
    select delivered_row, closure, closure_as_of from merged where closure_as_of is not null
) as reason using (delivered_row, closure);

-- raw: one row per session of clients with several codes, as in delivered_raw.sql.
create or replace temp table raw as
select replacing.*, stored_row, state, is_recoded, merged_row, coalesce(client_given, client_id) as given,
    null::bigint as at_row
from replacing
semi join joined_client using (client_id)
join (select rowid as merged_row, delivered_row, stored_row, state, is_recoded from merged) as effect using (delivered_row)
