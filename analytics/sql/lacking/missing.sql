-- missing: one row per held session that the delivery lacks, with the last therapist held: `what` is session, `why` is
-- cancelled (the delivery says that nobody attended) or not_there. Sessions that rows set aside may be about are not
-- lacking; they are counted in `unclear`, which is one row.
create temp table missing as
with unmatched as (
    select known.known_row, client_id, case_id, source_session_id, session_date, rater, therapist, ors_total, srs_total,
        compared.known_row is not null as is_covered
    from known
    left join compared using (known_row)
    where not coalesce(is_there, false)
),
said as (
    select known_row, max(kind) as kind
    from unmatched as u
    join delivery.mentioned as m on m.client_id = u.client_id
        and coalesce(m.session_date = u.session_date, true)
        and coalesce(m.case_id = u.case_id, true) and coalesce(m.source_session_id = u.source_session_id, true)
    group by known_row
)
select u.* exclude (source_session_id, is_covered), coalesce(said.kind, 'not_there') as why
from unmatched as u
left join said using (known_row)
where is_covered or said.kind = 'cancelled';

create temp table unclear as select count(*) as n from missing where why = 'set_aside';
delete from missing where why = 'set_aside'
