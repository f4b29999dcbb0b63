-- One row per broken promise of the new version; no row means it may be shown.
-- Checks ranges, session numbers without holes, and that endings and classes belong together.
select 'a score is out of range' as broken
where exists (
    select 1 from new.mart.session
    where not (ors_total between 0 and 40 and srs_total between 0 and 40)
)
union all
select 'session numbers have holes'
where exists (
    select 1 from new.mart.session group by episode_key
    having max(session_no) > count(*) or min(session_no) <> 1
)
union all
select 'an open episode is counted as ended' where exists (select 1 from new.mart.episode where ending = 'open' and ended)
union all
select 'a change is not last minus first'
where exists (select 1 from new.mart.episode where change is distinct from (case when n_ors >= 2 and not ors_two_forms then ors_last - ors_first end))
union all
select 'open episodes are missing from the caseload'
where (select count(*) from new.mart.open_episode) <> (select count(*) from new.mart.episode where not ended)
union all
select 'form counts differ from sessions'
where (select sum(n_srs) from new.mart.form_month) is distinct from (select sum(n_srs) from new.mart.form_week)
