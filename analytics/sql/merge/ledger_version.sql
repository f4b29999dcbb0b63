-- One row: what this version says of itself.
create table new.meta.version as
select $name as name, $version_no::integer as version_no, $data_date::date as data_date,
    $definitions as definitions, $digest as definitions_digest, $store as store,
    (select count(*) from new.mart.session)::bigint as n_sessions, $built_at::timestamp as built_at,
    $parent::varchar as parent, $layout_no::integer as layout_no, $secret::varchar as secret, $people::boolean as people,
    $layout as layout, (select max(session_date) from new.mart.session)::date as newest_session,
    n_courses, n_ended, n_recorded, n_only_over, n_words, n_no_session
from recorded_endings
