-- One row: the rules in force, by the names that the other files use. Points, days, sessions, counts.
create temp table rule as
select
    $data_date::date as data_date,
    $ors_reliable_change::decimal(4, 1) as ors_reliable_change, $cors_reliable_change::decimal(4, 1) as cors_reliable_change,
    $change_margin::decimal(4, 1) as change_margin, $min_ors::integer as min_ors, $min_forms::integer as min_forms,
    $cutoff_adult::decimal(4, 1) as cutoff_adult, $cutoff_adolescent::decimal(4, 1) as cutoff_adolescent,
    $cutoff_child::decimal(4, 1) as cutoff_child,
    $cutoff_caretaker_adolescent::decimal(4, 1) as cutoff_caretaker_adolescent,
    $cutoff_caretaker_child::decimal(4, 1) as cutoff_caretaker_child,
    $unplanned_rule as unplanned_rule, $lapse_days::integer as lapse_days, $min_recorded::double as min_recorded, $horizon_days::integer as horizon_days,
    $low_total::decimal(4, 1) as low_total, $fall_from_start::decimal(4, 1) as fall_from_start,
    $early_low_sessions::integer as early_low_sessions, $early_low_share::double as early_low_share,
    $highest_low_line::decimal(4, 1) as highest_low_line, $srs_slide::decimal(4, 1) as slide_size,
    $no_srs_sessions::integer as no_srs_sessions, $days_away::integer as days_away,
    $min_sessions::integer as min_sessions, $repair_sessions::integer as repair_sessions
