"""Answer of `show overview`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tests.twin import charts, flow, verdict
from tests.twin import outcome_figures as figures
from tests.twin.calendar_months import last_day, month_of, quarter_of, shifted
from tests.twin.charts import Chart
from tests.twin.episodes import Episode
from tests.twin.figures import mean
from tests.twin.practice import Practice
from tests.twin.rules import RULES
from tests.twin.selection import Selection

HISTORY = 24  # months that charts cover at least


def overview(practice: Practice, chosen: Selection, talk_first: int) -> dict[str, object]:
    """Return the figures of the overview."""
    held = chosen.of(practice.episodes)
    still_open = (
        len(_with(chosen, episodes="open").of(practice.episodes)) if chosen.episodes == "closed" else 0
    )
    history = reaching_back(chosen, practice.as_of)
    drawn = series(practice, history)
    return {
        **headline(held),
        "as_of": practice.as_of.isoformat(),
        "filters": chosen.as_dict(),
        "left_out": figures.left_out(held, still_open),
        "endings": practice.endings(),
        "months": [point for one in drawn for point in one.points],
        "changes": [one.change for one in drawn],
        "months_since": history.since.isoformat() if history.since else None,
        "false_alarms": charts.by_chance(drawn, 0),
        "false_alarms_year": charts.by_chance(drawn, 1),
        "false_unusual_months": charts.by_chance(drawn, 2),
        "seen": flow.seen(practice, chosen),
        "seen_why": None,
        "previous": verdict.previous(practice, chosen),
        "verdict": verdict.verdict(practice, chosen),
        "look_at": look_at(practice, chosen, drawn, talk_first),
        "reliable_change": RULES["change.ors_reliable_change"],
        "cutoff": RULES["cutoffs.adult"],
        "lapse_days": RULES["endings.lapse_days"],
        "newest_session_days": (practice.as_of - max(row.day for row in practice.sessions)).days,
    }


def headline(held: Sequence[Episode]) -> dict[str, object]:
    """Return the shares and means of a selection."""
    return {
        "n": len(held),
        "reliable_improvement": figures.improved(held),
        "recovered": figures.recovered(held),
        "no_change": figures.of_class(held, "no_change"),
        "deteriorated": figures.of_class(held, "deteriorated"),
        "unplanned": figures.unplanned(held),
        "unplanned_declared": figures.unplanned_declared(held),
        "unplanned_all_unknown": figures.unplanned_all_unknown(held),
        "mean_change": figures.mean_change(held),
        "effect_size": figures.effect_size(held),
        "mean_intake": mean(one.first for one in held if one.ors),
        "assessable": len(figures.assessable(held)),
        "ended": figures.number_ended(held),
    }


def _with(chosen: Selection, **changes: object) -> Selection:
    """Return a selection with some filters changed."""
    return Selection(**{**chosen.__dict__, **changes})


def reaching_back(chosen: Selection, as_of: datetime.date) -> Selection:
    """Return the selection of the charts: two years at least, from the start of a calendar year.

    A period that is longer begins with its quarter.
    """
    if chosen.since is None:
        return chosen
    end = chosen.until or as_of
    year = shifted(month_of(end), -HISTORY).year
    return _with(chosen, since=min(datetime.date(year, 1, 1), quarter_of(chosen.since)))


def series(practice: Practice, history: Selection) -> list[Chart]:
    """Return the charts by month: two outcomes, early alliance, completed SRS."""
    window = datetime.timedelta(days=RULES["endings.lapse_days"])
    last_two = shifted(month_of(practice.as_of), -1) - datetime.timedelta(days=1)
    until = history.until or practice.as_of
    settled = min(practice.as_of - window, last_two, until)
    kinds = [one for one in practice.episodes if history.holds_kind(one)]
    over = [one for one in kinds if one.ended and history.holds_day(one.last_day)]
    began = [one for one in kinds if history.holds_day(one.first_day)]
    return [
        charts.chart(
            "reliable_improvement",
            [(one.last_day, one.improved) for one in figures.assessable(over)],
            settled,
        ),
        charts.chart("unplanned", [(one.last_day, one.left) for one in figures.counted(over)], settled)
        if all(one.endings_recorded for one in practice.episodes)
        else charts.without_values("unplanned", [one.last_day for one in over]),
        charts.chart(
            "early_alliance",
            [(one.first_day, float(one.early_srs)) for one in began if one.early_srs is not None],
            settled,
        ),
        charts.chart("forms", forms(practice, whole_months(history)), min(practice.as_of, until)),
    ]


def whole_months(history: Selection) -> Selection:
    """Return the selection with its period widened to whole months, in which forms are counted."""
    since, until = history.since, history.until
    return _with(
        history,
        since=month_of(since) if since else None,
        until=last_day(month_of(until)) if until else None,
    )


def forms(practice: Practice, history: Selection) -> list[tuple[datetime.date, float]]:
    """Return the day of each session, and whether it has an SRS."""
    return [
        (row.day, float(row.srs is not None))
        for row in practice.sessions
        if history.holds_day(row.day)
        and history.site in (None, row.site)
        and history.program in (None, row.program)
        and history.age_group in (None, row.age_group)
        and history.therapist in (None, row.therapist)
    ]


def look_at(
    practice: Practice, chosen: Selection, drawn: Sequence[Chart], talk_first: int
) -> list[dict[str, object]]:
    """Return at most three highlights: changes, the clearest first, unusual months, missing forms, clients."""
    empty = dict.fromkeys(
        ("measure", "direction", "since", "n", "of", "share", "month", "before", "after", "grain")
    )
    pages = {"early_alliance": "alliance", "forms": "data"}
    missing = forms_missing(practice, chosen)
    lasting = sorted((one for one in drawn if one.change["holds"]), key=lambda one: -one.beyond)
    unusual = [one for one in drawn if one.change["state"] == "unusual_month"]
    found: list[dict[str, object]] = []
    for one in (*lasting, *unusual):
        if missing and one.measure == "forms":
            continue
        dates = ("since", "before", "after") if one in lasting else ("month",)
        names = ("measure", "direction", *dates, "grain")
        page = pages.get(one.measure, "outcomes")
        found.append(
            {**empty, "kind": one.change["state"], "page": page, **{name: one.change[name] for name in names}}
        )
    if missing:
        fell = [
            one.change for one in lasting if one.measure == "forms" and one.change["direction"] == "lower"
        ]
        dated = {"direction": "lower", "since": fell[0]["since"]} if fell else {}
        found.append(
            {**empty, "kind": "forms_missing", "page": "data", "measure": "forms", **dated, **missing}
        )
    if talk_first:
        found.append({**empty, "kind": "talk_first", "page": "caseload", "n": talk_first})
    return found[:3]


def forms_missing(practice: Practice, chosen: Selection) -> dict[str, object]:
    """Return the sessions without an SRS of the last four full weeks; empty unless they are over a tenth."""
    after = practice.as_of + datetime.timedelta(days=1)  # a week that ends on the data date is a full one
    monday = after - datetime.timedelta(days=after.weekday())
    since, until = monday - datetime.timedelta(weeks=4), monday - datetime.timedelta(days=1)
    weeks = _with(chosen, since=since, until=until)
    flags = [value for _, value in forms(practice, weeks)]
    without = sum(1 for value in flags if not value)
    if not flags or without <= 0.1 * len(flags):
        return {}
    return {"n": without, "of": len(flags), "share": without / len(flags)}
