-- One row per therapist with a code, and one per alias code that leads to one: the code, the name that was delivered with
-- it, and the record id under which addresses find the person. Rights that name either code reach the same therapist.
create table new.mart.therapist_record as
with joined as (
    select code, therapist_key from alias join therapist_code as held
        on alias.kind = 'therapist' and alias.stands_for = held.therapist
),
named as (
    select therapist_given as code, max_by(therapist_name, session_date) as therapist_name
    from fact.session semi join joined on joined.code = therapist_given
    where therapist_name is not null
    group by therapist_given
)
select held.therapist, held.own_name as therapist_name,
    left(sha256($secret || ':therapist:' || held.therapist), 16) as record_id, held.therapist_key
from therapist_code as held where held.therapist is not null
union all
select joined.code, coalesce(named.therapist_name, given_name.therapist_name), left(sha256($secret || ':therapist:' || joined.code), 16), joined.therapist_key
from joined left join named using (code) left join given_name using (code)
order by therapist_key, therapist
