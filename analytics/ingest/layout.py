"""What a table is: its layout, and the canonical field of each of its columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.ingest import evidence, headers, numbered, sides
from analytics.ingest.evidence import Samples
from analytics.ingest.refusal import EXPECTED, NeedsChoice, Question, Refused, listed, shortened
from analytics.ingest.spelling import plain

PER_SESSION, PER_ADMINISTRATION = "one_row_per_session", "one_row_per_administration"
PER_CLIENT = "one_row_per_client"
APPOINTMENTS, EPISODES, CLIENTS = "appointments", "episodes", "clients"  # files of a delivery without scores
AREAS = {
    "ors": ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall"),
    "srs": ("srs_relationship", "srs_goals", "srs_approach", "srs_overall"),
}
NOT_USED = "not_used"
_CHOICES = {NOT_USED, *headers.FIELDS}
_OF_EPISODES = ("case_id", "case_start", "case_end", "closure")
_OF_CLIENTS = ("therapist", "therapist_name", "site", "program", "age_group", "age", "birth", "orientation")
_ATTRIBUTES = (*_OF_EPISODES, *_OF_CLIENTS)
_CODED = ("id", "code", "number", "kurzel", "nr")  # endings of a header that names a code


@dataclass(frozen=True)
class Layout:
    """fields: one canonical field (or None) per column of the rows that are typed; versions: the scale's version
    where all headers of a family give the same one; numbered: where the sessions of a row stand, and source,
    the file's own column names, for one row per client; sides: versions of a scale side by side in a row, whose
    folded columns stand at the end of headers and fields."""

    name: str
    headers: tuple[str, ...]
    fields: tuple[str | None, ...]
    versions: dict[str, str] = field(default_factory=dict)
    numbered: numbered.Numbered | None = None
    source: tuple[str, ...] = ()
    sides: sides.Sides | None = None

    def column(self, name: str) -> str | None:
        """The header of a field, None when the file has no such column."""
        return self.headers[self.fields.index(name)] if name in self.fields else None

    def sources(self) -> list[tuple[str, str, int | None]]:
        """(header, canonical field, session number) of each column used; the number for one row per client."""
        if self.numbered is None:
            return [(header, field, None) for header, field in self.shown() if field]
        return [
            (self.source[place], name, number)
            for number, places in self.numbered.places.items()
            for place, name in zip(places, self.fields, strict=True)
            if name and place is not None
        ]

    def shown(self) -> list[tuple[str, str | None]]:
        """(header, canonical field or None) of each column as a person sees it."""
        fields = self.sides.shown(self.fields) if self.sides else self.fields
        return list(zip(self.headers, fields, strict=not self.sides))

    def columns(self) -> dict[str, str]:
        """Header to canonical field, for the report."""
        return {header: name for header, name, _ in self.sources()}

    @property
    def has_scores(self) -> bool:
        """Whether the rows hold sessions or administrations, not what is to be joined to them."""
        return self.name not in (APPOINTMENTS, EPISODES, CLIENTS)


def recognised(names: list[str]) -> int:
    """How well a possible header row is known; 0 when it cannot be one.

    A row with the client and a date or scores is worth more than one of clients alone, then columns count, those
    whose scale is left open for half.
    """
    known = [(m.field, 0) for m in map(headers.meaning, names) if m]
    parts = [part for part in map(numbered.split, names) if part]
    found = {*known, *((headers.meaning(name).field, number) for name, number in parts)}
    fields = {name for name, _ in found}
    scored = (
        any(f.startswith(("ors_", "srs_")) for f in fields)
        or {"measure", "total"} <= fields
        or "overall" in fields
    )
    if "client_id" not in fields:
        return 0
    worth = 2 * len(found) - len(fields & {"overall", "total"})
    return worth + 1000 if "session_date" in fields or scored else worth * (len(found) > 1)


def understand(names: list[str], answers: dict[str, str], samples: Samples = ()) -> Layout:
    """The layout of a table from its header row, some cells of each column, and what a person has settled.

    Parameters: samples, the first cells of each column; without any the names decide alone.
    Raises Refused when the client or what a file of its kind needs is missing, NeedsChoice when two columns
    claim one meaning.
    """
    source = _told_apart(names)
    items = numbered.items_of_one_session(source, samples)
    wide = None if items else numbered.find(source)
    if wide is None:
        return _one_session(names, answers, samples, items, may_fold=True)
    places = list(wide.places.values())
    cells = tuple(
        tuple(
            v for column in dict.fromkeys(p[i] for p in places) if column is not None for v in samples[column]
        )
        for i in range(len(wide.columns))
    )
    inner = _one_session(list(wide.columns), answers, cells if samples else (), {})
    if not inner.has_scores or inner.name == PER_ADMINISTRATION:
        raise Refused(_lacking(names, ["the scores"]))
    fields = (*inner.fields[:-1], "session_no")
    return Layout(PER_CLIENT, inner.headers, fields, inner.versions, wide, tuple(source))


def _one_session(
    names: list[str], answers: dict[str, str], samples: Samples, items: dict[int, str], may_fold: bool = False
) -> Layout:
    meanings = [headers.meaning(name) for name in names]
    names = _told_apart(names)
    known = [m.field if m else None for m in meanings]
    both = sides.find(AREAS, names, known, meanings) if may_fold else None
    out = sides.settled(both, answers) if both else None
    chosen = {
        i: answers[f"column:{n}"] for i, n in enumerate(names) if answers.get(f"column:{n}") in _CHOICES
    }
    fields = [items.get(i, field) for i, field in enumerate(known)]
    if samples:
        fields = evidence.fields_by_values(names, fields, samples)
    fields = [chosen.get(i, f) for i, f in enumerate(fields)]
    fields = [None if f in (NOT_USED, "modality") else f for f in fields]
    by_measure = "measure" in fields and ("total" in fields or not any(m and m.version for m in meanings))
    if not by_measure:
        fields = [None if f == "measure" else f for f in fields]
        fields = _give_to_scale(names, fields, samples)
    fields = [None if i in (out or ()) else f for i, f in enumerate(fields)]
    if both and (by_measure or out is not None or set(chosen.values()) & set(both.fields)):
        both = None
    fields = [None if both and f in both.taken else f for f in fields]
    fields = _one_each(names, fields, meanings, chosen, answers, samples)
    fields = _complete_areas(fields, by_measure)
    evidence.refuse_rivals(names, both.shown(fields) if both else fields, answers, samples)
    versions = _versions(fields, meanings)
    if both:
        names, fields = [*names, *both.columns], [*fields, *both.fields]
    kind = _kind(names, fields, meanings, by_measure)
    return Layout(kind, tuple(names), tuple(fields), versions, sides=both)


def _told_apart(names: list[str]) -> list[str]:
    """Column names with a number behind those that occur before: Overall, Overall (2)."""
    return [n if n not in names[:i] else f"{n} ({names[:i].count(n) + 1})" for i, n in enumerate(names)]


def _give_to_scale(names: list[str], fields: list, samples: Samples) -> list:
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
        place = given.index("overall")
        header = names[place]
        text = f"“{shortened(header)}” may belong to the ORS or to the SRS. Which one?"
        raise NeedsChoice(
            Question(f"column:{header}", text, (*open_ends, NOT_USED), evidence.examples(samples, place))
        )
    if "srs_approach" in given and "srs_relationship" not in given and "srs_goals" not in given:
        place = given.index("srs_approach")
        is_rated = samples and any(
            cell.replace(",", "").replace(".", "").isdigit() for cell in samples[place]
        )
        given[place] = "orientation" if "orientation" not in given and not is_rated else None
    return given


def _one_each(names, fields, meanings, chosen, answers, samples) -> list:
    """Give every field to one column: the best name wins, equally good ones are a person's choice."""
    kept = list(fields)
    for name in sorted({f for f in fields if f}):
        columns = [i for i, f in enumerate(fields) if f == name]
        if len(columns) < 2:
            continue
        settled = [i for i in columns if i in chosen]
        best = settled[0] if settled else _best(name, columns, names, meanings, answers, samples)
        for i in columns:
            kept[i] = name if i == best else None
    return kept


