-- Empty table found_dips, one row per alliance drop, to be filled one range of episodes at a time.
create or replace temp table found_dips (
    episode_key integer, session_no integer, baseline double, fall double, marked boolean, repair_level double,
    outcome varchar, resolved_session integer
)
