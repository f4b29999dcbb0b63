"""What a table is: its layout, and the canonical field of each of its columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.ingest import headers
from analytics.ingest.refusal import EXPECTED, NeedsChoice, Question, Refused, listed, shortened
from analytics.ingest.spelling import plain

PER_SESSION, PER_ADMINISTRATION = "one_row_per_session", "one_row_per_administration"
AREAS = {
    "ors": ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall"),
    "srs": ("srs_relationship", "srs_goals", "srs_approach", "srs_overall"),
}
NOT_USED = "not_used"
_CHOICES = {NOT_USED, *headers.FIELDS}
_CODED = ("id", "code", "number", "kurzel", "nr")  # endings of a header that names a code


@dataclass(frozen=True)
class Layout:
    """fields: one canonical field (or None) per column of the file; versions: the scale's version where all
    headers of a family give the same one."""

    name: str
    headers: tuple[str, ...]
    fields: tuple[str | None, ...]
    versions: dict[str, str] = field(default_factory=dict)

    def column(self, name: str) -> str | None:
        """The header of a field, None when the file has no such column."""
        return self.headers[self.fields.index(name)] if name in self.fields else None

    def columns(self) -> dict[str, str]:
        """Header to canonical field, for the report."""
        return {h: f for h, f in zip(self.headers, self.fields, strict=True) if f}


def recognised(names: list[str]) -> int:
    """How many columns of a possible header row are known; 0 when it cannot be one."""
    found = {m.field for m in map(headers.meaning, names) if m}
    scored = (
        any(f.startswith(("ors_", "srs_")) for f in found)
        or {"measure", "total"} <= found
        or "overall" in found
    )
    return len(found) if "client_id" in found and ("session_date" in found or scored) else 0


def understand(names: list[str], answers: dict[str, str]) -> Layout:
    """The layout of a table from its header row and what a person has settled.

    Raises Refused when client, date or scores are missing, NeedsChoice when two columns claim one meaning.
    """
    meanings = [headers.meaning(name) for name in names]
    names = _told_apart(names)
    chosen = {
        i: answers[f"column:{n}"] for i, n in enumerate(names) if answers.get(f"column:{n}") in _CHOICES
    }
    fields = [chosen.get(i, m.field if m else None) for i, m in enumerate(meanings)]
    fields = [None if f == NOT_USED else f for f in fields]
    by_measure = "measure" in fields and ("total" in fields or not any(m and m.version for m in meanings))
    if not by_measure:
        fields = [None if f == "measure" else f for f in fields]
        fields = _give_to_scale(names, fields)
    fields = _one_each(names, fields, meanings, chosen, answers)
    fields = _complete_areas(fields, by_measure)
    _required(names, fields, by_measure)
    return Layout(
        PER_ADMINISTRATION if by_measure else PER_SESSION,
        tuple(names),
        tuple(fields),
        _versions(fields, meanings),
    )


def _told_apart(names: list[str]) -> list[str]:
    """Column names with a number behind those that occur before: Overall, Overall (2)."""
    return [n if n not in names[:i] else f"{n} ({names[:i].count(n) + 1})" for i, n in enumerate(names)]


def _give_to_scale(names: list[str], fields: list) -> list:
    """`overall` and `total` without a scale belong to the only scale whose areas the table names."""
    named = [family for family, areas in AREAS.items() if sum(a in fields for a in areas[:3]) >= 2]
    has_total = {family for family in AREAS if f"{family}_total" in fields}
    given = list(fields)
    for part in ("overall", "total"):
        owners = [
            f for f in named if f"{f}_{part}" not in fields and (part == "overall" or f not in has_total)
        ]
        if fields.count(part) == 1 and len(owners) == 1 and (part == "overall" or len(named) == 1):
            given[fields.index(part)] = f"{owners[0]}_{part}"
    open_ends = [f"{f}_overall" for f in named if f"{f}_overall" not in given]
    if "overall" in given and len(open_ends) == 2:
        header = names[given.index("overall")]
        text = f"“{shortened(header)}” may belong to the ORS or to the SRS. Which one?"
        raise NeedsChoice(Question(f"column:{header}", text, (*open_ends, NOT_USED), ()))
    if "srs_approach" in given and "srs_relationship" not in given and "srs_goals" not in given:
        given[given.index("srs_approach")] = "orientation" if "orientation" not in given else None
    return given


def _one_each(names, fields, meanings, chosen, answers) -> list:
    """Give every field to one column: the best name wins, equally good ones are a person's choice."""
    kept = list(fields)
    for name in sorted({f for f in fields if f}):
        columns = [i for i, f in enumerate(fields) if f == name]
        if len(columns) < 2:
            continue
        settled = [i for i in columns if i in chosen]
        best = settled[0] if settled else _best(name, columns, names, meanings, answers)
        for i in columns:
            kept[i] = name if i == best else None
    return kept


def _best(name: str, columns: list[int], names, meanings, answers) -> int:
    if name == "therapist":
        return _therapist(columns, names, meanings, answers)
    if name.startswith(("ors_", "srs_")) or name in ("total", "overall"):
        first = columns[0]
        raise NeedsChoice(
            Question(
                f"column:{names[first]}",
                f"Two columns look like {name.replace('_', ' ')}: {listed([names[i] for i in columns])}."
                f" What is “{shortened(names[first])}”?",
                (name, NOT_USED),
                tuple(shortened(names[i]) for i in columns),
            )
        )
    return min(columns, key=lambda i: (meanings[i].rank if meanings[i] else 0, names[i]))


def _therapist(columns: list[int], names, meanings, answers) -> int:
    """A column that says it is a code is preferred; else a person chooses."""
    answer = answers.get("therapist_column")
    for i in columns:
        if answer == names[i]:
            return i
    coded = [i for i in columns if plain(names[i]).endswith(_CODED)]
    if len(coded) == 1:
        return coded[0]
    wanted = coded or columns
    raise NeedsChoice(
        Question(
            "therapist_column",
            f"Several columns may name the therapist: {listed([names[i] for i in wanted])}."
            " Which one names the person who held the session?",
            tuple(names[i] for i in wanted),
            tuple(shortened(names[i]) for i in wanted),
        )
    )


def _complete_areas(fields: list, by_measure: bool) -> list:
    """Areas count only when all four have a column; otherwise only the total is safe."""
    kept = list(fields)
    for areas in AREAS.values():
        present = set(kept) | ({areas[3]} if by_measure and "overall" in kept else set())
        if not present.issuperset(areas):
            kept = [None if f in areas else f for f in kept]
    if not by_measure:
        kept = [None if f in ("overall", "total") else f for f in kept]
    return kept


def _required(names: list[str], fields: list, by_measure: bool) -> None:
    missing = [
        word
        for name, word in (("client_id", "the client"), ("session_date", "the date"))
        if name not in fields
    ]
    scores = [f for family, areas in AREAS.items() for f in (*areas, f"{family}_total")]
    if not any(f in fields for f in scores) and not (by_measure and "total" in fields):
        missing.append("the scores")
    if missing:
        seen = listed([n for n in names if n.strip()]) or "none with a name"
        raise Refused(f"No column was found for {' and '.join(missing)}. The columns are: {seen}. {EXPECTED}")


def _versions(fields: list, meanings) -> dict[str, str]:
    versions: dict[str, str] = {}
    for family in AREAS:
        said = {
            m.version
            for f, m in zip(fields, meanings, strict=True)
            if f and m and m.version and f.startswith(f"{family}_")
        }
        versions[family] = said.pop() if len(said) == 1 else family.upper()
    return versions
