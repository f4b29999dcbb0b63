-- One row per alliance drop, from parallel lists with the drops of one range of episodes.
insert into found_dips
select
    unnest($episode_keys::integer[]) as episode_key,
    unnest($session_nos::integer[]) as session_no,
    unnest($baselines::double[]) as baseline,
    unnest($falls::double[]) as fall,
    unnest($marked::boolean[]) as marked,
    unnest($repair_levels::double[]) as repair_level,
    unnest($outcomes::varchar[]) as outcome,
    unnest($resolved::integer[]) as resolved_session
