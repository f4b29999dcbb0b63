-- denied: one row per pair of codes that a person declared to be two people, from parallel lists.
create or replace temp table denied as
select
    unnest($kind::varchar[]) as kind, unnest($code::varchar[]) as code, unnest($known::varchar[]) as known,
    unnest($stands_for::varchar[]) as stands_for, unnest($why::varchar[]) as why, unnest($n::integer[]) as n,
    unnest($said_at::timestamp[]) as said_at, unnest($said_by::varchar[]) as said_by
