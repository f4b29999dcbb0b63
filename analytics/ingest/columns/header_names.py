"""Which canonical field a column holds, by its header alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from analytics.ingest.base.normalize import data, plain
from analytics.ingest.columns import header_suffixes

_CUSTOM = (
    "episode",
    "client",
    "case",
    "session",
)  # OpenFIT writes custom fields as Episode_... and Client_...
_SUM_WORDS = (
    "total", "totalscore", "score", "sum", "summe", "summa", "gesamt", "gesamtwert", "gesamtscore", "puntuacion",
    "puntuaciontotal", "scoretotal", "totalskar", "totalpoang", "totaalscore", "totaal", "ialt", "points",
    "result", "poang", "skar", "punkte", "puntos",
)  # fmt: skip
_NUMBER_WORDS = (
    "id", "nr", "no", "nummer", "number", "numero", "code", "kode", "codigo", "kod", "ref", "kennung",
)  # fmt: skip


FIELDS = frozenset(
    [
        *(field for section in ("fields", "items", "published") for field in data("headers")[section]),
        *(f"{scale}_{part}" for scale in ("ors", "srs") for part in ("overall", "total")),
        "date_ors",
        "date_srs",
    ]
)
FILLED_IN_RANK = (
    600  # of the day a form was filled in, submitted, completed, recorded, begun: after every session date
)
NAME_RANK = 1998  # of the client's name, which says whose a row is only where no code does
PREFIXED_RANK = 1000  # of a name behind a word that OpenFIT puts before custom fields
ADDED_RANK = 1500  # of a name that is known once what stands around it is left away


@dataclass(frozen=True)
class Meaning:
    """What a header says: the field, how early its name stands in the list (0 is best), and the version of
    the scale where the name gives one (None otherwise)."""

    field: str
    rank: int
    version: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the name is known as a whole, with nothing left away around it."""
        return self.rank < ADDED_RANK

    @property
    def is_filled_in(self) -> bool:
        """Whether it is the day that a form was filled in, submitted or recorded: not surely that of a session."""
        tiers = (FILLED_IN_RANK, PREFIXED_RANK + FILLED_IN_RANK)  # with additions, too: see `meaning`
        return self.field == "session_date" and any(tier <= self.rank < tier + 400 for tier in tiers)

    @property
    def is_client_name(self) -> bool:
        """Whether it is the client by name, not by code."""
        return self.field == "client_id" and NAME_RANK <= self.rank < SAID_RANK

    @property
    def is_score(self) -> bool:
        """Whether a column of this name holds points of an area or a total."""
        if self.field in ("total", "overall"):
            return True
        return self.field[:4] in ("ors_", "srs_") and not self.field.endswith(("_version", "_skip"))


_unused: set[str] = set()  # headers, spelt so, of columns that a person does not want used
_said: dict[str, str] = {}  # header as `plain` spells it -> field that a person gave it
DEPENDENT: list = []  # cached functions of other modules whose results depend on what names mean
SAID_RANK = 2000  # of what only a person knows: after every name that is known by itself


def say(answers: dict[str, str]) -> None:
    """Take a person's answers `column:<header>` as names, too, so that the header row is found by them.

    Parameters: answers of this delivery and those remembered; a header known by itself stays what it is.
    """
    said = {plain(k.partition(":")[2]): v for k, v in answers.items() if k.startswith("column:")}
    given = {name: value for name, value in said.items() if value in FIELDS}
    _unused.clear()
    _unused.update(name for name, value in said.items() if value == "not_used")
    if given != _said:
        _said.clear()
        _said.update(given)
        for remembered in (meaning, *DEPENDENT):
            remembered.cache_clear()


def is_said_unused(header: str) -> bool:
    """Whether a person said that a column is not used."""
    return plain(header) in _unused


