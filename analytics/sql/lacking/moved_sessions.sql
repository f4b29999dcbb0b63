-- missing, one row per session: sets `why` for sessions that seem to have moved, each matched with one new
-- session of the delivery: moved_day (same client, therapist and scores on another day), else moved_client
-- (same day, therapist and scores under another client code). Sessions without any score are not matched.
create temp table fresh as
select rowid as delivered_row, client_id, therapist, session_date, rater, ors_total, srs_total
from delivery.session
where file_no is not null and coalesce(ors_total, srs_total) is not null
    and rowid not in (select delivered_row from matched where delivered_row is not null);

create temp table pairs as
select gone.stored_row, fresh.delivered_row
from (
    select *, row_number() over (partition by client_id, therapist, rater, ors_total, srs_total
                                 order by session_date, stored_row) as nth
    from missing where why = 'not_there' and coalesce(ors_total, srs_total) is not null
) as gone
join (
    select *, row_number() over (partition by client_id, therapist, rater, ors_total, srs_total
                                 order by session_date, delivered_row) as nth
    from fresh
) as fresh
    on fresh.client_id = gone.client_id and fresh.rater = gone.rater and fresh.nth = gone.nth
    and fresh.therapist is not distinct from gone.therapist
    and fresh.ors_total is not distinct from gone.ors_total and fresh.srs_total is not distinct from gone.srs_total;

update missing set why = 'moved_day' where stored_row in (select stored_row from pairs);
delete from fresh where delivered_row in (select delivered_row from pairs);

update missing set why = 'moved_client'
from (
    select gone.stored_row
    from (
        select *, row_number() over (partition by session_date, therapist, rater, ors_total, srs_total
                                     order by client_id, stored_row) as nth
        from missing where why = 'not_there' and coalesce(ors_total, srs_total) is not null
    ) as gone
    join (
        select *, row_number() over (partition by session_date, therapist, rater, ors_total, srs_total
                                     order by client_id, delivered_row) as nth
        from fresh
    ) as fresh
        on fresh.session_date = gone.session_date and fresh.rater = gone.rater and fresh.nth = gone.nth
        and fresh.client_id <> gone.client_id and fresh.therapist is not distinct from gone.therapist
        and fresh.ors_total is not distinct from gone.ors_total and fresh.srs_total is not distinct from gone.srs_total
) as pair
where missing.stored_row = pair.stored_row;

drop table fresh;
drop table pairs
