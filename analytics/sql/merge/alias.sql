-- alias: one row per code that a person said to stand for another, from parallel lists; stands_for is the code that is
-- shown, said_for the one that was named, where that stands for a third.
create or replace temp table alias as
select
    unnest($kinds::varchar[]) as kind, unnest($codes::varchar[]) as code, unnest($stand_for::varchar[]) as stands_for,
    unnest($said_at::timestamp[]) as said_at, unnest($said_by::varchar[]) as said_by,
    unnest($said_for::varchar[]) as said_for
