-- One row per session that both versions contain (table paired), with its row_no in each version.
-- Sessions are matched as at an import: by case and source session number, else by client and day unless both
-- name different cases. This is done first by delivered client code, then by the client shown in the later
-- version, as a file may deliver all sessions under new codes.
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

-- joined: sessions of the earlier version that the later one combines with a session of another code; parted:
-- sessions of the later version that the earlier one combined in this way.
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
