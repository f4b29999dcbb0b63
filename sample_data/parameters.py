"""All numbers that determine the made-up practice, with their units.

These are choices of the authors, set so that the exports have the marginals which
`sample_data.marginals` measures and the tests hold. They are not estimates and prove nothing.
Scores are in points: totals 0-40, areas 0-10.
"""

from __future__ import annotations

from datetime import date

SEED = 24  # of the shipped practice
CLIENTS = 1200  # clients in the export
THERAPISTS = 24
DATA_DATE = date(2026, 9, 30)  # the practice's own "today"

# --- the calendar -------------------------------------------------------------------------------
HISTORY_DAYS = 1096  # three years: the export holds every case seen since then ...
RUN_IN_DAYS = 183  # ... with its whole course, so first sessions reach half a year further back
NEWEST_START_DAYS = 5  # days before the data date of the newest first session
SPARE_CLIENTS = 0.20  # share drawn in excess: cases that ended before the export began fall away
GAP_WEEKS = (1, 2, 3, 4, 5)  # weeks to the next session ...
GAP_WEIGHTS = (66, 22, 7, 3, 2)  # ... and how often, per cent
MOVED_SHARE = 0.10  # share of sessions moved by a day or two within the week
CASE_OPENED_DAYS = 12  # a case is opened 0 to this many days before its first session
MOST_SESSIONS = 45  # no course is longer
CLOSED_FROM, CLOSED_UNTIL = (12, 24), (1, 1)  # month, day: nobody is seen in between
CLOSED_SHIFT_DAYS = 14  # a session that would fall there comes two weeks later

# --- who comes ----------------------------------------------------------------------------------
RETURN_SHARE = 0.17  # of clients with an ended first episode, who come back
RETURN_GAP_DAYS = (120, 420)  # days between the episodes
SAME_THERAPIST_SHARE = 0.6  # of returning clients
YOUNG_AGE_WEIGHTS = (8, 62, 30)  # adult, adolescent, child in the young people's programme
OTHER_AGE_WEIGHTS = (93, 7, 0)  # in the other programmes
OWN_PROGRAM_SHARE = 0.85  # of a therapist's clients in the therapist's own programme (adults)
SHARED_SHARE = 0.03  # of episodes with a second therapist from about the middle on
INTAKE_MEAN = 16.5  # ORS points, most clients
INTAKE_SD = 6.8  # ORS points, between clients, without the noise of one form
WELL_SHARE = 0.12  # clients who come on somebody else's wish and start well
WELL_MEAN, WELL_SD = 29.5, 4.0  # ORS points
YOUNG_INTAKE = 1.5  # ORS points higher for adolescents and children
CHILD_INTAKE = 3.0  # CORS points higher again for children

# --- how life goes: ORS(s) = start + slope * ln(s) + noise -----------------------------------------
SLOPE_MEAN = 4.35  # ORS points per ln(session) for a start at 18.5
SLOPE_PER_INTAKE = -0.235  # ORS points per ln(session) per point of start
SLOPE_SD = 3.6  # ORS points per ln(session), between clients
ALLIANCE_WITHIN = 0.55  # ORS points per ln(session) per SRS point of the client's own alliance
ALLIANCE_BETWEEN = 0.55  # same, of the therapist's alliance
CARRY = 0.22  # ORS points at the next session per SRS point this one was off
DIP_SLOPE_COST = 0.12  # ORS points per session lost while a dip stays unrepaired, per SRS point / 2
ORS_NOISE_SD = 2.3  # ORS points, one form
ORS_AREA_SD = 0.75  # points of one area, lasting, per client
ORS_AREA_NOISE_SD = 0.45  # points of one area, one form

# --- the alliance: SRS(s) = level + growth * ln(s) + noise - dip -----------------------------------
SRS_LEVEL = 36.45  # SRS points on the latent scale (it goes beyond 40; the form does not)
SRS_CLIENT_SD = 2.5  # SRS points between the clients of one therapist
SRS_GROWTH_MEAN, SRS_GROWTH_SD = 0.35, 0.5  # SRS points per ln(session)
SRS_NOISE_SD = 1.35  # SRS points, one form
SRS_AREA_PROFILE = {"relationship": 0.12, "goals": 0.0, "approach": -0.12, "overall": 0.0}  # points
SRS_AREA_SD = 0.16  # points of one area, lasting, per client
SRS_AREA_NOISE_SD = 0.28  # points of one area, one form
SRS_PERFECT_FROM = 39.35  # latent SRS from which the end of every line is marked
RESERVED_SHARE = 0.05  # clients who always mark the end of every line

# --- dips -----------------------------------------------------------------------------------------
DIP_FROM_SESSION = 3  # first session at which one can begin
DIP_SHARE = 0.042  # per session without a dip
DIP_DEPTH_MEAN, DIP_DEPTH_SD, DIP_DEPTH_LEAST = 6.5, 1.5, 4.0  # SRS points
DIP_REPAIR_SHARE = 0.62  # of dips, if the client stays
DIP_REPAIR_SESSIONS = (1, 2, 3)  # sessions until the alliance is back ...
DIP_REPAIR_WEIGHTS = (55, 30, 15)  # ... and how often, per cent
DIP_STAYS = 0.75  # share of the depth that stays while unrepaired

# --- endings: per session, log odds ---------------------------------------------------------------
UNPLANNED_AT = (-3.65, -3.75, -3.9, -4.05, -4.25)  # after session 1, 2, 3, 4, 5 and later
UNPLANNED_PER_ALLIANCE = -0.22  # per SRS point this session was above the practice
UNPLANNED_PER_CHANGE = -0.045  # per ORS point gained so far
UNPLANNED_IN_DIP = 0.7  # while a dip is not repaired
PLANNED_START = -2.7  # after session PLANNED_FROM
PLANNED_FROM = 3
PLANNED_PER_SESSION = 0.09  # per session after that
PLANNED_PER_CHANGE = 0.075  # per ORS point gained so far
PLANNED_IN_DIP = -1.2  # while a dip is not repaired
LONGER_PLANNED = -0.6  # in longer-term therapy
TRANSFERRED_SHARE = 0.005  # per session
ADMINISTRATIVE_SHARE = 0.004  # per session
NOT_A_COURSE_SHARE = 0.03  # of episodes: one or two sessions of assessment only

# --- what is written down -------------------------------------------------------------------------
REASON_SHARE = {
    "planned": 0.93,
    "unplanned": 0.80,
    "transferred": 0.96,
    "administrative": 0.96,
    "not_a_course": 0.95,
}  # of endings whose reason is recorded
WRONG_REASON_SHARE = 0.02  # of recorded planned and unplanned endings, swapped
UNKNOWN_REASON_SHARE = 0.02  # of endings, recorded as not known
STALE_OPEN_SHARE = 0.02  # of endings, still recorded as open
REASON_DELAY_DAYS = 14  # days after the last session before a reason can be recorded
OPEN_MARKED_SHARE = 0.6  # of open episodes, marked as open; the others are blank
ORS_MISSING = 0.035  # share of sessions after the first without an ORS
ORS_MISSING_FIRST = 0.015  # same, first sessions
NEITHER_SHARE = 0.012  # share of attended sessions with neither form
SRS_MISSING_LOW = 0.012  # added to a therapist's share per SRS point below SRS_LEVEL (not below 0)
TABLET_DAYS_AGO = 333  # the one change over time: on 1 November 2025 forms move from paper to tablet
TABLET_SRS_MISSING = 0.14  # share of sessions, so many more without an SRS from that day on
