-- One row: the day of the newest session that the practice knows already; NULL where it has none.
SELECT max(session_date) AS newest FROM old.mart.session;
