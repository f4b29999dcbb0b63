"""Reader of FHIR R4 forms: a QuestionnaireResponse or an Observation becomes one row of scores.

Areas of a scale are known by the link id or text of an item, never by their place.

References
----------
HL7 FHIR R4 (4.0.1), resources Bundle, QuestionnaireResponse and Observation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.containers.fhir_people import People

HEADER = (
    "client_id",
    "session_date",
    "therapist",
    "therapist_name",
    "rater",
    "measure",
    "ors_individual",
    "ors_interpersonal",
    "ors_social",
    "srs_relationship",
    "srs_goals",
    "srs_approach",
    "overall",
    "total",
)
_VALUES = ("valueDecimal", "valueInteger", "valueQuantity", "valueString")
_VOID = ("entered-in-error", "cancelled")
_DEEPEST = 10  # levels of items inside items that are looked at


def resource(record: object) -> dict[str, Any] | None:
    """Return the FHIR resource in a record (bundle entry or plain resource); None if there is none."""
    if not isinstance(record, dict):
        return None
    inner = record.get("resource")
    found = inner if isinstance(inner, dict) else record
    return found if isinstance(found.get("resourceType"), str) else None


def row(lookup: HeaderNames, record: object, people: People) -> list[str]:
    """Return the cells of one FHIR resource, one for each column name in `HEADER`.

    A resource that is not a form gets its type as measure.
    """
    found = resource(record) or {}
    kind = found.get("resourceType", "entry")
    cells: dict[str, str] = dict.fromkeys(HEADER, "")
    if found.get("status") in _VOID or kind not in ("QuestionnaireResponse", "Observation"):
        return list((cells | {"measure": str(kind), "client_id": "-"}).values())
    is_form = kind == "QuestionnaireResponse"
    labels = list(_questionnaire(found) if is_form else _concept(found.get("code")))
    known = next((m for label in labels if (m := _scale(lookup, label))), None)
    held = people.encounter(found.get("encounter"), found)
    cells["client_id"] = people.client(found.get("subject") or held.get("subject"), found)
    cells["session_date"] = _day(found, is_form) or _started(held)
    _performer(cells, found, is_form, people, held)
    cells["measure"] = known[1] if known else next(iter(labels), kind)
    if known:
        answers = _items(found) if is_form else [*_components(found), (labels, _value(found))]
        _scores(lookup, cells, known[0], answers)
    return [cell.encode("utf-8", "backslashreplace").decode("utf-8") for cell in cells.values()]


def _scale(lookup: HeaderNames, label: str) -> tuple[str, str] | None:
    """Return (family, version) of the scale that a label names, such as `CORS total`; None for others.

    Examples: ORS, Outcome Rating Scale, CORS total.
    """
    found = lookup.field_of(label)
    return (found.field[:3], found.version) if found and found.version else None


def _scores(
    lookup: HeaderNames, cells: dict[str, str], family: str, answers: Iterable[tuple[list[str], str]]
) -> None:
    """Fill the score cells of one family (ors or srs) from its answers, given as (labels, value)."""
    for labels, value in answers:
        for label in labels:
            found = lookup.field_of(label)
            field = found.field if found else ""
            if field.startswith(("ors_", "srs_")) and field[:3] != family:
                continue
            header = {f"{family}_overall": "overall", f"{family}_total": "total"}.get(field, field)
            if header in HEADER[6:] and not cells[header]:
                cells[header] = value
                break


def _items(found: dict[str, Any]) -> Iterator[tuple[list[str], str]]:
    """Yield (labels, answer) of every answered item of a form, including items inside groups."""
    waiting = [(item, 1) for item in _listed(found.get("item"))]
    while waiting:
        item, depth = waiting.pop(0)
        answer = next(iter(_listed(item.get("answer"))), {})
        if value := _value(answer):
            yield [*_spellings(item.get("text")), *_spellings(item.get("linkId"))], value
        if depth < _DEEPEST:
            waiting += [(inner, depth + 1) for inner in _listed(item.get("item"))]


def _components(found: dict[str, Any]) -> list[tuple[list[str], str]]:
    """Return (labels, value) of each component of a FHIR Observation."""
    return [(list(_concept(part.get("code"))), _value(part)) for part in _listed(found.get("component"))]


def _value(holder: dict[str, Any]) -> str:
    """Return the value of a FHIR answer or Observation as text; empty without one."""
    for name in _VALUES:
        value = holder.get(name)
        value = value.get("value") if isinstance(value, dict) else value
        if isinstance(value, str):
            return value
    return ""


def _questionnaire(found: dict[str, Any]) -> Iterator[str]:
    """Yield the possible names of a form: the end of its address, and its texts in extensions."""
    address = _text(found.get("questionnaire")).partition("|")[0]
    if address:
        yield from _spellings(address.rstrip("/#").replace("#", "/").rpartition("/")[2])
    about = found.get("_questionnaire")
    for extension in _listed(about.get("extension") if isinstance(about, dict) else None):
        yield from _spellings(extension.get("valueString"))


def _concept(code: object) -> Iterator[str]:
    """Yield the text, the display names and the codes of a FHIR coded concept."""
    if isinstance(code, dict):
        yield from _spellings(code.get("text"))
        for coding in _listed(code.get("coding")):
            yield from _spellings(coding.get("display"))
            yield from _spellings(coding.get("code"))


def _spellings(label: object) -> Iterator[str]:
    """Yield a label and its parts before, inside and after brackets or a colon."""
    text = _text(label)[:200].strip()
    if text:
        yield text
        before, bracket, after = text.partition("(")
        if bracket:
            yield from (part for part in (before.strip(), after.partition(")")[0].strip()) if part)
        if ":" in text:
            yield text.partition(":")[0].strip()


def _performer(
    cells: dict[str, str], found: dict[str, Any], is_form: bool, people: People, held: dict[str, Any]
) -> None:
    """Fill in the therapist's cells and, if a related person answered the form, the rater's cell.

    The therapist is the author or performer who is not the client, else the person who conducted the
    encounter.
    """
    persons = [found.get("author")] if is_form else _listed(found.get("performer"))
    for person in [*persons, *held.get("held", ())]:
        code, name = people.therapist(person, found)
        if code:
            cells["therapist"], cells["therapist_name"] = code, name
            break
    source = found.get("source")
    if isinstance(source, dict) and "RelatedPerson" in (
        _text(source.get("reference")).split("/") + [_text(source.get("type"))]
    ):
        cells["rater"] = "caretaker"


def _started(held: dict[str, Any]) -> str:
    """Return the day on which an encounter began; empty if it is unknown."""
    period = held.get("period")
    return _text(period.get("start"))[:10] if isinstance(period, dict) else ""


def _day(found: dict[str, Any], is_form: bool) -> str:
    """Return the day of a form or Observation as written, in the time zone it was written in."""
    period = found.get("effectivePeriod")
    moments = (
        [found.get("authored")]
        if is_form
        else [
            found.get("effectiveDateTime"),
            period.get("start") if isinstance(period, dict) else None,
            found.get("effectiveInstant"),
        ]
    )
    return next((_text(moment)[:10] for moment in moments if _text(moment)), "")


def _text(value: object) -> str:
    """Return a value if it is text; an empty text otherwise."""
    return value if isinstance(value, str) else ""


def _listed(value: object) -> list[dict[str, Any]]:
    """Return the dictionaries in a list; an empty list for any other value."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
