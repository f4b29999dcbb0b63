-- episode_sums: one row per episode, empty until the next step: what its sessions add up to (see there).
create temp table episode_sums (
    episode_key integer, client_key integer, case_id varchar,
    current_therapist_key integer, lowest_therapist integer, highest_therapist integer,
    site varchar, program varchar, age_group varchar, orientation varchar, fidelity double, closure varchar, case_end date,
    first_date date, last_date date, n_sessions smallint,
    n_ors smallint, ors_first decimal(4, 1), ors_last decimal(4, 1), ors_first_session smallint,
    ors_last_session smallint, ors_version varchar,
    n_srs smallint, n_srs_full smallint, srs_first decimal(4, 1), srs_last decimal(4, 1), srs_last_session smallint,
    srs_lowest decimal(4, 1), srs_highest decimal(4, 1),
    n_areas smallint, relationship double, goals double, approach double, overall double,
    early_srs_sum decimal(6, 1), early_srs_n smallint,
    ors_1 decimal(4, 1), ors_2 decimal(4, 1), ors_3 decimal(4, 1), ors_4 decimal(4, 1), ors_5 decimal(4, 1),
    ors_6 decimal(4, 1), ors_7 decimal(4, 1), ors_8 decimal(4, 1), ors_9 decimal(4, 1), ors_10 decimal(4, 1),
    ors_11 decimal(4, 1), ors_12 decimal(4, 1),
    srs_1 decimal(4, 1), srs_2 decimal(4, 1), srs_3 decimal(4, 1), srs_4 decimal(4, 1), srs_5 decimal(4, 1),
    day_1 date, day_2 date, day_3 date, day_4 date, day_5 date
)
