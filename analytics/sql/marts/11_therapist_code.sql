-- One row per therapist: its key, in the order of the codes; key 0 stands for sessions without a therapist. own_name: as
-- delivered with this code, and not with one that stands for it.
create temp table therapist_code as
select
    (case when therapist is null then 0
          else row_number() over (partition by therapist is null order by therapist) end)::integer as therapist_key,
    therapist,
    max_by(therapist_name, session_date) filter (where therapist_name is not null and therapist_given is null) as own_name,
    coalesce(own_name, max_by(therapist_name, session_date) filter (where therapist_name is not null)) as therapist_name,
    mode(site) as site
from fact.session
group by therapist
