-- One row: the days of the newest sessions that the practice knows already, at most 21; NULL where it has none.
SELECT max(session_date, 21) AS newest FROM old.mart.session;
