"""Comparison of a delivery's clients and therapists with those stored: questions and suggestions.

Two findings stop an import with a question: hardly any client code is known although the sessions are (or the
codes are, in another spelling), or nobody is known. All other findings are suggestions that a person can
accept. Codes are never merged without an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from analytics import clock
from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser
from analytics.ingest.base.identity_answers import FOREIGN, KEYS, MAP, RENUMBERED, STOP, STOPPED
from analytics.store.aliases import Alias, Suggestion, with_all_said
from analytics.store.staging import Staging

HARDLY_ANY = 0.1  # share of a delivery's clients up to which hardly any of them is known
MAPPED_LEAST = 3  # clients that fit a held one before the question is asked
EQUAL_LEAST = 5  # equal sessions before it is asked, or clients whose codes differ in spelling only
EQUAL_SHARE = 0.5  # of the sessions in days that are held, by which a file repeats them under other codes
# Equal sessions of one client, and their share of the stored ones, for a suggestion
ONE_LEAST, ONE_SHARE = 2, 0.8
# Clients who went on with the new name, and their share of those who went on
TOOK_OVER_LEAST, TOOK_OVER_SHARE = 2, 0.5
FOREIGN_THERAPISTS = 2  # a single unknown therapist may be a new colleague
FOREIGN_CLIENTS = 3  # clients, too: two new ones of two new therapists are no practice
# Share of the sessions of known codes, in days that the store covers, from which it is the same practice
REPEATED_SHARE = 0.2
NONE_KNOWN_LEAST = 5  # clients of a file before it is worth a word that none of them is known
MOST = 200  # suggestions of one delivery


@dataclass
class IdentityMatches:
    """Result of comparing the people of a delivery with the stored ones.

    suggestions: pairs that may be one person. warnings, sentences: for the report. mapped: aliases for
    changed codes, if a person confirmed that all codes were changed. facts: counts for the report.
    """

    suggestions: list[Suggestion] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    mapped: list[Alias] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """Numbers of clients and therapists in a delivery, and of those already stored."""

    clients: int
    known_clients: int
    therapists: int
    known_therapists: int
    held_therapists: int

    @property
    def hardly_any_client(self) -> bool:
        """Return whether at most the share `HARDLY_ANY` of the delivery's clients is already stored."""
        return self.known_clients <= HARDLY_ANY * self.clients

    @property
    def no_therapist(self) -> bool:
        """Return whether delivery and store both have therapists but none in common."""
        return self.known_therapists == 0 and self.therapists > 0 and self.held_therapists > 0


def checked(
    staging: Staging, answers: Mapping[str, str], by: str, denied: Collection[tuple] = ()
) -> IdentityMatches:
    """Compare clients and therapists of a delivery with the stored ones; return suggestions and warnings.

    Parameters
    ----------
    staging : the staging database, which knows a version and has the aliases in force.
    answers : question key -> choice.
    by : who answered.
    denied : kinds and pairs of codes (`Asked.denied_pairs`) that are two people and neither mapped nor suggested.

    Raises
    ------
    QuestionForUser
        For a question.
    ImportRejected
        If it was answered with `stop`.
    """
    inside = [
        Suggestion(kind="client", code=code, known=known, stands_for=known, why="spelling", n=n)
        for code, known, n in staging.run("identity_within")
        if ("client", frozenset((code, known))) not in denied
    ]
    inside += _copies(staging, "identity_copies", denied)
    if not staging.knows:
        return IdentityMatches(suggestions=inside[:MOST])
    staging.run("identity_stored")
    counts = Counts(*staging.run("identity_counts")[0])
    found = IdentityMatches()
    alike = [row for row in _alike(staging, counts) if (row[0], frozenset(row[1:3])) not in denied]
    staging.run("identity_pairs", therapists=not counts.no_therapist)
    pairs = [row for row in staging.run("identity_pair_list") if ("client", frozenset(row[:2])) not in denied]
    if counts.hardly_any_client and (text := _renumbered(staging, counts, alike, pairs)):
        _ask(Question(RENUMBERED, text, KEYS[RENUMBERED], ()), answers)
    if answers.get(RENUMBERED) == MAP:
        _map_all(found, alike, pairs, by)
    taken = _took_over(staging, counts)
    if not found.mapped and (text := _foreign(staging, counts, len(taken))):
        _ask(Question(FOREIGN, text, KEYS[FOREIGN], ()), answers)
    mapped = {one.code for one in found.mapped} | {one.stands_for for one in found.mapped}
    ones = [_equal(*row[:3]) for row in pairs if row[4] and row[2] >= max(ONE_LEAST, ONE_SHARE * row[3])]
    inside += _copies(staging, "identity_copies_stored", denied)
    spelled = [
        Suggestion(kind=kind, code=code, known=known, stands_for=known, why="spelling", n=n)
        for kind, code, known, n, _ in alike
    ]
    new = [one for one in taken if (one.kind, frozenset((one.code, one.known))) not in denied]
    found.suggestions = _each_once([*new, *ones, *spelled, *inside], mapped)
    _say(found, counts)
    return found