@lru_cache(maxsize=4096)
def meaning(header: str) -> Meaning | None:
    """The canonical field of a header, None when it is not known.

    `overall` and `total` without a scale come back as the fields `overall` and `total`: whose they are
    depends on the other columns of the table.
    """
    name = plain(header)
    if not name:
        return None
    if name.isdecimal():  # a cell of numbers, while the header row is looked for; no name is one
        return Meaning(_said[name], SAID_RANK) if name in _said else None
    found = _names().get(name) or _scaled(name)
    if found:
        return found
    if found := _coded(name):
        return found
    for prefix in _CUSTOM:
        if name.startswith(prefix) and (found := _names().get(name[len(prefix) :])):
            return Meaning(found.field, found.rank + PREFIXED_RANK, found.version)
    if name in _said:
        return Meaning(_said[name], SAID_RANK)
    found = header_suffixes.known(header, _exactly, _fits)
    if found is None or found.is_client_name:
        return found
    return replace(found, rank=min(found.rank // 2 + ADDED_RANK, NAME_RANK - 1))


def _exactly(text: str) -> Meaning | None:
    name = plain(text)
    return None if not name or name.isdecimal() else _names().get(name) or _scaled(name) or _coded(name)


def _fits(found: Meaning, spelling: header_suffixes.Spelling) -> bool:
    """Whether a column still holds the same with what was left away from its name."""
    dropped = spelling.dropped
    if not dropped.strip():
        return True
    if dropped.strip().isdecimal() or _DIGITS.search(dropped) and not found.is_score:
        return False
    same = _exactly(dropped)
    if same and same.field == found.field:
        return True
    if not found.is_score:
        dropped = _NEGATED.sub("", dropped)
        if found.field == "session_date" and header_suffixes.is_other_day(dropped):
            return False
        is_told = spelling.is_lead or found.field == "client_id" and len(dropped.split()) > 1
        return not header_suffixes.is_other(dropped) and (is_told or header_suffixes.is_plain(dropped))
    if header_suffixes.is_other(dropped) or header_suffixes.names_instrument(dropped, _is_ours):
        return False
    if found.field == "total":
        return header_suffixes.is_plain(dropped)
    if spelling.is_lead or not found.field.endswith("_total"):
        return True
    return header_suffixes.is_plain(
        dropped, lambda word: (m := _exactly(word)) is not None and m.field == found.field
    )


_DATE_OF = ("dateof", "dateofthe", "datumder", "datumdes", "datumvon", "fechadel", "fechade", "datofor", "datoaf",
            "datumfor", "datumvan", "datedu", "datede", "datedel")  # fmt: skip
_DIGITS = re.compile(r"\d")
_NEGATED = re.compile(  # `Client code (no names, please)`
    r"\b(?:not?|never|without|nicht|keine?|ohne|sin|nunca|ikke|uden|uten|aldri[g]?|inte|utan|niet|geen|zonder|pas|jamais"
    r"|sans)\b.*",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _our_names() -> frozenset[str]:
    return frozenset(name for name, _ in _scales())


def _is_ours(word: str) -> bool:
    """Whether a word of capitals is a name of the ORS or the SRS, or no name at all (`ID`, `V3`, `YYYY`)."""
    return (
        word in _our_names()
        or header_suffixes.is_plain(word)
        or re.fullmatch(r"v\d*|mrn|gmt|cet", word) is not None
    )


def _coded(name: str) -> Meaning | None:
    """`Klient*in-Nr.` or `N.º paciente`: the name of a person or case with a word for number around it."""
    for word in _NUMBER_WORDS:
        for rest in (name.removesuffix(word), name.removeprefix(word)):
            found = _names().get(rest)
            if rest != name and found and found.field in ("client_id", "case_id", "therapist"):
                return Meaning(found.field, found.rank + 500)
    return None


@lru_cache(maxsize=1)
def _names() -> dict[str, Meaning]:
    known: dict[str, Meaning] = {}
    for section in ("published", "fields", "items", "doubtful"):
        for field, names in data("headers")[section].items():
            for rank, name in enumerate(names):
                version = field[:3].upper() if section == "published" else None
                known.setdefault(plain(name), Meaning(field, rank, version))
    for tier, names in enumerate(data("headers")["filled_in"].values()):
        for rank, name in enumerate(names):
            known.setdefault(plain(name), Meaning("session_date", FILLED_IN_RANK + 100 * tier + rank))
    for name in data("headers")["client_names"]["names"]:
        known.setdefault(plain(name), Meaning("client_id", NAME_RANK))
    return known


@lru_cache(maxsize=1)
def _areas() -> dict[str, list[str]]:
    areas: dict[str, list[str]] = {}
    for field, names in data("headers")["items"].items():
        for name in names:
            areas.setdefault(plain(name), []).append(field)
    return areas


@lru_cache(maxsize=1)
def _scales() -> list[tuple[str, dict[str, str]]]:
    """The names of scales, the longest first, with family and version."""
    return sorted(data("headers")["scales"].items(), key=lambda item: len(item[0]), reverse=True)


def _scaled(name: str) -> Meaning | None:
    """A total or an area with its scale written before or after: `ORS total`, `Social (ORS)`."""
    for scale, entry in _scales():
        for rest in (
            name[len(scale) :] if name.startswith(scale) else None,
            name[: -len(scale)] if name.endswith(scale) else None,
        ):
            if rest is None:
                continue
            field = _part(entry["family"], rest)
            if field:
                dated = _names().get(rest) if field.startswith("date_") else None
                return Meaning(field, dated.rank if dated else 0 if rest else 1, entry["version"])
    return None


@lru_cache(maxsize=1)
def _mean_words() -> frozenset[str]:
    return frozenset(plain(word) for word in data("words")["scores"]["mean"])


def _part(family: str, rest: str) -> str | None:
    if rest in ("", *_SUM_WORDS) or rest in _mean_words():
        return f"{family}_total"
    if (
        rest in _DATE_OF
        or (m := _names().get(rest))
        and m.field == "session_date"
        and m.rank < FILLED_IN_RANK + 300
    ):
        return f"date_{family}"
    for field in _areas().get(rest, ()):
        if field == "overall":
            return f"{family}_overall"
        if field.startswith(family):
            return field
    return {"skip": f"{family}_skip", "skipped": f"{family}_skip", "version": f"{family}_version"}.get(rest)
