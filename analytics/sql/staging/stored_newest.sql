-- Returns, in one row, the days of the newest stored sessions, at most 21; NULL where there is none.
SELECT max(session_date, 21) AS newest FROM old.mart.session;
