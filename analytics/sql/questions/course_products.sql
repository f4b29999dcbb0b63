-- How do scores develop after a first score? Sums to which the expected course is fitted.
-- One row per episode whose ORS was filled in by the client at session 1 (adult and adolescent form): n
-- scores from session 2 on, sums of L = ln(session), L^2, score (points), L x score and score^2, the first
-- score, the number of the last session with a score, and whether the first score lies below the cutoff.
-- Open and closed episodes of the whole practice: call it without a selection.
-- Parameters: none.
with scores as (
    select episode_key, session_no, ln(session_no::double) as line, ors_total::double as score
    from practice.score
    where ors_total is not null and session_no > 1
)
select
    count(*)::double as n, sum(line) as l, sum(line * line) as l2, sum(score) as y, sum(line * score) as yl,
    sum(score * score) as y2, any_value(ors_first)::double as intake, max(session_no) as last_session,
    any_value(started_below) as started_below
from practice.episode join scores using (episode_key)
where not ors_two_forms and ors_first_session = 1 and rater = 'self' and ors_version is distinct from 'CORS'
group by episode_key
order by episode_key
