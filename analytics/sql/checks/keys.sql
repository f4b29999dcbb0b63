-- One row per broken promise of the new version; no row means it may be shown.
-- Checks that keys are unique, that every session has its episode, and that nothing was lost on the way.
select 'episode_key is not unique' as broken from new.mart.episode group by episode_key having count(*) > 1
union all
select 'client_key is not unique' from new.mart.client group by client_key having count(*) > 1
union all
select 'client_id is not unique' from new.mart.client group by client_id having count(*) > 1
union all
select 'record_id is not unique' from new.mart.client_record group by record_id having count(*) > 1
union all
select 'an alias stands for a code that is an alias itself'
from new.meta.alias as one join new.meta.alias as other on one.kind = other.kind and one.stands_for = other.code
union all
select 'a joined code is still shown' from new.meta.alias as alias join new.mart.client as client
    on alias.kind = 'client' and alias.code = client.client_id
union all
select 'a joined code is still shown' from new.meta.alias as alias join new.mart.therapist as therapist
    on alias.kind = 'therapist' and alias.code = therapist.therapist
union all
select 'therapist_key is not unique' from new.mart.therapist group by therapist_key having count(*) > 1
union all
select 'a session has no episode' where exists (select 1 from new.mart.session anti join new.mart.episode using (episode_key))
union all
select 'an episode has no session' where exists (select 1 from new.mart.episode anti join new.mart.session using (episode_key))
union all
select 'sessions were lost or doubled'
where (select count(*) from new.mart.session) <> (select count(*) from fact.session)
union all
select 'scores were lost or changed'
where (select (sum(ors_total), sum(srs_total), sum(ors_overall), sum(srs_overall)) from new.mart.session)
    is distinct from (select (sum(ors_total), sum(srs_total), sum(ors_overall), sum(srs_overall)) from fact.session)
