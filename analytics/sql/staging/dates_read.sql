-- staging.typed: the dates left over are read in the order that each column has proved.
-- Parameters: file_no, session_order, case_order ('day_first', 'month_first' or empty).
UPDATE staging.typed
SET session_date = coalesce(session_date, staging.ordered_date(date_left, $session_order)),
    case_start = coalesce(case_start, staging.ordered_date(case_left, $case_order))
WHERE file_no = $file_no AND (date_left IS NOT NULL OR case_left IS NOT NULL);
