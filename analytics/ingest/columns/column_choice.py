"""Assignment of each field to one column, by the rank of the column's name or by a person's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.ingest.base.errors import ImportRejected, Question, QuestionForUser, listed, shortened
from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import column_inference, neighbour_columns
from analytics.ingest.columns.column_inference import Samples
from analytics.ingest.columns.header_names import Meaning

NOT_USED = "not_used"
AREAS = {
    "ors": ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall"),
    "srs": ("srs_relationship", "srs_goals", "srs_approach", "srs_overall"),
}
_CODED = ("id", "code", "number", "kurzel", "nr")  # endings of a header that names a code
_RECORDS = ("recordid", "uniqueid", "externalid")  # ids of a row that may be those of a client
# Words in the name of a total
_SCORE_WORDS = ("score", "skar", "poang", "poeng", "punkt", "punt", "puntuacion", "puntaje")


def to_scales(
    names: list[str],
    fields: list[str | None],
    meanings: Sequence[Meaning | None],
    answers: dict[str, str],
    samples: Samples,
) -> list[str | None]:
    """Return the columns' fields, with `overall` and `total` columns assigned to the ORS or SRS.

    Parameters
    ----------
    names : column names.
    fields : canonical field of each column, `overall` and `total` where the name says no scale.
    meanings : meaning of each column name, None if it is unknown.
    answers : question key -> choice.
    samples : first cells of each column; may be empty.

    Returns
    -------
    The fields with the scale in them.

    Raises
    ------
    QuestionForUser
        If the scale is ambiguous: an `overall` between two scales, or several totals in a table without scale
        names.

    Notes
    -----
    A column belongs to the scale whose columns it stands next to, or to the only scale whose areas the table has.
    """
    given = list(fields)
    owners: Mapping[str, Sequence[str]] = {scale: areas[:3] for scale, areas in AREAS.items()}
    for part in ("overall", "total"):
        found = neighbour_columns.scales(given, part, owners)
        given = [f"{found[i]}_{part}" if i in found else f for i, f in enumerate(given)]
        owners = AREAS
    given = _to_only_scale(given)
    _ask_for_overall(names, given, samples)
    _ask_for_totals(names, given, meanings, answers, samples)
    if "srs_approach" in given and "srs_relationship" not in given and "srs_goals" not in given:
        index = given.index("srs_approach")
        is_rated = samples and any(
            cell.replace(",", "").replace(".", "").isdigit() for cell in samples[index]
        )
        given[index] = "orientation" if "orientation" not in given and not is_rated else None
    return given


def _to_only_scale(fields: list[str | None]) -> list[str | None]:
    """Return the columns' fields, with `overall` and `total` assigned to the only scale with area columns."""
    named = [scale for scale, areas in AREAS.items() if sum(a in fields for a in areas[:3]) >= 2]
    has_total = {scale for scale in AREAS if f"{scale}_total" in fields}
    given = list(fields)
    for part in ("overall", "total"):
        owners = [
            f for f in named if f"{f}_{part}" not in fields and (part == "overall" or f not in has_total)
        ]
        if fields.count(part) == 1 and len(owners) == 1 and (part == "overall" or len(named) == 1):
            given[fields.index(part)] = f"{owners[0]}_{part}"
    return given


def _ask_for_overall(names: list[str], fields: list[str | None], samples: Samples) -> None:
    """Raise QuestionForUser for a column `overall` that may belong to the ORS or to the SRS."""
    named = [scale for scale, areas in AREAS.items() if sum(a in fields for a in areas[:3]) >= 2]
    open_ends = [f"{scale}_overall" for scale in named if f"{scale}_overall" not in fields]
    if "overall" in fields and len(open_ends) == 2:
        index = fields.index("overall")
        header = names[index]
        text = f"“{shortened(header)}” may belong to the ORS or to the SRS. Which one?"
        raise QuestionForUser(
            Question(
                f"column:{header}", text, (*open_ends, NOT_USED), column_inference.examples(samples, index)
            )
        )


def _ask_for_totals(
    names: list[str],
    fields: list[str | None],
    meanings: Sequence[Meaning | None],
    answers: dict[str, str],
    samples: Samples,
) -> None:
    """Raise QuestionForUser for score columns whose names say neither ORS nor SRS."""
    totals = [i for i, m in enumerate(meanings) if m and m.field == "total"]
    answered = {i: answers.get(f"column:{names[i]}") for i in totals}
    known = {f for i, f in enumerate(fields) if f and i not in totals and f[:4] in ("ors_", "srs_")}
    is_alone = len(totals) == 1 and any(word in normalized(names[totals[0]]) for word in _SCORE_WORDS)
    if known or not {"client_id", "session_date"} <= set(fields) or not (len(totals) > 1 or is_alone):
        return
    open_totals = [f"{scale}_total" for scale in AREAS if f"{scale}_total" not in answered.values()]
    for i in totals:
        if answered[i] is None and open_totals and _are_points(samples, i):
            others = [names[k] for k in totals if k != i]
            beside_it = f" beside {listed(others, 3)}" if others else ""
            text = (
                f"“{shortened(names[i])}”{beside_it} does not say of which form it is the score. Which one?"
            )
            raise QuestionForUser(
                Question(
                    f"column:{names[i]}",
                    text,
                    (*open_totals, NOT_USED),
                    column_inference.examples(samples, i),
                )
            )


