-- How did each client rate the early alliance, and how high was the client's last ORS?
-- One row per client with an early SRS and a later ORS: SRS, first and last ORS (points); without ids and
-- therapists, in arbitrary order. For viewers who may see single clients.
-- Parameters: $part (0: the early mean of the definitions, 15: sessions 1 to 5), $part_end (last session of
-- the window), $most (rows at most).
with scored as (
    select
        episode_key, ors_first, ors_last,
        case when $part::integer = 0 then early_srs else srs_five end as srs
    from selected.alliance
    where counts_for_outcomes and ors_first_session <= $part_end and ors_last_session > $part_end
)
select srs::double as srs, ors_first::double as ors_first, ors_last::double as ors_last
from scored
where srs is not null
order by hash(episode_key)
limit $most
