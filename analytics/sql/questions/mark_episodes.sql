-- To which episodes do "talked about it" marks belong?
-- One row per mark that belongs to an episode in scope: its position in the lists (from 1), the client's
-- record id, the episode's number and key. An episode with a session on the mark's day is preferred, then one
-- that spans the day, then the latest one begun before it.
-- Parameters: $records (record ids, also of merged codes), $days (of a session of the episode, or of the
-- mark).
with mark as (
    select unnest($records::varchar[]) as record_id, unnest($days::date[]) as day,
        unnest(range(1, len($days::date[]) + 1))::integer as mark_no
),
met as (
    select mark.mark_no, session.episode_key
    from mark
    join scoped.client_record as record using (record_id)
    join scoped.session as session on session.client_key = record.client_key and session.session_date = mark.day
    group by all
),
candidate as (
    select mark.mark_no, client.record_id, episode.episode_no, episode.episode_key,
        row_number() over (
            partition by mark.mark_no
            order by met.episode_key is null, mark.day > episode.last_date, episode.first_date desc, episode.episode_no
        ) as rank
    from mark
    join scoped.client_record as record using (record_id)
    join scoped.episode as episode on episode.client_key = record.client_key and episode.first_date <= mark.day
    join scoped.client as client on client.client_key = record.client_key
    left join met on met.mark_no = mark.mark_no and met.episode_key = episode.episode_key
)
select mark_no, record_id, episode_no, episode_key from candidate where rank = 1 order by mark_no
