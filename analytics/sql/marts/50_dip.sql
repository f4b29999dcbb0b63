-- One row per alliance drop. The rows are found by analytics.dips and arrive in `found_dips`; this file
-- gives them their table, in the order of the episodes. Points are SRS points.
create table new.mart.dip as
select
    episode_key::integer as episode_key, session_no::smallint as session_no,
    baseline::decimal(4, 1) as baseline, fall::decimal(4, 1) as fall, marked::boolean as marked,
    repair_level::decimal(4, 1) as repair_level, outcome, resolved_session::smallint as resolved_session
from found_dips
order by episode_key, session_no
