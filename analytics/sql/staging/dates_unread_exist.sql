-- Returns, in one row, whether one file has dates that are not written year first. Parameters: file_no.
SELECT EXISTS (FROM staging.typed WHERE file_no = $file_no AND coalesce(date_unread, case_unread, end_unread) IS NOT NULL)
    OR EXISTS (FROM staging.attribute WHERE file_no = $file_no AND coalesce(case_unread, end_unread) IS NOT NULL);
