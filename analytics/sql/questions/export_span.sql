-- One row per call: the highest client key in the viewer's scope (NULL without clients), and whether its sessions
-- have each of the rarer columns (booleans). has_row_closure, has_case_end and has_closure_as_of are one: whether a
-- course went on after its recorded ending, or a day of ending is known.
-- Parameters: none.
with known as (
    select max(client_key) as last_client, count(fidelity) > 0 as has_fidelity, count(goes_on_after) > 0 as goes_on
    from scoped.episode
),
ends as (select count(case_end) > 0 as has_day from scoped.session)
select
    last_client, has_fidelity, goes_on or has_day as has_row_closure, goes_on or has_day as has_case_end,
    goes_on or has_day as has_closure_as_of
from known cross join ends
