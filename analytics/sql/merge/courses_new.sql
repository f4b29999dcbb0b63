-- One row: number of episodes that continue after their recorded ending, and of episodes with and without
-- case ids combined, because of this delivery. Episodes that had this property before the delivery are not
-- counted.
with course as (
    select
        client_id, min(session_date) as first_date, max(session_date) as last_date,
        bool_or(goes_on_after is not null) as goes_on, count(case_id) between 1 and count(*) - 1 as is_joined
    from new.mart.session
    join client_code using (client_key)
    left join continued_after_ending using (episode_key)
    group by client_id, episode_key
),
compared as (
    select course.*, coalesce(bool_or(earlier.goes_on), false) as went_on, coalesce(bool_or(earlier.is_joined), false) as was_joined
    from course
    left join course_before as earlier on earlier.client_id = course.client_id
        and earlier.first_date <= course.last_date and earlier.last_date >= course.first_date
    group by all
)
select count(*) filter (where goes_on and not went_on)::integer as n_going_on,
    count(*) filter (where is_joined and not was_joined)::integer as n_continued
from compared
