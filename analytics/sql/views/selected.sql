-- Practice totals after the filters of the page. A filter that is not set lets every row through.
-- The period applies to the last session of an episode, and to the month or week for forms.
create schema selected;

create macro selected.keeps(period_from, period_to, its_site, its_program, its_age_group, its_therapist) as
    coalesce(period_to >= getvariable('since')::date, true)
    and coalesce(period_from <= getvariable('until')::date, true)
    and (getvariable('site') is null or its_site is not distinct from getvariable('site'))
    and (getvariable('program') is null or its_program is not distinct from getvariable('program'))
    and (getvariable('age_group') is null or its_age_group is not distinct from getvariable('age_group'))
    and coalesce(its_therapist = getvariable('therapist_key')::integer, true);

create view selected.episode as
select * from practice.episode
where selected.keeps(last_date, last_date, site, program, age_group, therapist_key)
    and case getvariable('episodes') when 'closed' then ended when 'open' then not ended else true end;

create view selected.course as
select course.*, episode.n_sessions, episode.ended, episode.counts_for_outcomes, episode.ors_two_forms
from practice.course as course join selected.episode as episode using (episode_key);

create view selected.alliance as
select alliance.*, episode.* exclude (episode_key)
from practice.alliance as alliance join selected.episode as episode using (episode_key);

create view selected.form_month as
select * from practice.form_month
where selected.keeps(month, month, site, program, age_group, therapist_key);

create view selected.form_week as
select * from practice.form_week
where selected.keeps(week, week, site, program, age_group, therapist_key);
