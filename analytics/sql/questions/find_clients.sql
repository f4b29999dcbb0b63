-- Which clients whom the viewer may see carry this text in their code?
-- One row per client, open or not: the code itself first, then codes that begin with the text, then the rest.
-- Parameters: $code (text, any case), $most (rows at most).
select
    client.client_id, client.record_id, bool_or(not episode.ended) as is_open, max(episode.last_date) as last_date
from scoped.client as client
join scoped.episode as episode using (client_key)
where contains(lower(client.client_id), lower($code))
group by client.client_id, client.record_id
order by
    lower(client.client_id) <> lower($code), not starts_with(lower(client.client_id), lower($code)), client.client_id
limit $most