def _are_points(samples: Samples, index: int) -> bool:
    """Return whether most of a column's first cells can be scores, which are numbers of at most 400."""
    cells = [cell.replace(",", ".", 1) for cell in samples[index]] if samples else []
    points = [cell for cell in cells if cell.replace(".", "", 1).isdecimal() and float(cell) <= 400]
    return 2 * len(points) > len(cells)


def one_each(
    names: list[str],
    fields: list[str | None],
    meanings: Sequence[Meaning | None],
    chosen: Mapping[int, str],
    answers: dict[str, str],
    samples: Samples,
) -> list[str | None]:
    """Return the columns' fields, with each field assigned to at most one column.

    Parameters
    ----------
    names : column names.
    fields : canonical field of each column, None if it has none.
    meanings : meaning of each column name, None if it is unknown.
    chosen : field that a person gave a column, by position.
    answers : question key -> choice.
    samples : first cells of each column; may be empty.

    Returns
    -------
    The fields, each at most once: that of the column a person chose, else of the column with the best name.

    Raises
    ------
    QuestionForUser
        If two columns are equally good.
    ImportRejected
        If a person gave one field to two columns.
    """
    kept = list(fields)
    for name in sorted({f for f in fields if f}):
        columns = [i for i, f in enumerate(fields) if f == name]
        if len(columns) < 2:
            continue
        settled = [i for i in columns if i in chosen]
        _refuse_second(name, [names[i] for i in settled])
        best = settled[0] if settled else _best(name, columns, names, meanings, answers, samples)
        for i in columns:
            kept[i] = name if i == best else None
    return kept


def _best(
    name: str,
    columns: list[int],
    names: list[str],
    meanings: Sequence[Meaning | None],
    answers: dict[str, str],
    samples: Samples,
) -> int:
    """Return the position of the column that gets a field; raise QuestionForUser if two are equally good."""
    if name == "therapist":
        return _therapist(columns, names, answers)
    if all(normalized(names[i]).startswith("value") for i in columns):
        return min(columns, key=lambda i: m.rank if (m := meanings[i]) else 0)
    exact = [i for i in columns if (m := meanings[i]) and m.is_exact]
    if name.startswith(("ors_", "srs_")) or name in ("total", "overall"):
        if len(exact) == 1:
            return exact[0]
        first = columns[0]
        raise QuestionForUser(
            Question(
                f"column:{names[first]}",
                f"Two columns look like {name.replace('_', ' ')}: {listed([names[i] for i in columns])}."
                f" What is “{shortened(names[first])}”?",
                (name, NOT_USED),
                column_inference.examples(samples, first),
            )
        )
    return min(columns, key=lambda i: (*order(meanings[i], names[i]), names[i]))


def order(meaning: Meaning | None, name: str) -> tuple[bool, bool, bool, int]:
    """Return the sort key of a column among those with the same field; the best column sorts first.

    Columns that differ before the last place say different things; at the last place it is only the name.

    The day a form was filled in ranks below every name of the session day; record number and client name rank
    below every client code.
    """
    if not meaning:
        return (False, False, False, 0)
    is_record = meaning.field == "client_id" and normalized(name) in _RECORDS
    return (meaning.is_filled_in, meaning.is_client_name, is_record, meaning.rank)


def _therapist(columns: list[int], names: list[str], answers: dict[str, str]) -> int:
    """Return which therapist column to use: the user's choice, else the first one named as a code.

    Without a column named as a code, it is the first of the columns.

    Where there are several, `competing_columns` compares their cells.
    """
    answer = answers.get("therapist_column")
    coded = [i for i in columns if is_coded(names[i])]
    return next((i for i in columns if answer == names[i]), (coded or columns)[0])


def is_coded(name: str) -> bool:
    """Return whether a column name says that its cells identify people by a code or number."""
    return normalized(name).endswith(_CODED)


def _refuse_second(name: str, columns: list[str]) -> None:
    """Raise ImportRejected if a person assigned one field to several columns."""
    if len(columns) > 1:
        raise ImportRejected(
            f"Two columns were said to be the same, {name.replace('_', ' ')}: {listed(columns, 4)}. Only one can be:"
            f" say what “{shortened(columns[1])}” is, or that it is not used."
        )
