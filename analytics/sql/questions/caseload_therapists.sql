-- Whose caseloads may this viewer open?
-- One row per therapist with an open client in the viewer's scope: clients, and those to talk about first.
-- Parameters: none.
select
    therapist.therapist, therapist.therapist_name,
    count(*) as open_clients,
    count(*) filter (where opened.tier = 'talk_first') as talk_first
from scoped.open_episode as opened
join scoped.therapist as therapist on therapist.therapist_key = opened.current_therapist_key
group by therapist.therapist, therapist.therapist_name
order by therapist.therapist