def in_force(aliases: Sequence[Alias], matches: IdentityMatches | None) -> tuple[Alias, ...]:
    """Return all valid aliases: those given earlier, plus those for client codes changed in the delivery."""
    return tuple(aliases) if matches is None else with_all_said(aliases, matches.mapped)


def add_to_report(document: dict[str, Any], matches: IdentityMatches) -> None:
    """Add the sentences, warnings and suggestions in `matches` to the import report `document`."""
    document["message"] = " ".join([document["message"], *matches.sentences])
    document["warnings"] = sorted({*document["warnings"], *matches.warnings})
    document["facts"] |= matches.facts
    document["same_person"] = [asdict(one) for one in matches.suggestions]


def _alike(staging: Staging, counts: Counts) -> list[tuple]:
    """Return new codes in a delivery that differ from a stored code only in spelling."""
    if counts.clients == counts.known_clients and counts.therapists == counts.known_therapists:
        return []
    return staging.run("identity_spelling")


def _copies(staging: Staging, step: str, denied: Collection[tuple]) -> list[Suggestion]:
    """Return suggestions for client codes that equal another code plus an addition such as ` (2)`."""
    found = [
        Suggestion(kind="client", code=code, known=known, stands_for=known, why="copy", n=n)
        for code, known, n in staging.run(step)
    ]
    return [one for one in found if (one.kind, frozenset((one.code, one.known))) not in denied]


def _equal(code: str, known: str, n: int) -> Suggestion:
    """Return the suggestion to merge two client codes that have equal sessions.

    `n` is the number of equal sessions.
    """
    return Suggestion(kind="client", code=code, known=known, stands_for=code, why="equal_sessions", n=n)


def _ask(question: Question, answers: Mapping[str, str]) -> None:
    """Raise QuestionForUser if a question has no valid answer, ImportRejected if the answer is `stop`."""
    answer = answers.get(question.key)
    if answer == STOP:
        raise ImportRejected(STOPPED)
    if answer not in question.choices:
        raise QuestionForUser(question)


def _renumbered(staging: Staging, counts: Counts, alike: list[tuple], pairs: list[tuple]) -> str | None:
    """Return the question that asks whether all client codes were changed; None without evidence."""
    of_new = staging.run("identity_overlap")[0][0]
    best = [row for row in pairs if row[4]]
    n_equal = sum(row[2] for row in best)
    spelled = [row for row in alike if row[0] == "client" and not row[4]]
    shares = f"{'No' if not counts.known_clients else 'Hardly any'} client of this file is known"
    if len(spelled) >= max(EQUAL_LEAST, EQUAL_SHARE * (counts.clients - counts.known_clients)):
        what = f"{shares} as it is written, but {len(spelled):,} are when case, blanks and leading zeros don't count."
    elif len(best) >= MAPPED_LEAST and n_equal >= max(EQUAL_LEAST, EQUAL_SHARE * of_new):
        same = "day and scores" if counts.no_therapist else "day, therapist and scores"
        what = f"{shares}, but {n_equal:,} of its sessions equal held ones in {same}."
    else:
        return None
    n_mapped = len({row[1] for row in spelled} | {row[0] for row in best})
    left = counts.clients - counts.known_clients - n_mapped
    rest = (
        f" {n_mapped:,} codes would be joined; {left:,} without a clear counterpart stay apart."
        if left
        else ""
    )
    return (
        f"{what} Did the client codes change? Map them if these are the same clients; else they are new, or stop and"
        f" nothing is imported.{rest}"
    )


