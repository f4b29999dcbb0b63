-- One row per attended session and rater of the first delivery, when nothing is stored yet.
create view fact.session as select *, 1 as import_no
from (
    from delivery.session
    union all by name
    select null::date as case_end, null::date as closure_as_of, null::varchar as client_given,
        null::varchar as therapist_given where false
);
create temp table folded as select *, null::varchar as shown_case_id from fact.session where false;
create temp table given_name as select null::varchar as code, null::varchar as therapist_name where false;
