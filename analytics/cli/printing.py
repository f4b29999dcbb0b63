"""Results of commands as text for a terminal, with the same figures as the JSON document."""

from __future__ import annotations

from typing import Any

from analytics import privacy
from analytics.cli import history_lines
from analytics.messages import count, gettext, paragraph
from analytics.therapists import case_mix_text

SHARES = {
    "reliable_improvement", "recovered", "no_change", "deteriorated", "unplanned", "unplanned_declared",
    "unplanned_all_unknown", "unplanned_recorded", "improved", "share", "still_in_care", "unplanned_not_improved",
    "planned", "inferred",
    "usable", "ceiling", "completed",
}  # fmt: skip
COMMON = ("as_of", "version", "definitions", "filters", "n", "left_out", "why")
HIDDEN = {"why", "record_id", "last_srs_session", "cutoff", "percentile", "probability", "source", "population",
          "measure_rule", "note", "figure", "verified",
          "claim", "found", "tested", "formula", "change_mind", "limits", "popular",
          "also", "price", "price_code", "price_parameters", "verdict_words"}  # in tables; the JSON has them  # fmt: skip
CODES = ("why_code", "why_parameters")  # for programs; the sentence is for people
CELL = 60  # characters a table cell may take
INDENT = "  "


_OF_CLIENTS = ("client_id", "episode_no", "landmark", "probability", "band", "interval", "why")


def answer(view: str, document: dict[str, Any]) -> str:
    """Return the answer of one view as text: a heading, one figure per line, then the tables."""
    lines = [
        gettext("{view} as of {day}  (version {version})").format(
            view=view.capitalize(), day=document["as_of"], version=document["version"]
        )
    ]
    if document.get("why"):
        return "\n".join([*lines, document["why"]])
    if view == "early_warning":
        return "\n".join([*lines, *early_warning(document)])
    lines.append(gettext("n = {n}").format(n=count(document["n"])))
    if view == "therapists":
        named = (document[name] for name in ("adjusted_for", "not_adjusted_for", "not_adjusted_reasons"))
        lines.append(case_mix_text.sentences(*named))
    if view == "caseload":
        lines.append(
            gettext("days since: from the last session to {day}, the day these data speak up to").format(
                day=document["as_of"]
            )
        )
    lines += [
        gettext("left out: {n} {reason}").format(
            n=privacy.words(document["hidden_below"]) if row["n"] is None else count(row["n"]),
            reason=words(row["reason"]),
        )
        for row in document["left_out"]
    ]
    own = {key: value for key, value in document.items() if key not in COMMON and not key.endswith(CODES)}
    if isinstance(own.get("verdict"), dict):
        lines += verdict(own.pop("verdict"))
    figures = {key: value for key, value in own.items() if not _is_table(value) and not _is_long(value)}
    width = max((len(key) for key in figures), default=0) + 2
    lines.append("")
    lines += [f"{words(key):{width}}{figure(value, key in SHARES)}" for key, value in figures.items()]
    for key, value in own.items():
        if _is_table(value):
            lines += ["", words(key), *table(value)]
    if view == "evidence":
        lines += ["", *(_claim(claim) for claim in document["claims"])]
    return "\n".join(lines)


def verdict(found: dict[str, Any]) -> list[str]:
    """Return lines that compare a result's measures with those of the period before."""
    template = (
        gettext("against the period before {since} to {until}: {state}")
        if found["since"] and found["until"]
        else gettext("against the period before: {state}")
    )
    first = template.format(since=found["since"], until=found["until"], state=words(found["state"]))
    if found.get("why"):
        return [f"{first}. {found['why']}"]
    return [first, *map(_compared, ({"measure": found["measure"], **found}, *found["also"]))]


def _claim(claim: dict[str, Any]) -> str:
    """Return the line on one claim: verdict in words, its reason, how large a practice must be."""
    if claim["ours"]["estimate"] is None:  # the reason says the verdict
        begin = gettext("{title}.").format(title=claim["title"])
    else:
        begin = gettext("{title}: {verdict}.").format(title=claim["title"], verdict=claim["verdict_words"])
    return paragraph(begin, claim["why"], claim.get("price"))


def _compared(one: dict[str, Any]) -> str:
    """Return the line that compares one measure with its value in the period before."""
    share = one["measure"] in SHARES
    low, high = (number(end, share) for end in one["difference"]["interval"])
    now, then = (number(one[when]["estimate"], share) for when in ("now", "before"))
    template = (
        gettext("{measure} {state}: {now} now, {then} then in 100 (difference {low} to {high})")
        if share
        else gettext("{measure} {state}: {now} now, {then} then (difference {low} to {high})")
    )
    named = {"measure": words(one["measure"]), "state": words(one["state"])}
    return INDENT + template.format(**named, now=now, then=then, low=low, high=high)


