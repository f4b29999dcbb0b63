-- lacking, one row per session or value: updates the session's key (client, case, day, rater) and therapist
-- to those after the merge with the delivery; deletes scores that are now empty, and sessions replaced by a
-- delivered session.
create or replace temp table current_key as
select distinct on (now.shown_row) now.shown_row as stored_row, client_id, case_id, session_date, rater, therapist, ors_total, srs_total
from (
    select coalesce(shown_of.shown_row, stored_row) as shown_row, client_id, case_id, session_date, rater, therapist, ors_total,
        srs_total
    from merged left join shown_of using (stored_row)
    where not is_part
    union all
    select shown_of.shown_row, n.client_id, n.case_id, n.session_date, n.rater, n.therapist, n.ors_total, n.srs_total
    from shown_of
    join joined_part using (stored_row)
    join joined_session as n on n.client_id = joined_part.client_id and n.session_date = joined_part.session_date
        and n.rater = joined_part.rater and n.case_id is not distinct from joined_part.shown_case_id
) as now
semi join lacking on lacking.stored_row = now.shown_row;

update lacking set client_id = s.client_id, case_id = s.case_id, session_date = s.session_date, rater = s.rater,
    therapist = s.therapist
from current_key as s where s.stored_row = lacking.stored_row;

delete from lacking using current_key as s
where s.stored_row = lacking.stored_row and (what = 'ors' and s.ors_total is null or what = 'srs' and s.srs_total is null);

delete from lacking as l
where what = 'session' and exists (from merged as m where m.delivered_row is not null and m.n_rows > 0
    and m.client_id = l.client_id and m.session_date = l.session_date and m.rater = l.rater
    and m.case_id is not distinct from l.case_id);

drop table current_key