def _map_all(matches: IdentityMatches, alike: list[tuple], pairs: list[tuple], by: str) -> None:
    """Store in `matches.mapped` an alias for each client code that the delivery has changed.

    A new code that differs only in spelling is mapped to the stored one; each other stored code is mapped to
    the new code with which it shares most sessions.
    """
    now = clock.now().replace(tzinfo=None)
    spelled = {code: known for kind, code, known, _, there in alike if kind == "client" and not there}
    best = {code: known for code, known, _, _, is_best in pairs if is_best}
    taken = set(spelled.values())
    matches.mapped = [
        Alias(kind="client", code=code, stands_for=known, said_at=now, said_by=by)
        for code, known in spelled.items()
    ]
    matches.mapped += [
        Alias(kind="client", code=known, stands_for=code, said_at=now, said_by=by)
        for code, known in best.items()
        if code not in spelled and known not in taken
    ]
    matches.facts["n_codes_mapped"] = len(matches.mapped)
    matches.facts["n_codes_ambiguous"] = len({row[0] for row in pairs} - set(best) - set(spelled))


def _took_over(staging: Staging, counts: Counts) -> list[Suggestion]:
    """Return a suggestion for each new therapist who took over the clients of a therapist who stopped."""
    if counts.therapists == counts.known_therapists:
        return []
    found: dict[str, Suggestion] = {}
    for code, known, n, n_going_on in staging.run("identity_successors"):
        if n >= max(TOOK_OVER_LEAST, TOOK_OVER_SHARE * n_going_on) and code not in found:
            found[code] = Suggestion(
                kind="therapist", code=code, known=known, stands_for=code, why="took_over", n=n
            )
    return list(found.values())


def _foreign(staging: Staging, counts: Counts, n_took_over: int) -> str | None:
    """Return the question that asks whether the file comes from another practice; None without evidence."""
    too_few = counts.therapists < FOREIGN_THERAPISTS or counts.clients < FOREIGN_CLIENTS
    if not counts.no_therapist or too_few or 2 * n_took_over >= counts.therapists:
        return None
    if counts.known_clients:
        _, of_known, equal = staging.run("identity_overlap")[0]
        if of_known and equal >= REPEATED_SHARE * of_known:
            return None
        known = f"{counts.known_clients:,} of its {counts.clients:,} client codes"
        who = f"{known} are known, but none of their sessions is"
    else:
        who = f"None of its {counts.clients:,} clients is known"
    return (
        f"{who}, and none of its {counts.therapists:,} therapists. Is this file of another practice? Then"
        " stop; import it if it is your own."
    )


def _each_once(suggestions: list[Suggestion], mapped: set[str]) -> list[Suggestion]:
    """Return at most MOST suggestions, one per pair of codes, skipping client codes with an alias."""
    by_pair: dict[tuple[str, frozenset], Suggestion] = {}
    for one in suggestions:
        if one.kind == "therapist" or not {one.code, one.known} & mapped:
            by_pair.setdefault((one.kind, frozenset((one.code, one.known))), one)
    return list(by_pair.values())[:MOST]


def _say(matches: IdentityMatches, counts: Counts) -> None:
    """Add to `matches` warnings and sentences on people possibly known by another code or name.

    A sentence also says how many client codes were joined with known ones.
    """
    by_kind = {
        kind: [one for one in matches.suggestions if one.kind == kind] for kind in ("client", "therapist")
    }
    if n := len(by_kind["therapist"]):
        if any(one.why == "took_over" for one in by_kind["therapist"]):
            matches.warnings.append("new_name_old_stopped")
        may = "1 therapist may be a known one" if n == 1 else f"{n:,} therapists may be known ones"
        matches.sentences.append(f"{may} under a new name.")
    if n := len(by_kind["client"]):
        matches.warnings.append("possible_same_client")
        may = "1 client may be a known one" if n == 1 else f"{n:,} clients may be known ones"
        matches.sentences.append(f"{may} under another code.")
    nobody = not counts.known_clients and not counts.known_therapists
    if nobody and counts.clients >= NONE_KNOWN_LEAST and not matches.mapped:
        matches.warnings.append("no_known_client")
        matches.sentences.append(f"None of its {counts.clients:,} clients was known before.")
    if matches.mapped:
        left = matches.facts["n_codes_ambiguous"]
        apart = f"; {left:,} fit several and stay apart" if left else ""
        matches.sentences.append(f"{len(matches.mapped):,} client codes were joined with known ones{apart}.")
