-- suggested: one row per pair of codes that may be one person, from parallel lists.
create or replace temp table suggested as
select
    unnest($kind::varchar[]) as kind, unnest($code::varchar[]) as code, unnest($known::varchar[]) as known,
    unnest($stands_for::varchar[]) as stands_for, unnest($why::varchar[]) as why, unnest($n::integer[]) as n
