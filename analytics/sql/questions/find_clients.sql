-- Which clients whom the viewer may see have this text in their code?
-- One row per client, open or not: an exact match first, then codes that begin with the text, then the rest.
-- A client is found by any of the merged codes, and listed under the code shown.
-- Parameters: $code (text, any case), $most (rows at most).
select
    client.client_id, client.record_id, bool_or(not episode.ended) as is_open, max(episode.last_date) as last_date
from scoped.client as client
join scoped.episode as episode using (client_key)
join scoped.client_record as record using (client_key)
where contains(lower(record.client_id), lower($code))
group by client.client_id, client.record_id
order by
    not bool_or(lower(record.client_id) = lower($code)),
    not bool_or(starts_with(lower(record.client_id), lower($code))),
    client.client_id
limit $most