def early_warning(document: dict[str, Any]) -> list[str]:
    """Return lines with the figures of each early-warning model and the clients' predictions."""
    lines = []
    for outcome, found in document["models"].items():
        lines += ["", f"{words(outcome)}: {found['tier']}. {found.get('why', '')}".rstrip()]
        lines += [INDENT + line for line in _model(found)]
    clients = [{key: one.get(key) for key in _OF_CLIENTS} for one in document["clients"]]
    for one in clients:
        low, high = (round(100 * edge) for edge in one["interval"] or (0, 0))
        one["interval"] = (
            gettext("{low} to {high} in 100").format(low=low, high=high) if one["interval"] else None
        )
    return [*lines, "", *([document["note"], *table(clients)] if clients else ["no open client"])]


def _model(found: dict[str, Any]) -> list[str]:
    """Return the lines on the figures of one early-warning model."""
    template = (
        gettext("after session {session}: {n} clients, needed {needed}")
        if found["needed"]
        else gettext("after session {session}: {n} clients, needed not known")
    )
    lines = [
        template.format(
            session=found["landmark"], n=count(found["landmark_n"]), needed=count(found["needed"])
        )
    ]
    if found["auc"] is not None:
        low, high = found["auc_interval"]
        lines.append(
            gettext(
                "on later clients: AUC {auc:.2f} (95% range {low:.2f} to {high:.2f}), slope {slope}, observed/expected"
                " {ratio}"
            ).format(
                auc=found["auc"],
                low=low,
                high=high,
                slope=figure(found["calibration_slope"]),
                ratio=figure(found["observed_expected"]),
            )
        )
    return [*lines, *([found["rule_why"]] if found.get("rule_why") else [])]


def _is_table(value: Any) -> bool:
    """Return whether a value is a non-empty list of dictionaries, which is printed as a table."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _is_long(value: Any) -> bool:
    """Return whether a value is a list of more than 12 entries, which is not printed."""
    return isinstance(value, list) and len(value) > 12


def words(key: str) -> str:
    """Return a key with its underscores replaced by spaces."""
    return str(key).replace("_", " ")


def figure(value: Any, share: bool = False) -> str:
    """Return one figure as text, with 95 % range and n, or the reason why there is none."""
    if isinstance(value, dict) and "estimate" in value:
        return _estimate(value, share)
    if isinstance(value, dict):
        said = ((key, entry) for key, entry in value.items() if entry is not None and not key.endswith(CODES))
        return ", ".join(f"{words(key)} {figure(entry, key in SHARES)}" for key, entry in said)
    if isinstance(value, list):
        return ", ".join(figure(entry) for entry in value) or "none"
    if value is None:
        return "none"
    return number(value, share) if isinstance(value, float) else str(value)


def _estimate(value: dict[str, Any], share: bool) -> str:
    """Return an estimate as text, with 95 % range and n, or the reason why there is none."""
    if value["estimate"] is None:
        return value.get("why") or "not known"
    estimate = number(value["estimate"], share)
    parts = [gettext("{share} in 100").format(share=estimate) if share else estimate]
    if value["interval"] and value["interval"][0] is not None:
        low, high = (number(end, share) for end in value["interval"])
        parts.append(gettext("(95% range {low} to {high})").format(low=low, high=high))
    return "  ".join([*parts, gettext("n = {n}").format(n=count(value["n"]))])


def number(value: float, share: bool) -> str:
    """Return a number as text: a share as a rounded percentage, any other with up to two decimals."""
    return f"{100 * value:.0f}" if share else f"{value:.2f}".rstrip("0").rstrip(".")


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Return rows (dictionaries) as lines with aligned columns, headed by the column names."""
    names = [
        key
        for key in rows[0]
        if key not in HIDDEN
        and not key.endswith(CODES)
        and any(row.get(key) not in (None, [], {}) for row in rows)
    ]
    cells = [[words(name) for name in names]]
    cells += [
        [figure(row.get(name), name in SHARES)[:CELL] if row.get(name) is not None else "" for name in names]
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return [
        INDENT + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def ledger(document: dict[str, Any]) -> str:
    """Return the journal of a store as text, newest entry first, or a sentence that it is empty."""
    if not document.get("journal"):
        return "Nothing has been imported yet."
    lines = history_lines.lines(document)
    return "\n".join(lines if document["version"] else ["Nothing is imported any more.", *lines[1:]])


def findings(rows: list[dict[str, str]]) -> str:
    """Return the findings of the self-check as text, one line each."""
    return "\n".join(f"{row['level']:8}{row['store']:12}{row['what']}: {row['sentence']}" for row in rows)


def installation(named: dict[str, str]) -> str:
    """Return version, data folder and log path as text, one line each."""
    return "\n".join(f"{words(key):13}{value}" for key, value in named.items())
