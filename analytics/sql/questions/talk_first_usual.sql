-- After how many sessions of the last 12 months did the client stand in the first group of the caseload?
-- One row: sessions the viewer may see, and how many of them were followed by a place in the first group.
-- Parameters: none.
select
    coalesce(sum(sessions_judged), 0)::integer as sessions, coalesce(sum(sessions_in_first_group), 0)::integer as listed
from scoped.first_group
