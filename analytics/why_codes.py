"""Table of all reasons why a figure is missing: code -> sentence, or code -> variant -> sentence.

Codes are part of the JSON (`why_code`) and don't change. Names in braces are `why_parameters`; those that begin with
`_` are only words of the sentence. `hidden...` codes replace figures that would give a small count away.
"""

from __future__ import annotations

from analytics.evidence_why_codes import EVIDENCE

SENTENCES: dict[str, str | dict[str, str]] = {
    # the answer as a whole
    "nothing_imported": "Nothing has been imported yet.",
    "not_for_this_role": "This is for {_who}.",
    "nothing_selected": "Nothing in the data for: {_filters}.",
    "no_practice_totals": "Practice figures are not part of what this person sees.",
    "too_few_colleagues": "Too few colleagues to show without naming them.",
    "whole_practice_only": (
        "You see figures of the practice as a whole only: from a site, a programme or an age group, single clients of"
        " colleagues could be worked out by subtraction."
    ),
    "few_clients_here_or_left_out": (
        "This choice, or what it leaves out, holds fewer than {below} clients, so that single ones could be worked out."
        " Choose fewer filters or a longer period."
    ),
    "few_clients_in_period": (
        "Fewer than {below} clients belong to this choice, so that single ones could be recognised. Choose a longer"
        " period."
    ),
    "starts_by_month_not_for_this_role": (
        "Starts and ends by month are not shown here, because most months hold few clients of each colleague."
    ),
    "months_of_whole_practice_only": (
        "Figures by month are shown for the whole practice only: with filters, most months hold too few clients."
    ),
    "ledger_not_for_this_role": "Rows left out are shown to owners and the office.",
    "sessions_by_therapist_not_for_this_role": (
        "Sessions by therapist are shown to the office, to owners, and to those who supervise."
    ),
    "no_import_before": "There is no earlier import here to compare with.",
    "other_rules_before": (
        "The rules of counting changed since the import before, so a difference may come from them and not from clients."
    ),
    "only_made_up_practice": "The truth is known for the made-up practice only.",
    # endings
    "endings_not_recorded": {
        "none": "This export records no endings.",
        "words": "This export names endings in words that are not known here.",
        "only_over": "This export records that courses ended, but not how.",
        "few": "Endings are recorded for {recorded:,} of {ended:,} ended courses: too few to give a rate.",
        "hidden": "Endings are recorded for too few of the ended courses to give a rate.",
    },
    "no_counted_ending": {
        "": "No episode of the selection has ended in a way that counts.",
        "pattern": "No episode with this pattern has ended in a way that counts.",
    },
    "no_ended_episode": {
        "": "No episode of the selection has ended.",
        "filters": "No ended episode in the data for: {_filters}.",
    },
    "too_few_endings_to_compare": {
        "": "Too early to compare: it takes {need} courses recorded as ended unplanned and {need} as planned; there are"
        " {unplanned:,} and {planned:,}.",
        "hidden": "Too early to compare: it takes {need} courses recorded as ended unplanned and {need} as planned.",
    },
    "episode_ended": "This episode has ended; the early warning speaks of open ones.",
    # the comparison with the period before
    "no_period_before": "All data have no period before them; choose a period.",
    "not_closed_episodes": "Periods are compared by closed episodes only; choose closed episodes.",
    "data_begin_later": (
        "The data begin on {first_session}; the period before would be {since} to {until}. Choose a shorter period."
    ),
    "too_few_now": (
        "{n} closed episodes with a first and a later score in this period; {more} more are needed."
    ),
    "too_few_now_unsaid": (
        "In this period, fewer than {needed} closed episodes have a first and a later score. Choose a longer period."
    ),
    "too_few_before_unsaid": (
        "In the period before, {since} to {until}, fewer than {needed} closed episodes have a first and a later score."
    ),
    "too_few_before": (
        "{n} closed episodes with a first and a later score in the period before, {since} to {until}; {needed} are"
        " needed. Choose a longer period."
    ),
    # small numbers
    "hidden_small_count": {
        "": "Hidden: fewer than {below} clients.",
        "or_gives_away": "Hidden: fewer than {below} clients, or another count that would give them away.",
    },
    "hidden_few_therapists": (
        "An orientation of fewer than five therapists is not shown, so that no colleague can be picked out."
    ),
    # outcome
    "no_episode": "No episode in this selection.",
    "no_change_score": {
        "": "No episode of the selection has a first and a later ORS.",
        "path": "No episode of this kind has a first and a later ORS.",
    },
    "no_start_below_cutoff": "No episode of the selection started below the cutoff and has a later ORS.",
    "no_first_ors": {
        "": "No episode of the selection has an ORS.",
        "month": "No first ORS in this month.",
    },
    "effect_size_needs_three": (
        "An effect size needs at least three episodes that started below the cutoff, with differing scores."
    ),
    "no_outside_reference": (
        "An adjusted effect size compares with a reference practice from outside; with the practice's own data as the"
        " reference it equals the effect size by construction, so it is not given."
    ),
    "too_few_to_favour": (
        "Too early to tell: it takes {need} courses of therapy, {either} of them a success and {either} not."
    ),
    "start_decides": "Too early to tell: the first score all but decides it here.",
    "group_too_small": "Fewer than {need} episodes.",
    # forms and alliance
    "no_session": {
        "": "No session of the selection is in the data.",
        "this": "No session in this selection.",
    },
    "no_srs": {
        "": "No session of the selection has an SRS.",
        "comparison": "This export has no SRS, so there is no early alliance to compare.",
        "practice": "This export has no SRS.",
        "test": "Cannot be tested here: this export has no SRS.",
        "focus": "This export has no SRS, and a training focus rests on it.",
    },
    "no_early_srs_in_selection": "No course of the selection has an SRS in the early sessions.",
    "too_few_forms": "Too few forms to measure false signals.",
    "too_few_clients": "Too early to test: it needs {need} clients with an SRS and a later ORS; {_there}.",
    "scores_all_alike": {
        "": "Every client has the same score, so nothing can go together with it.",
        "test": "Too early to test: every score is the same.",
        "values": "Cannot be tested here: every value is the same.",
        "model": "What clients rated hardly differs between them, so nobody can be told apart by it.",
        "orientation": "Cannot be tested here: every episode has the same orientation.",
    },
    "not_estimable": {
        "": "{_problem}",
        "test": "Too early to test: {_problem}",
        "therapists": "These numbers cannot be compared: {_problem}",
        "course": (
            "No expected course can be drawn from these scores: they hardly differ between clients, or too few clients"
            " have four ORS or more."
        ),
    },
    "never_varies": "{_sentence}",
    # therapists
    "too_few_therapists": {
        "": "Not enough data yet: {_who} {episodes} or more {_what}; it takes {need} such therapists to compare.",
        "practice": "It takes {need} therapists to compare, and this practice has {have}.",
        "test": "Too early to test: it needs {need} therapists; {_there}.",
        "each": "Too early to test: it needs {need_episodes} episodes with fidelity, of {need} therapists or more;"
        " {_there}.",
    },
    "one_therapist": {
        "": "Not estimable: a split between clients and therapists needs two therapists; there is one.",
        "test": "Cannot be tested here: it compares therapists, and there is one.",
        "comparison": "There is one therapist in these data, so there is nobody to compare with.",
        "focus": "There is one therapist in these data; a focus is a difference from the practice, so there is none.",
    },
    # agreements
    "agreement_not_visible": "What an agreement has done is shown to the therapist and to whoever supervises.",
    "agreement_without_before": (
        "Up to the day of the agreement too few clients of this therapist rated this, so there is nothing to compare with."
    ),
    "agreement_nobody_yet": "Nobody has rated this since the agreement.",
    "agreement_nothing_varies": "All ratings before the agreement are alike, so no shift can be seen in them.",
    "lots_no_answer_yet": "Nothing is compared before the wait is over.",
    "lots_too_few_rated": "Too few of the therapists drawn have ratings from before and after, so there is no comparison.",
    "no_therapist_with_episodes": "Not enough data yet: no therapist has an episode here.",
    "nobody_asked": "Cannot be tested here: this export has no SRS, so nobody is known to be asked for feedback.",
    "funnel_only_for_shares": "A funnel is for shares; this measure is a mean.",
    "no_therapist_named": "Cannot be tested here: the data name no therapist.",
    # expected course
    "course_needs_clients": (
        "The expected course comes with enough data: it needs {need} clients with three ORS,"
        " the first at session 1; this practice has {_has}."
    ),
    "first_ors_late": "The first ORS was filled in after session 1, so there is no expected course to compare with.",
    "two_forms": (
        "The ORS form changed during this course. Points of two forms do not compare, so no change is computed."
    ),
    "child_form": "There is no expected course for the child form.",
    "other_rater": (
        "The ORS was filled in by somebody else, and the expected course speaks of clients' own ratings."
    ),
    "one_ors": "The expected course begins with the second ORS.",
    "course_ends_earlier": "Too few clients stayed as long; the expected course goes to session {session}.",
    # early warning: the model
    "model_failed": (
        "The early-warning model of these data could not be made (error number {number}). Every other number is as it"
        " should be. It is tried again at the next start and the next import."
    ),
    "early_warning_off": (
        "The practice has switched the early warning off; an owner can switch it on again on the page Early-warning"
        " model."
    ),
    "model_being_made": "The early-warning model of these data is being made and checked; it takes a minute.",
    "too_few_episodes": {
        "": "Not enough data yet: {have:,} of {need} episodes that are old enough to tell how they went on.",
        "test": "Too early to test: {_have} of {need} {_what}.",
    },
    "too_few_events": "Not enough data yet: {have:,} of {need} {_what}.",
    "too_few_others": "Nearly everybody has the same outcome: only {have:,} of {need} others.",
    "too_few_for_probabilities": "Probabilities for single people need {need:,} clients; there are {have:,}.",
    "no_later_clients": "There are too few later clients to check it on.",
    "not_better_on_later_clients": {
        "full": "On later clients it was not clearly better than the practice's average.",
        "refused": "On later clients it did no better than the practice's average.",
    },
    "calibration_off": "On later clients {way} endings of this kind happened than it had said.",
    "no_better_than_average": "Checked on resampled clients, it says no more than the practice's average.",
    "slope_off": {
        "": "Checked on resampled clients, its differences between people are too {way} (slope {slope:.2f}, wanted"
        " {low} to {high}).",
        "refused": "Its differences between people are mostly chance (slope {slope:.2f}).",
    },
    "alarm": "{_sentence}",
    # early warning: the model beside simpler predictions
    "model_better": {
        "rule": "On later clients the model did better than the simple rule (SRS under 36 or falling).",
        "ors_only": "On later clients the model did better than the ORS alone.",
    },
    "simpler_as_good": {
        "rule": "On later clients the simple rule (SRS under 36 or falling) was as good: any gain of the model is"
        " smaller than moving figures by {points:g} in 100, the margin fixed beforehand. Use the rule.",
        "ors_only": "On later clients the ORS alone was as good: anything that the alliance adds is smaller than moving"
        " figures by {points:g} in 100, the margin fixed beforehand.",
    },
    "too_few_to_compare": {
        "rule": "There are too few later clients to say whether the model or the simple rule (SRS under 36 or falling)"
        " is better.",
        "rule_figures": "There are too few later clients to say whether the model or the simple rule (SRS under 36 or"
        " falling) is better. Of two clients the model picks the right one {_model} times in 100, the rule {_simpler}"
        " times; a coin gets 50.",
        "ors_only": "There are too few later clients to say whether the alliance adds to the ORS.",
        "ors_only_figures": "There are too few later clients to say whether the alliance adds to the ORS. Of two"
        " clients the model picks the right one {_model} times in 100, the ORS alone {_simpler} times.",
    },
    # early warning: one client
    "past_the_window": {
        "sessions": "An estimate is made after each of the first {sessions} sessions, not later.",
        "days": "No estimate: on the day of these data the last session was {days} days ago or more.",
    },
    "scores_too_old": (
        "On the day of these data the last session was {days} days ago; too long for these scores to say anything"
        " about now."
    ),
    "no_form": "No form has been filled in yet.",
    "other_form": "The form is not the one the model has learnt from.",
    "too_few_alike": "The model has learnt from fewer than {need} clients of this {_kind}.",
    "outside_what_was_seen": "{_name} lies outside what the model has seen.",
    **EVIDENCE,
}
CODES = frozenset(SENTENCES)
