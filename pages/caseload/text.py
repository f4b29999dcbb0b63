"""Sentences of the caseload page, with the numbers filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.caseload.results import Caseload, CaseloadClient
from analytics.client.conversation_prompts import QUESTIONS, for_reason
from analytics.messages import gettext, ngettext, paragraph
from analytics.notes import EpisodeMarks
from analytics.store import Version
from pages.caseload.row_content import Row
from pages.early_warning import estimate_text
from pages.ui import formatting, standing_text
from pages.ui.chips import chip
from pages.ui.glyphs import sparkline

_REST = {
    "watch": gettext("{n} to keep an eye on"),
    "as_expected": gettext("{n} without anything that stands out"),
    "too_new": gettext("{n} too new to say"),
}
TITLES = {
    "talk_first": "Talk about these first",
    "watch": "Keep an eye on",
    "as_expected": "Nothing stands out",
    "too_new": "Not enough data yet",
}
_INTRODUCED = {
    "talk_first": "The scores ask for a thought, by rules that are listed in Definitions. You know the person; the "
    "numbers do not.",
    "watch": "Nothing pressing, but a form or a session is missing, wellbeing lies under the expected range, or "
    "the alliance has settled lower.",
}
NO_TALKS: Mapping[tuple[str, int], EpisodeMarks] = {}
NO_LABELS: Mapping[str, str] = {}
FIRST_SHOWN = 5  # clients in the first group before "and N more"


def introduced(tier: str, caseload: Caseload) -> str:
    """Return what a group means; for the first one also how often clients stand in it."""
    usual = caseload.first_usual if tier == "talk_first" else None
    if usual is None:
        return _INTRODUCED[tier]
    often = gettext(
        "In the last 12 months a client stood here after about {n} in 100 of {sessions} sessions."
    ).format(
        sessions=formatting.count(usual.sessions), n=formatting.rounded(100 * usual.listed / usual.sessions)
    )
    return paragraph(_INTRODUCED[tier], often)


def counts(caseload: Caseload) -> dict[str, int]:
    """Map each caseload group to its number of open clients."""
    return {row.tier: row.n for row in caseload.tiers}


def lead(caseload: Caseload, version: Version | None = None, whose: str | None = None) -> tuple[str, str]:
    """Return (main sentence, second sentence): number of clients to discuss first, sizes of other groups.

    version: the version shown, to say why there are no open clients. whose: name of the chosen therapist.
    """
    n = counts(caseload)
    if not caseload.n and version and (why := _all_ended(version)):
        return "No open clients here.", why
    if not caseload.n and whose:
        return (
            gettext("{therapist} has no open clients here.").format(therapist=whose),
            "Choose another therapist, or all of them.",
        )
    if not caseload.n:
        return "No open clients here.", "Scores appear with the first import that has open episodes."
    if _all_new(caseload):
        return _too_early(caseload)
    first = n.get("talk_first", 0)
    bold = "Nobody stands out by the rules."
    if first:
        bold = ngettext(
            "{n} client to think about before the next session.",
            "{n} clients to think about before their next session.",
            first,
        ).format(n=formatting.count(first))
    return bold, paragraph(_rest(n, first), _warned(caseload))


def _all_new(caseload: Caseload) -> bool:
    """Return whether all clients are too new to say, or as new and only not seen lately."""
    new = [one.sessions for one in caseload.clients if one.tier == "too_new"]
    return bool(new) and all(
        one.tier == "too_new" or (one.reasons == ("away",) and one.sessions <= max(new))
        for one in caseload.clients
    )


def _too_early(caseload: Caseload) -> tuple[str, str]:
    """Return the opening texts for a caseload whose clients all have too few sessions for the rules."""
    most = max(one.sessions for one in caseload.clients)
    if caseload.n == 1:
        who = "It is too early to say anything about this client."
        template = ngettext(
            "One session is too few for the rules.", "{n} sessions are too few for the rules.", most
        )
    else:
        who = "It is too early to say anything about these clients."
        template = ngettext(
            "One session each is too few for the rules.",
            "Up to {n} sessions each are too few for the rules.",
            most,
        )
    away = sum(one.tier == "watch" for one in caseload.clients)
    unseen = (
        ngettext("{n} was not seen lately.", "{n} were not seen lately.", away).format(n=away) if away else ""
    )
    return who, paragraph(template.format(n=most), unseen)


def _rest(n: Mapping[str, int], first: int) -> str:
    """Return the sentence with the number of clients in each group except `talk_first` (to discuss first)."""
    groups = [tier for tier in _REST if n.get(tier)]
    if not groups:
        return "No other client is open."
    if not first and groups == ["as_expected"]:
        return ngettext(
            "That goes for the only open client.", "That goes for all {n} open clients.", n["as_expected"]
        ).format(n=formatting.count(n["as_expected"]))
    return f"{formatting.listed([_REST[tier].format(n=formatting.count(n[tier])) for tier in groups])}."


def _warned(caseload: Caseload) -> str:
    """Return the sentence with the number of early warnings among clients whom no rule flags."""
    n = sum(flagged(caseload.group(tier)) for tier in ("as_expected", "too_new"))
    return gettext("Among these, {n} with an early warning.").format(n=formatting.count(n)) if n else ""


def flagged(clients: Sequence[CaseloadClient]) -> int:
    """Count the clients who have an early warning."""
    return sum(1 for client in clients if client.score and client.score.flagged)


def _all_ended(version: Version) -> str:
    newest, data_day = version.newest_session, version.data_date
    if newest is None or (data_day - newest).days < version.definitions.endings.lapse_days:
        return ""
    return gettext(
        "The newest session, {newest}, lies {days} days before {data_day}, the day these data speak up to: "
        "every course counts as ended."
    ).format(newest=formatting.day(newest), days=(data_day - newest).days, data_day=formatting.day(data_day))


def group_heading(tier: str, clients: Sequence[CaseloadClient]) -> str:
    """Return the heading of a collapsed group: title, number of clients, number of early warnings."""
    heading, n = f"{TITLES[tier]} · {len(clients)}", flagged(clients)
    if not n:
        return heading
    return ngettext("{heading}, {n} early warning", "{heading}, {n} early warnings", n).format(
        heading=heading, n=formatting.count(n)
    )


def row(
    client: CaseloadClient,
    caseload: Caseload,
    talks: Mapping[tuple[str, int], EpisodeMarks] = NO_TALKS,
    labels: Mapping[str, str] = NO_LABELS,
) -> Row:
    """Return one client's row of the caseload list, ready to draw.

    Code, name on screen, facts, sparkline, at most two chips, reason, estimate and question.
    """
    srs = _last_srs(client) if caseload.has_srs else ""
    session = gettext("session {sessions}").format(sessions=client.sessions)
    facts = [session, _last_seen(client, caseload), srs]
    look = client.tier == "talk_first"
    nobody = caseload.estimate_why is not None  # said once below the list, not beside everybody
    said, note = ("", "") if nobody else estimate(client)
    flag = [chip("Early warning", look=True)] if client.score and client.score.flagged else []
    if talk := talks.get((client.record_id, client.episode_no)):
        facts.append(gettext("talked about {day}").format(day=formatting.day(talk.first.day)))
    return Row(
        code=client.client_id,
        record=client.record_id,
        label=labels.get(client.record_id, ""),
        facts=tuple(fact for fact in facts if fact),
        spark=sparkline(
            client.ors_path,
            spark_words(client),
            cutoff=client.cutoff or 25.0,
            drops=client.drops,
            band=client.band,
        ),
        chips=(*flag, *(chip(one.chip, look=look and one.group == "talk_first") for one in client.fired))[:2],
        why=client.sentence,
        count=said,
        count_note=note,
        therapist=therapist(client) if len({one.therapist for one in caseload.clients}) > 1 else "",
        ask=QUESTIONS.get(for_reason(client.reason, client.lowest_area, client.change) or "", ""),
    )


def _last_seen(client: CaseloadClient, caseload: Caseload) -> str:
    """Return the text for the time of the last session, relative to the data date if there is one."""
    if caseload.as_of is None:
        return formatting.day(client.last_date)
    return formatting.before(client.last_date, caseload.as_of)


def therapist(client: CaseloadClient) -> str:
    """Return the name of the client's therapist, else the therapist's code, else `no therapist given`."""
    return client.therapist_name or client.therapist or "no therapist given"


def estimate(client: CaseloadClient) -> tuple[str, str]:
    """Return two texts on a client: the early-warning estimate (empty without one), and the note below."""
    if client.score is None:
        return "", estimate_text.SILENT["no_model"]
    return estimate_text.count(client.score)


def _last_srs(client: CaseloadClient) -> str:
    last = client.last_srs
    return (
        "no SRS yet"
        if last is None
        else gettext("last SRS {last_srs}").format(last_srs=formatting.number(last))
    )


def spark_words(client: CaseloadClient) -> str:
    """Return the alternative text of a client's sparkline."""
    n = formatting.count(client.sessions)
    if client.ors_first is None or client.last_ors is None:
        return ngettext(
            "No wellbeing score in {n} session", "No wellbeing score in {n} sessions", client.sessions
        ).format(n=n)
    course = ngettext(
        "Wellbeing from {first} to {last} over {n} session",
        "Wellbeing from {first} to {last} over {n} sessions",
        client.sessions,
    ).format(first=formatting.number(client.ors_first), last=formatting.number(client.last_ors), n=n)
    return ", ".join(part for part in (course, _drops(client), _expected(client)) if part)


def _drops(client: CaseloadClient) -> str:
    """Return the text that names the sessions of a client's alliance drops; empty if there are none."""
    sessions = formatting.listed([str(n) for n in client.drops])
    return gettext("alliance drop at session {sessions}").format(sessions=sessions) if sessions else ""


def _expected(client: CaseloadClient) -> str:
    """Return the text for the ORS range expected at a client's latest session; empty if unknown."""
    if len(client.band) < 2:
        return ""
    low, high = client.band[-1]
    return gettext("expected {low} to {high} at session {session}").format(
        low=formatting.rounded(low), high=formatting.rounded(high), session=len(client.band)
    )


def band(caseload: Caseload) -> bool:
    """Return whether any client's sparkline shows an expected range."""
    return any(len(client.band) > 1 for client in caseload.clients)


def no_srs(caseload: Caseload) -> str:
    """Return the sentence that this practice has no SRS data; empty if it has some."""
    if caseload.has_srs or not caseload.n:
        return ""
    return standing_text.no_srs("nobody is listed for a missing one and nothing is said about the alliance")
