-- No row yet; one row per alliance drop, filled stretch by stretch.
create or replace temp table found_dips (
    episode_key integer, session_no integer, baseline double, fall double, marked boolean, repair_level double,
    outcome varchar, resolved_session integer
)
