"""Sentences of the caseload page, with the numbers filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.caseload.results import Caseload, CaseloadClient
from analytics.client.conversation_prompts import QUESTIONS, for_reason
from analytics.notes import EpisodeMarks
from analytics.store import Version
from pages.caseload.client_rows import Row
from pages.early_warning import estimate_text, text
from pages.ui import formatting, standing_text
from pages.ui.cards import chip
from pages.ui.glyphs import sparkline

TITLES = {
    "talk_first": "Talk about these first",
    "watch": "Keep an eye on",
    "as_expected": "Nothing stands out",
    "too_new": "Not enough data yet",
}
INTRODUCED = {
    "talk_first": "The scores ask for a thought, by rules that are listed in Definitions. You know the person; the "
    "numbers do not.",
    "watch": "Nothing pressing, but a form or a session is missing, or scores lie under the expected range.",
}
NO_TALKS: Mapping[tuple[str, int], EpisodeMarks] = {}
FIRST_SHOWN = 5  # clients in the first group before "and N more"


def counts(caseload: Caseload) -> dict[str, int]:
    """Map each caseload group to its number of open clients."""
    return {row.tier: row.n for row in caseload.tiers}


def lead(caseload: Caseload, version: Version | None = None, whose: str | None = None) -> tuple[str, str]:
    """Return (main sentence, second sentence): number of clients to discuss first, sizes of other groups.

    Parameters: version, the one on screen, to say why nobody is open; whose, the therapist chosen, by name.
    """
    n = counts(caseload)
    if not caseload.n and version and (why := _all_ended(version)):
        return "No open clients here.", why
    if not caseload.n and whose:
        return f"{whose} has no open clients here.", "Choose another therapist, or all of them."
    if not caseload.n:
        return "No open clients here.", "Scores appear with the first import that has open episodes."
    if n.get("too_new", 0) == caseload.n:
        return _too_early(caseload)
    first = n.get("talk_first", 0)
    bold = (
        f"{formatting.plural(first, 'client')} to think about before {'the' if first == 1 else 'their'} next session."
        if first
        else "Nobody stands out by the rules."
    )
    return bold, f"{_rest(n, first)}{_warned(caseload)}"


def _too_early(caseload: Caseload) -> tuple[str, str]:
    """Return the opening texts for a caseload whose clients all have too few sessions for the rules."""
    few, most = caseload.n == 1, max(one.sessions for one in caseload.clients)
    if most == 1:
        say = "One session is" if few else "One session each is"
    else:
        say = f"{most} sessions are" if few else f"Up to {most} sessions each are"
    who = "this client" if few else "these clients"
    return f"It is too early to say anything about {who}.", f"{say} too little for the rules."


def _rest(n: Mapping[str, int], first: int) -> str:
    """Return the sentence with the number of clients in each group other than `talk_first`."""
    words = {
        "watch": "to keep an eye on",
        "as_expected": "without anything that stands out",
        "too_new": "too new to say",
    }
    rest = [f"{formatting.count(n[tier])} {said}" for tier, said in words.items() if n.get(tier)]
    if not rest:
        return "No other client is open."
    if not first and list(rest) == [f"{formatting.count(n.get('as_expected', 0))} {words['as_expected']}"]:
        return f"That goes for {_everybody(n['as_expected'])}."
    return f"{formatting.listed(rest)}."


def _everybody(n: int) -> str:
    return "the only open client" if n == 1 else f"all {formatting.count(n)} open clients"


def _warned(caseload: Caseload) -> str:
    """Return the sentence with the number of early warnings among clients whom no rule flags."""
    n = sum(flagged(caseload.group(tier)) for tier in ("as_expected", "too_new"))
    return f" Among these, {formatting.count(n)} with an early warning." if n else ""


def flagged(clients: Sequence[CaseloadClient]) -> int:
    """Count the clients who have an early warning."""
    return sum(1 for client in clients if client.score and client.score.flagged)


def _all_ended(version: Version) -> str:
    newest, data_day = version.newest_session, version.data_date
    if newest is None or (data_day - newest).days < version.definitions.endings.lapse_days:
        return ""
    return (
        f"The newest session, {formatting.day(newest)}, lies {(data_day - newest).days} days before"
        f" {formatting.day(data_day)}, the day these data speak up to: every course counts as ended."
    )


def group_heading(tier: str, clients: Sequence[CaseloadClient]) -> str:
    """Return the heading of a collapsed group: title, number of clients, number of early warnings."""
    n = flagged(clients)
    return f"{TITLES[tier]} · {len(clients)}" + (f", {formatting.plural(n, 'early warning')}" if n else "")


def row(
    client: CaseloadClient, caseload: Caseload, talks: Mapping[tuple[str, int], EpisodeMarks] = NO_TALKS
) -> Row:
    """Return one client's row of the caseload list, ready to draw.

    Code, facts, sparkline, at most two chips, reason, estimate and question.
    """
    srs = _last_srs(client) if caseload.has_srs else ""
    facts = [f"session {client.sessions}", _last_seen(client, caseload), srs]
    look = client.tier == "talk_first"
    said, note = estimate(client)
    flag = [chip("Early warning", look=True)] if client.score and client.score.flagged else []
    if talk := talks.get((client.record_id, client.episode_no)):
        facts.append(f"talked about {formatting.day(talk.first.day)}")
    return Row(
        code=client.client_id,
        record=client.record_id,
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
    """Return (early-warning estimate of a client, note below it); the first is empty without an estimate."""
    if client.score is None:
        return "", estimate_text.SILENT["no_model"]
    return estimate_text.count(client.score)


def _last_srs(client: CaseloadClient) -> str:
    if client.last_srs is None:
        return "no SRS yet"
    return f"last SRS {formatting.number(client.last_srs)}"


def spark_words(client: CaseloadClient) -> str:
    """Return the alternative text of a client's sparkline."""
    if client.ors_first is None or client.last_ors is None:
        return f"No wellbeing score in {formatting.plural(client.sessions, 'session')}"
    drops = (
        f", alliance drop at session {formatting.listed([str(n) for n in client.drops])}"
        if client.drops
        else ""
    )
    return (
        f"Wellbeing from {formatting.number(client.ors_first)} to {formatting.number(client.last_ors)} over "
        f"{formatting.plural(client.sessions, 'session')}{drops}{_expected(client)}"
    )


