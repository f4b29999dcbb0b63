-- Marks rows of staging.attribute (one row per data row of a list of clients or episodes) whose client or
-- case has no session in this delivery, so that they cannot be joined to any session.
UPDATE staging.attribute
SET problem = 'not_an_orssrs_row|', text = ''
WHERE problem IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery.session AS s
    WHERE s.client_id = attribute.client_id AND (attribute.case_id IS NULL OR s.case_id = attribute.case_id));
