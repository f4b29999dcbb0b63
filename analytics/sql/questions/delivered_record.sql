-- Under which record id was a session delivered, before its client code was merged?
-- One row: the record id; none if the viewer may not see such a session.
-- Parameters: $record (record id of the client), $episode_no, $day (of a session of that episode).
select record.record_id
from scoped.client as client
join scoped.episode as episode on episode.client_key = client.client_key and episode.episode_no = $episode_no
join scoped.session as session on session.episode_key = episode.episode_key and session.session_date = $day
join scoped.client_record as record
    on record.client_key = client.client_key and record.client_id = coalesce(session.client_given, client.client_id)
where client.record_id = $record
order by session.rater <> 'self', session.rater limit 1