def _expected(client: CaseloadClient) -> str:
    """Return the text for the ORS range expected at a client's latest session; empty if unknown."""
    if len(client.band) < 2:
        return ""
    low, high = client.band[-1]
    return f", expected {formatting.rounded(low)} to {formatting.rounded(high)} at session {len(client.band)}"


def band(caseload: Caseload) -> bool:
    """Return whether any client's sparkline shows an expected range."""
    return any(len(client.band) > 1 for client in caseload.clients)


def no_srs(caseload: Caseload) -> str:
    """Return the sentence that this practice has no SRS data; empty if it has some."""
    if caseload.has_srs or not caseload.n:
        return ""
    return standing_text.no_srs("nobody is listed for a missing one and nothing is said about the alliance")


def foot(caseload: Caseload) -> str:
    """Return the footnote: how clients are grouped and ordered, expected range, early warning."""
    speaks = estimate_text.numbers(caseload.outcome, caseload.provisional, caseload.as_good)
    silent = caseload.estimate_why or ""
    if silent.startswith("Not enough data yet"):
        silent = f"No early warning yet. {text.so_far(silent)}"
    why = [sentence for sentence in (silent or speaks, caseload.course_why) if sentence]
    return (
        "Groups come from the rules in Definitions; inside a group, the most pressing first. All "
        f"curves share one scale. {_range(caseload)}" + " ".join(dict.fromkeys(why))
    )


def _range(caseload: Caseload) -> str:
    """Explain the expected ORS range, and how often clients have two consecutive scores below it."""
    if caseload.course_why or caseload.below_twice_now is None or caseload.below_twice_ever is None:
        return ""
    now, ever = (
        f"{formatting.rounded(one * 100)}" for one in (caseload.below_twice_now, caseload.below_twice_ever)
    )
    return (
        "The range holds 8 in 10 clients of this practice with the same first score. It is a prompt to talk: of 100 "
        f"ordinary clients who started under the cutoff, about {now} have both last scores under it, and about {ever} "
        "two running at some point up to session 10. "
    )
