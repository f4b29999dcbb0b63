-- The same for a version of an older Holdfast, which joined no codes: the names of its therapists, and nothing else.
create or replace temp table given_name as select therapist as code, therapist_name from old.mart.therapist;
create or replace temp table folded_before as
select null::varchar as client_id, null::varchar as therapist, null::bigint as at_row where false;
