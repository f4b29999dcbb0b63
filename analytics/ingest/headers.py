"""Which canonical field a column holds, by its header alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analytics.ingest.spelling import data, plain

_CUSTOM = (
    "episode",
    "client",
    "case",
    "session",
)  # OpenFIT writes custom fields as Episode_... and Client_...
_SUM_WORDS = (
    "total",
    "totalscore",
    "score",
    "sum",
    "summe",
    "summa",
    "gesamt",
    "gesamtwert",
    "gesamtscore",
    "puntuacion",
    "puntuaciontotal",
    "scoretotal",
    "totalskar",
    "totalpoang",
    "totaalscore",
    "totaal",
    "ialt",
    "points",
    "result",
    "poang",
    "skar",
    "punkte",
    "puntos",
)
_NUMBER_WORDS = (
    "id",
    "nr",
    "no",
    "nummer",
    "number",
    "numero",
    "code",
    "kode",
    "codigo",
    "kod",
    "ref",
    "kennung",
)


FIELDS = frozenset(
    [
        *(field for section in ("fields", "items", "published") for field in data("headers")[section]),
        *(f"{scale}_{part}" for scale in ("ors", "srs") for part in ("overall", "total")),
    ]
)


@dataclass(frozen=True)
class Meaning:
    """What a header says: the field, how early its name stands in the list (0 is best), and the version of
    the scale where the name gives one (None otherwise)."""

    field: str
    rank: int
    version: str | None = None

    @property
    def is_score(self) -> bool:
        """Whether a column of this name holds points of an area or a total."""
        if self.field in ("total", "overall"):
            return True
        return self.field[:4] in ("ors_", "srs_") and not self.field.endswith(("_version", "_skip"))


_said: dict[str, str] = {}  # header as `plain` spells it -> field that a person gave it
SAID_RANK = 2000  # of what only a person knows: after every name that is known by itself


def say(answers: dict[str, str]) -> None:
    """Take a person's answers `column:<header>` as names, too, so that the header row is found by them.

    Parameters: answers of this delivery and those remembered; a header known by itself stays what it is.
    """
    given = {
        plain(k.partition(":")[2]): v for k, v in answers.items() if k.startswith("column:") and v in FIELDS
    }
    if given != _said:
        _said.clear()
        _said.update(given)
        meaning.cache_clear()


@lru_cache(maxsize=4096)
def meaning(header: str) -> Meaning | None:
    """The canonical field of a header, None when it is not known.

    `overall` and `total` without a scale come back as the fields `overall` and `total`: whose they are
    depends on the other columns of the table.
    """
    name = plain(header)
    if not name:
        return None
    found = _names().get(name) or _scaled(name)
    if found:
        return found
    if found := _coded(name):
        return found
    for prefix in _CUSTOM:
        if name.startswith(prefix) and (found := _names().get(name[len(prefix) :])):
            return Meaning(found.field, found.rank + 1000, found.version)
    return Meaning(_said[name], SAID_RANK) if name in _said else None


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
    return known


@lru_cache(maxsize=1)
def _areas() -> dict[str, list[str]]:
    areas: dict[str, list[str]] = {}
    for field, names in data("headers")["items"].items():
        for name in names:
            areas.setdefault(plain(name), []).append(field)
    return areas


def _scaled(name: str) -> Meaning | None:
    """A total or an area with its scale written before or after: `ORS total`, `Social (ORS)`."""
    for scale in sorted(data("headers")["scales"], key=len, reverse=True):
        entry = data("headers")["scales"][scale]
        for rest in (
            name[len(scale) :] if name.startswith(scale) else None,
            name[: -len(scale)] if name.endswith(scale) else None,
        ):
            if rest is None:
                continue
            field = _part(entry["family"], rest)
            if field:
                return Meaning(field, 0 if rest else 1, entry["version"])
    return None


@lru_cache(maxsize=1)
def _mean_words() -> frozenset[str]:
    return frozenset(plain(word) for word in data("words")["scores"]["mean"])


def _part(family: str, rest: str) -> str | None:
    if rest in ("", *_SUM_WORDS) or rest in _mean_words():
        return f"{family}_total"
    for field in _areas().get(rest, ()):
        if field == "overall":
            return f"{family}_overall"
        if field.startswith(family):
            return field
    return {"skip": f"{family}_skip", "skipped": f"{family}_skip", "version": f"{family}_version"}.get(rest)
