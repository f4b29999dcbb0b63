-- alias: one row per merged code, from parallel lists. stands_for: the code shown instead; said_for: the code
-- that the person named, which may itself be merged into stands_for.
create or replace temp table alias as
select
    unnest($kinds::varchar[]) as kind, unnest($codes::varchar[]) as code, unnest($stand_for::varchar[]) as stands_for,
    unnest($said_at::timestamp[]) as said_at, unnest($said_by::varchar[]) as said_by,
    unnest($said_for::varchar[]) as said_for
