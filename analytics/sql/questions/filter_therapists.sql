-- Which therapists may this viewer choose?
-- One row per therapist in the viewer's scope, or of the practice for owners and the office. record_id: for
-- addresses; former_ids: record ids of merged codes, which older addresses may still contain.
-- Parameters: none.
with seen as (
    select therapist_key, therapist, therapist_name, record_id from imports.therapist where therapist is not null
    union
    select therapist_key, therapist, therapist_name, record_id from scoped.therapist where therapist is not null
)
select seen.therapist, seen.therapist_name, seen.record_id,
    list(record.record_id order by record.record_id) filter (where record.record_id <> seen.record_id) as former_ids
from seen
left join (from scoped.therapist_record union from imports.therapist_record) as record using (therapist_key)
group by all
order by seen.therapist
