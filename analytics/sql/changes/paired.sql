-- paired: one row per session that both versions hold, with its row_no in each. As at an import: the same case and source
-- session number first; else the same client and day, unless both name different cases. First by the code that was
-- delivered, then by the client whom the newer version shows, as a file may bring every session under a new code.
create temp table by_number as
select after.row_no as after_row, min(before.row_no) as before_row
from after join before using (given_client, case_id, source_session_id, rater)
group by after.row_no;

create temp table by_day as
select a.row_no as after_row, min(b.row_no) as before_row
from (select * from after where row_no not in (select after_row from by_number)) as a
join (select * from before where row_no not in (select before_row from by_number)) as b
    on b.given_client = a.given_client and b.session_date = a.session_date and b.rater = a.rater
    and (b.case_id is null or a.case_id is null or b.case_id = a.case_id)
group by a.row_no;

create temp table by_code as
select min(after_row) as after_row, before_row
from (from by_number union all from by_day)
group by before_row;

create temp table person_number as
select a.row_no as after_row, min(b.row_no) as before_row
from (select * from after where row_no not in (select after_row from by_code)) as a
join (select * from before where row_no not in (select before_row from by_code)) as b
    using (person, case_id, source_session_id, rater)
group by a.row_no;

create temp table person_day as
select a.row_no as after_row, min(b.row_no) as before_row
from (
    select * from after
    where row_no not in (select after_row from by_code union all select after_row from person_number)
) as a
join (
    select * from before
    where row_no not in (select before_row from by_code union all select before_row from person_number)
) as b
    on b.person = a.person and b.session_date = a.session_date and b.rater = a.rater
    and (b.case_id is null or a.case_id is null or b.case_id = a.case_id)
group by a.row_no;

create temp table paired as
from by_code
union all
select min(after_row) as after_row, before_row
from (from person_number union all from person_day)
group by before_row;

-- joined: sessions of the version before that the newer one counts together with one of another code; parted: sessions of
-- the newer version that the one before counted so.
create temp table joined as
select distinct b.row_no
from (select * from before where row_no not in (select before_row from paired)) as b
join after as a on a.person = b.person and a.session_date = b.session_date and a.rater = b.rater
    and a.given_client <> b.given_client
    and (b.case_id is null or a.case_id is null or b.case_id = a.case_id);

create temp table parted as
select distinct a.row_no
from (select * from after where row_no not in (select after_row from paired)) as a
join before as b on b.earlier = a.earlier and b.session_date = a.session_date and b.rater = a.rater
    and a.given_client <> b.given_client
    and (b.case_id is null or a.case_id is null or b.case_id = a.case_id)
