-- What do the clients of each therapist rate lower, and what happens to drops, early sessions and forms?
-- One row per therapist (ties left out). areas_n: episodes with forms answered area by area; g: mean of the four
-- areas (points, 0-10) and x: first ORS, of those; h1-h3: contrasts of the areas (orthonormal: relationship less
-- goals; both less approach; the three less the overall one) with sums of squares.
-- Pairs of events and n, one episode or drop each: early (unplanned within three sessions, of counted endings),
-- forms (an SRS in fewer than two thirds of at least three sessions), variety (four forms or more, none under
-- 39.5), drops (not repaired, of those decided; what ended after a drop only where endings are recorded).
-- Parameters: none beyond the selection.
with rated as (
    select
        alliance.therapist_key, alliance.ors_first::double as x,
        (relationship + goals + approach + overall) / 4 as g,
        (relationship - goals) / sqrt(2) as h1,
        (relationship + goals - 2 * approach) / sqrt(6) as h2,
        (relationship + goals + approach - 3 * overall) / sqrt(12) as h3
    from selected.alliance as alliance
    where n_areas > 0 and therapist_key <> 0 and not therapist_tied and ors_first is not null
),
areas as (
    select
        therapist_key, count(*) as areas_n, sum(x) as x, sum(x * x) as xx, sum(g) as g, sum(g * g) as gg,
        sum(x * g) as xg,
        sum(h1) as h1, sum(h1 * h1) as h11, sum(h2) as h2, sum(h2 * h2) as h22, sum(h3) as h3, sum(h3 * h3) as h33
    from rated group by therapist_key
),
drops as (
    select
        episode.therapist_key, count(*) filter (where outcome <> 'repaired') as drops_events, count(*) as drops_n
    from practice.dip as dip join selected.episode as episode using (episode_key)
    where outcome <> 'open' and not therapist_tied and not (outcome = 'ended_after' and ending = 'lapsed')
    group by episode.therapist_key
),
counted as (
    select
        therapist_key,
        count(*) filter (where counts_for_endings and unplanned and n_sessions <= 3) as early_events,
        count(*) filter (where counts_for_endings) as early_n,
        count(*) filter (where n_sessions >= 3 and n_srs * 3 < n_sessions * 2) as forms_events,
        count(*) filter (where n_sessions >= 3) as forms_n,
        count(*) filter (where n_srs >= 4 and srs_lowest >= 39.5) as variety_events,
        count(*) filter (where n_srs >= 4) as variety_n
    from selected.episode
    where therapist_key <> 0 and not therapist_tied
    group by therapist_key
)
select
    therapist_key, coalesce(areas_n, 0) as areas_n, x, xx, g, gg, xg, h1, h11, h2, h22, h3, h33,
    early_events, early_n, forms_events, forms_n, variety_events, variety_n,
    coalesce(drops_events, 0) as drops_events, coalesce(drops_n, 0) as drops_n
from counted left join areas using (therapist_key) left join drops using (therapist_key)
order by therapist_key
