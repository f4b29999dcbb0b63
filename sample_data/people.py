"""People of the made-up practice: therapists and their true effects, supervisors, accounts.

Every name is invented; so are the two sites and three programmes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sample_data.random_stream import RandomStream

SITES = ("Millbrook House", "Tannery Lane")
PROGRAMS = ("Counselling", "Longer-term therapy", "Young people")
ORIENTATIONS = ("Cognitive behavioural", "Person-centred", "Psychodynamic", "Integrative")

SECOND_SITE_SHARE = 0.12  # share of a therapist's clients seen at the other site
YOUNG, LONGER, COUNSELLING = 2, 1, 0  # places in PROGRAMS


@dataclass(frozen=True, kw_only=True)
class Therapist:
    """Made-up therapist with the true effects on clients.

    outcome: ORS points per unit of ln(session) above the practice (at session 7 about double that);
    unplanned: log odds per session of an unplanned ending; alliance: SRS points on the latent scale;
    item_focus / item_deficit: the SRS area rated lower and by how many points on the 0-10 line;
    weight: clients relative to a caseload of 50; srs_missing: share of sessions without an SRS form;
    totals_only: scores are handed in without the four areas.
    """

    code: str
    given: str
    family: str
    site: str
    program: str
    orientation: str
    supervisor: str
    weight: float = 50.0
    outcome: float = 0.0
    unplanned: float = 0.0
    alliance: float = 0.0
    item_focus: str | None = None
    item_deficit: float = 0.0
    srs_missing: float = 0.09
    totals_only: bool = False

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Supervisor:
    """Made-up supervisor.

    person: the account name; therapist: the own code (None: no caseload).
    """

    person: str
    name: str
    therapist: str | None


SUPERVISORS = (
    Supervisor("supervisor-1", "H. Quillmere", None),
    Supervisor("supervisor-2", "L. Okandeh", "T03"),
    Supervisor("supervisor-3", "V. Strellani", "T14"),
    Supervisor("supervisor-4", "D. Amberlow", None),
)
OWNER = ("owner", "E. Thistlewick")
OFFICE = ("office", "B. Nakoruma")

# One line per therapist: given, family, site, programme, orientation, supervisor (places in the tuples
# above), weight, then only what differs from the practice. Twelve do not differ in anything.
_ROSTER: tuple[tuple[str, str, int, int, int, int, float, dict[str, Any]], ...] = (
    ("A.", "Marrowby", 0, 0, 0, 0, 56, {}),
    ("R.", "Sundarali", 0, 0, 1, 0, 62, {"outcome": 0.25, "alliance": 0.4}),
    ("L.", "Okandeh", 0, 1, 2, 3, 34, {}),
    ("S.", "Velderhout", 0, 0, 3, 0, 86, {"outcome": 1.7, "alliance": 0.4}),
    ("J.", "Pennaquist", 0, 0, 0, 0, 48, {}),
    ("M.", "Tesfalu", 0, 0, 1, 0, 58, {"srs_missing": 0.34}),
    ("C.", "Brackendale", 0, 1, 2, 1, 52, {"outcome": -0.3, "alliance": -0.4}),
    ("Y.", "Hanashiro", 0, 0, 3, 1, 47, {"totals_only": True}),
    ("N.", "Dervishani", 0, 0, 0, 1, 76, {"item_focus": "goals", "item_deficit": 0.55}),
    ("P.", "Lindqvale", 0, 0, 1, 1, 60, {"unplanned": -0.3, "alliance": 0.3}),
    ("F.", "Oyelowan", 1, 0, 2, 1, 90, {"unplanned": 1.25}),
    ("K.", "Rostavik", 1, 0, 3, 1, 84, {"outcome": -1.7}),
    ("I.", "Caldermoor", 1, 0, 0, 2, 44, {}),
    ("V.", "Strellani", 1, 1, 1, 3, 30, {}),
    ("G.", "Mbekwena", 1, 0, 2, 2, 74, {"item_focus": "approach", "item_deficit": 0.55}),
    ("T.", "Fairholt", 1, 2, 3, 2, 50, {"srs_missing": 0.26}),
    ("W.", "Zielanka", 1, 0, 0, 2, 82, {"alliance": -2.4}),
    ("D.", "Arrowsmead", 1, 2, 1, 2, 58, {"outcome": 0.25}),
    ("Q.", "Haldorray", 1, 1, 2, 3, 40, {}),
    ("O.", "Pashelind", 1, 2, 3, 3, 54, {"unplanned": 0.2}),
    ("E.", "Dunmarrick", 1, 2, 0, 3, 46, {"totals_only": True}),
    ("B.", "Ilorena", 0, 0, 1, 0, 9, {}),
    ("Z.", "Castellune", 1, 0, 2, 2, 6, {}),
    ("H.", "Wexmere", 0, 1, 3, 3, 4, {}),
)
NEW_SUPERVISEES = ("T22", "T23", "T24")  # very few clients, joined late
JOINED_DAYS_AGO = 170  # days before the data date on which they joined

# For practices larger than the roster: half differ, by these SDs.
EXTRA_OUTCOME_SD = 0.5  # ORS points per ln(session)
EXTRA_UNPLANNED_SD = 0.35  # log odds
EXTRA_ALLIANCE_SD = 0.7  # SRS points
EXTRA_SYLLABLES = (
    ("Bram", "Cor", "Fen", "Hol", "Jarr", "Kel", "Mor", "Nor", "Pell", "Ros", "Sel", "Tav"),
    ("a", "en", "i", "o", "un"),
    ("brook", "dale", "dorra", "kvist", "lani", "mere", "nova", "shima", "tola", "wick"),
)


def roster(therapists: int, seed: int) -> tuple[Therapist, ...]:
    """Return the made-up therapists T01, T02, ...: first the predefined ones, then random ones.

    Returns
    -------
    tuple of Therapist
        In code order.
    """
    written = [_written(i) for i in range(min(therapists, len(_ROSTER)))]
    return tuple(written + _extra(len(written), therapists, RandomStream(seed, "therapists")))


def _written(i: int) -> Therapist:
    given, family, site, program, orientation, supervisor, weight, differs = _ROSTER[i]
    return Therapist(
        code=f"T{i + 1:02d}",
        given=given,
        family=family,
        site=SITES[site],
        program=PROGRAMS[program],
        orientation=ORIENTATIONS[orientation],
        supervisor=SUPERVISORS[supervisor].person,
        weight=weight,
        **differs,
    )


def _extra(first: int, last: int, draws: RandomStream) -> list[Therapist]:
    n = max(last - first, 0)
    differs = draws.uniform(n) < 0.5
    z = [draws.normal(n) * differs for _ in range(3)]
    picks = [draws.integers(n, 0, len(s)) for s in EXTRA_SYLLABLES]
    given = draws.integers(n, 0, 26)
    places = [draws.integers(n, 0, len(of)) for of in (SITES, PROGRAMS, ORIENTATIONS, SUPERVISORS)]
    weights = draws.integers(n, 20, 90)
    return [
        Therapist(
            code=f"T{first + i + 1:02d}",
            given=f"{chr(65 + int(given[i]))}.",
            family="".join(s[int(p[i])] for s, p in zip(EXTRA_SYLLABLES, picks, strict=True)),
            site=SITES[places[0][i]],
            program=PROGRAMS[places[1][i]],
            orientation=ORIENTATIONS[places[2][i]],
            supervisor=SUPERVISORS[places[3][i]].person,
            weight=float(weights[i]),
            outcome=round(float(z[0][i]) * EXTRA_OUTCOME_SD, 2),
            unplanned=round(float(z[1][i]) * EXTRA_UNPLANNED_SD, 2),
            alliance=round(float(z[2][i]) * EXTRA_ALLIANCE_SD, 2),
        )
        for i in range(n)
    ]


def accounts(therapists: tuple[Therapist, ...]) -> list[dict]:
    """Return the accounts of the made-up practice in the format of `analytics.access.people`.

    Returns
    -------
    list of dict
        One per person: person (stable text), name, role, therapist (own code or None), supervises (therapist codes). A
        supervisor with a caseload is one person: role supervisor with a therapist code.
    """
    codes = {t.code for t in therapists}
    people = [_account(person, name, role) for (person, name), role in ((OWNER, "owner"), (OFFICE, "office"))]
    for s in SUPERVISORS:
        own = s.therapist if s.therapist in codes else None
        people.append(
            _account(
                s.person, s.name, "supervisor", own, [t.code for t in therapists if t.supervisor == s.person]
            )
        )
    listed = {p["therapist"] for p in people}
    return people + [
        _account(t.code.lower(), t.name, "therapist", t.code) for t in therapists if t.code not in listed
    ]


def _account(
    person: str, name: str, role: str, therapist: str | None = None, supervises: list[str] | None = None
) -> dict:
    return {
        "person": person,
        "name": name,
        "role": role,
        "therapist": therapist,
        "supervises": supervises or [],
    }
