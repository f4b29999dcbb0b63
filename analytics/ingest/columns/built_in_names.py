"""Column names with a built-in meaning: fields, and totals, areas and dates of the ORS and SRS.

The lists stand in `headers.toml` and `words.toml`; a name is compared as `normalize.plain` spells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from analytics.ingest.base.normalize import data, normalized
from analytics.ingest.columns import header_suffixes

_SUM_WORDS = (
    "total", "totalscore", "score", "sum", "summe", "summa", "gesamt", "gesamtwert", "gesamtscore", "puntuacion",
    "puntuaciontotal", "scoretotal", "totalskar", "totalpoang", "totaalscore", "totaal", "ialt", "points",
    "result", "poang", "skar", "punkte", "puntos", "wert", "punktwert", "ergebnis", "valeur", "valor", "waarde",
    "varde", "vaerdi", "verdi", "resultat", "resultado", "resultaat", "uitslag", "puntaje", "poeng", "poengsum",
    "sumskar", "punten", "totale", "punteggio", "punteggiototale", "pontuacao", "pontuacaototal", "somma", "soma",
    "suma", "wynik", "value",
)  # fmt: skip
_NUMBER_WORDS = (
    "id", "nr", "no", "nummer", "number", "numero", "code", "kode", "codigo", "kod", "ref", "kennung", "codice", "numer",
)  # fmt: skip
_DATE_OF = ("dateof", "dateofthe", "datumder", "datumdes", "datumvon", "fechadel", "fechade", "datofor", "datoaf",
            "datumfor", "datumvan", "datedu", "datede", "datedel")  # fmt: skip

FIELDS = frozenset(
    [
        *(field for section in ("fields", "items", "published") for field in data("headers")[section]),
        *(f"{scale}_{part}" for scale in ("ors", "srs") for part in ("overall", "total")),
        "date_ors",
        "date_srs",
    ]
)
# Rank of the day a form was filled in, submitted, completed, recorded, begun: after every session date
FILLED_IN_RANK = 600
NAME_RANK = 1998  # of the client's name, which says whose a row is only where no code does
PREFIXED_RANK = 1000  # of a name behind a word that OpenFIT puts before custom fields
ADDED_RANK = 1500  # of a name that is known once what stands around it is left away
SAID_RANK = 2000  # of a name that a person explained: after every built-in name


@dataclass(frozen=True)
class Meaning:
    """Meaning of a column name: its field, the rank of the name (0 is best), the version of the scale.

    field: canonical field. rank: position of the name in its list (0 is best). version: version of the scale
    if the name states one, else None.
    """

    field: str
    rank: int
    version: str | None = None

    @property
    def is_exact(self) -> bool:
        """Return whether the whole name, without any part ignored, is a built-in column name."""
        return self.rank < ADDED_RANK

    @property
    def is_filled_in(self) -> bool:
        """Return whether the column gives the day a form was filled in, which need not be the session day."""
        tiers = (
            FILLED_IN_RANK,
            PREFIXED_RANK + FILLED_IN_RANK,
        )  # the second behind a word such as `Episode_`
        return self.field == "session_date" and any(tier <= self.rank < tier + 400 for tier in tiers)

    @property
    def is_client_name(self) -> bool:
        """Return whether the column identifies the client by name instead of by code."""
        return self.field == "client_id" and NAME_RANK <= self.rank < SAID_RANK

    @property
    def is_score(self) -> bool:
        """Return whether a column with this name contains scores of an area or a total."""
        if self.field in ("total", "overall"):
            return True
        return self.field[:4] in ("ors_", "srs_") and not self.field.endswith(("_version", "_skip"))


def exactly(text: str) -> Meaning | None:
    """Return the meaning of a text that exactly matches a built-in column name; None for any other text."""
    name = normalized(text)
    return None if not name or name.isdecimal() else spelt(name)


def spelt(name: str) -> Meaning | None:
    """Return the meaning of a name normalised by `normalized`; None if it is not a built-in name."""
    return names().get(name) or _scaled(name) or _coded(name)


def _coded(name: str) -> Meaning | None:
    """Return the meaning of names such as `Klient-Nr.` (client, case or therapist number), else None.

    Examples: `Klient*in-Nr.`, `N.º paciente`.
    """
    for word in _NUMBER_WORDS:
        for rest in (name.removesuffix(word), name.removeprefix(word)):
            found = names().get(rest)
            if rest != name and found and found.field in ("client_id", "case_id", "therapist"):
                return Meaning(found.field, found.rank + 500)
    return None


@lru_cache(maxsize=1)
def names() -> dict[str, Meaning]:
    """Return the meaning of each built-in column name, by its normalised spelling."""
    known: dict[str, Meaning] = {}
    for section in ("published", "fields", "items", "doubtful"):
        for field, names in data("headers")[section].items():
            for rank, name in enumerate(names):
                version = field[:3].upper() if section == "published" else None
                known.setdefault(normalized(name), Meaning(field, rank, version))
    for tier, names in enumerate(data("headers")["filled_in"].values()):
        for rank, name in enumerate(names):
            known.setdefault(normalized(name), Meaning("session_date", FILLED_IN_RANK + 100 * tier + rank))
    for name in data("headers")["client_names"]["names"]:
        known.setdefault(normalized(name), Meaning("client_id", NAME_RANK))
    for section in ("fields", "client_names"):  # `date de la rencontre` is `date de rencontre`
        for name in (name for names in data("headers")[section].values() for name in names):
            known.setdefault(normalized(header_suffixes.without_joining(name)), known[normalized(name)])
    return known


@lru_cache(maxsize=1)
def _areas() -> dict[str, list[str]]:
    areas: dict[str, list[str]] = {}
    for field, names in data("headers")["items"].items():
        for name in names:
            areas.setdefault(normalized(name), []).append(field)
    return areas


@lru_cache(maxsize=1)
def scales() -> list[tuple[str, dict[str, str]]]:
    """Return the names of the scales, longest first, each with its family (ors or srs) and version."""
    return sorted(data("headers")["scales"].items(), key=lambda item: len(item[0]), reverse=True)


def _scaled(name: str) -> Meaning | None:
    """Return the meaning of a total, area or date column whose name includes the name of its scale.

    Examples: `ORS total`, `Social (ORS)`.
    """
    for scale, entry in scales():
        for rest in (
            name[len(scale) :] if name.startswith(scale) else None,
            name[: -len(scale)] if name.endswith(scale) else None,
        ):
            if rest is None:
                continue
            field = _part(entry["family"], rest)
            if field:
                dated = names().get(rest) if field.startswith("date_") else None
                return Meaning(field, dated.rank if dated else 0 if rest else 1, entry["version"])
    return None


@lru_cache(maxsize=1)
def _mean_words() -> frozenset[str]:
    return frozenset(normalized(word) for word in data("words")["scores"]["mean"])


def _part(family: str, rest: str) -> str | None:
    """Return the field that a column name means after removal of its scale name; None if it means none.

    The field is a total, an area, a date, a mark of a skipped form or a version of the scale.
    """
    if rest in ("", *_SUM_WORDS) or rest in _mean_words():
        return f"{family}_total"
    if (
        rest in _DATE_OF
        or (m := names().get(rest))
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
