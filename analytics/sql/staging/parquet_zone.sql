-- Sets the time zone in which moments are written as text, so that every machine reads the same day.
SET TimeZone = 'UTC';
