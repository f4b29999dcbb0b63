-- One row per episode in which nobody but another rater filled in an ORS (a caretaker, a collateral), and which
-- rater that is. In every other episode the outcome is the client's own rating; raters are never averaged.
create temp table other_rater_only as
select episode_key, min(rater) as other_rater
from new.mart.session
semi join (select distinct episode_key from new.mart.session where rater <> 'self') using (episode_key)
where ors_total is not null
group by episode_key
having not bool_or(rater = 'self')
