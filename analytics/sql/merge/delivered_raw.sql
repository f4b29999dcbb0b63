-- raw: one row per session as delivered, after the merge, for clients with several codes.
-- A delivered row that only adds facts to a stored session keeps that session's import_no, so that sessions
-- delivered later under another code still count as newer.
create or replace temp table raw as
select merged.* exclude (earlier_import_no, is_part), merged.rowid as merged_row,
    coalesce(earlier_import_no, more.import_no, (select max(import_no) + 1 from old.meta.import))::integer as import_no,
    coalesce(merged.client_given, merged.client_id) as given, null::bigint as at_row
from merged
semi join joined_client using (client_id)
left join (
    select delivered_row, import_no
    from about join matched using (delivered_row) join shown_of using (stored_row)
    where file_no is null
) as more using (delivered_row)
qualify row_number() over (
    partition by merged.client_id, given, case_id, session_date, rater order by delivered_row nulls last
) = 1
