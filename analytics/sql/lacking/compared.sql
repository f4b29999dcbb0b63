-- One row per stored session that the delivery covers (table compared): sessions in the delivery (in_file),
-- and sessions between its first and last day that it lacks but that belong to its therapists or clients.
-- Therapists of the delivery: those it names, and those of stored sessions it contains. Sessions of its
-- clients with other therapists are covered only if the delivery is of nearly the whole practice (at least
-- $whole_practice of the stored sessions between its first and last day belong to its therapists), because
-- one therapist's export lacks the sessions of others.
create temp table compared as
with delivered as not materialized (
    select client_id, therapist, session_date from delivery.session where file_no is not null
),
span as (select min(session_date) as first_day, max(session_date) as last_day from delivered),
present as (
    select stored_row
    from matched anti join (select rowid as delivered_row from delivery.session where file_no is null) using (delivered_row)
    group by stored_row
),
stored as (
    select stored_session.stored_row, client_id, therapist, present.stored_row is not null as in_file,
        session_date between first_day and last_day as is_in_span
    from span, stored_session
    left join present on present.stored_row = stored_session.stored_row
    where is_in_span or in_file
),
therapists as (
    select therapist from delivered where therapist is not null
    union
    select therapist from stored where in_file and therapist is not null
),
clients as (select distinct client_id from delivered),
by_therapist as (
    select stored.*, therapists.therapist is not null as of_therapist
    from stored left join therapists on therapists.therapist = stored.therapist
),
whole as (
    select coalesce(count(*) filter (of_therapist) >= $whole_practice * nullif(count(*), 0), true) as is_whole
    from by_therapist where therapist is not null and is_in_span
)
select stored_row, in_file
from by_therapist where in_file or of_therapist
union all
select stored_row, in_file
from (from by_therapist where not (in_file or of_therapist)) semi join clients using (client_id), whole
where therapist is null or is_whole