def _best(name: str, columns: list[int], names, meanings, answers, samples) -> int:
    if name == "therapist":
        return _therapist(columns, names, answers, samples)
    if all(plain(names[i]).startswith("value") for i in columns):
        return min(columns, key=lambda i: meanings[i].rank)
    if name.startswith(("ors_", "srs_")) or name in ("total", "overall"):
        first = columns[0]
        raise NeedsChoice(
            Question(
                f"column:{names[first]}",
                f"Two columns look like {name.replace('_', ' ')}: {listed([names[i] for i in columns])}."
                f" What is “{shortened(names[first])}”?",
                (name, NOT_USED),
                evidence.examples(samples, first),
            )
        )
    return min(columns, key=lambda i: (meanings[i].rank if meanings[i] else 0, names[i]))


def _therapist(columns: list[int], names, answers, samples) -> int:
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
            tuple(f"{shortened(names[i])}: {listed(list(evidence.examples(samples, i)))}" for i in wanted),
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


def _kind(names: list[str], fields: list, meanings, by_measure: bool) -> str:
    """The layout's name by what the table has; Refused when it has no client, or scores without dates."""
    scores = [f for family, areas in AREAS.items() for f in (*areas, f"{family}_total")]
    has_scores = any(f in fields for f in scores) or (by_measure and "total" in fields)
    has_date = "session_date" in fields
    missing = [] if "client_id" in fields else ["the client"]
    if has_scores and not has_date:
        missing.append("the date")
    if not has_scores and not has_date and not any(f in fields for f in _ATTRIBUTES):
        missing += ["the date", "the scores"]
    is_incomplete = any(
        m and (m.field.startswith(("ors_", "srs_")) or m.field == "measure") for m in meanings
    )
    if not has_scores and "the scores" not in missing and (missing or is_incomplete):
        missing.append("the scores")
    if missing:
        raise Refused(_lacking(names, missing))
    if has_scores:
        return PER_ADMINISTRATION if by_measure else PER_SESSION
    if has_date:
        return APPOINTMENTS
    return EPISODES if any(f in fields for f in _OF_EPISODES) else CLIENTS


def _lacking(names: list[str], missing: list[str]) -> str:
    seen = listed([n for n in names if n.strip()]) or "none with a name"
    words = f"{', '.join(missing[:-1])} and {missing[-1]}" if len(missing) > 1 else missing[0]
    return f"No column was found for {words}. The columns are: {seen}. {EXPECTED}"


def alone(layout: Layout) -> str:
    """Why a file of clients, episodes or appointments cannot be imported by itself: one sentence and a half."""
    missing = ["the scores"] if layout.name == APPOINTMENTS else ["the date", "the scores"]
    whole = _lacking([n for n in layout.headers if n], missing).removesuffix(EXPECTED).strip()
    return f"{whole} A file of {layout.name} is imported together with the files that have the ORS and SRS scores."


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
