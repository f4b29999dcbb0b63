-- given_name: one row per therapist code of a version of an older Holdfast, in which codes could not be
-- merged; folded_before: empty, one row per combined session.
create or replace temp table given_name as select therapist as code, therapist_name from old.mart.therapist;
create or replace temp table folded_before as
select null::varchar as client_id, null::varchar as therapist, null::bigint as at_row where false;
