"""Identifiers and names of the clients and therapists to whom FHIR resources refer.

References
----------
HL7 FHIR R4 (4.0.1), Patient, Practitioner, PractitionerRole, Encounter, Reference, Identifier.use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

KINDS = ("Patient", "Practitioner", "PractitionerRole", "Encounter")
_REFERENCE = re.compile(r"(?:(?:\w+:.*/)?([A-Z][A-Za-z]*)/|urn:(?:uuid|oid):|#)?([A-Za-z0-9.-]{1,64})")
# Uses of identifiers, those that people use first in front; never an old one
_USES = ("usual", "official", "", "secondary", "temp")
_OF_STATES = {"SS", "SB", "NI", "DL", "PPN", "TAX", "NH", "CZ"}  # types of numbers that no practice gives
_HELD = ("PPRF", "ATND", "SPRF")  # codes of who held an encounter, the surest first
_NO_THERAPISTS = ("Patient", "RelatedPerson", "Device", "Organization", "Location")
_HOPS = 3  # references followed from one to the next


@dataclass
class People:
    """FHIR resources about people and encounters, keyed by `Type/id` and by their address in a bundle."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, record: object) -> None:
        """Store a FHIR resource if it describes a person or an encounter; ignore any other."""
        entry: dict[str, Any] = record if isinstance(record, dict) else {}
        inner = entry.get("resource")
        found = inner if isinstance(inner, dict) else entry
        kind = found.get("resourceType")
        if kind not in KINDS:
            return
        kept = _kept(found)
        for key in (f"{kind}/{_text(found.get('id'))}", _text(entry.get("fullUrl"))):
            if key and not key.endswith("/"):
                self.known[key] = kept

    def client(self, reference: object, inside: dict[str, Any]) -> str:
        """Return the identifier of the client that a reference names, else the id in the reference itself.

        Parameters
        ----------
        reference : the reference to the client.
        inside : the resource with the reference, for those it contains.
        """
        return self._identifier(reference) or _identifier(self._found(reference, inside)) or _id(reference)

    def therapist(self, reference: object, inside: dict[str, Any]) -> tuple[str, str]:
        """Return (code, name) of the practitioner that a reference names; ('', '') for anybody else."""
        found = self._found(reference, inside)
        for _ in range(_HOPS):
            if not found or found.get("resourceType") != "PractitionerRole" or not found.get("practitioner"):
                break
            reference, found = found["practitioner"], self._found(found["practitioner"], inside)
        kind = (found or {}).get("resourceType") or kind_of(reference)
        if kind in _NO_THERAPISTS or not isinstance(reference, dict):
            return "", ""
        name = _name(found) or _text(reference.get("display"))
        return self._identifier(reference) or _identifier(found) or _id(reference) or name, name

    def encounter(self, reference: object, inside: dict[str, Any]) -> dict[str, Any]:
        """Return the client, period and therapists of the encounter that a reference names; empty if unknown.

        Keys: `subject`, `period`, and `held`, the references of who held it.
        """
        found = self._found(reference, inside)
        return found if found and found.get("resourceType") == "Encounter" else {}

    def _identifier(self, reference: object) -> str:
        """Return the identifier written in a FHIR reference itself; empty without one."""
        identifier = reference.get("identifier") if isinstance(reference, dict) else None
        return _text(identifier.get("value")).strip() if isinstance(identifier, dict) else ""

    def _found(self, reference: object, inside: dict[str, Any]) -> dict[str, Any] | None:
        """Return the resource that a FHIR reference points to; None if the files do not contain it."""
        if not isinstance(reference, dict):
            return None
        address = _text(reference.get("reference")).partition("/_history")[0]
        if address.startswith("#"):
            own = (one for one in _listed(inside.get("contained")) if _text(one.get("id")) == address[1:])
            return next(map(_kept, own), None)
        if address in self.known:
            return self.known[address]
        match = _REFERENCE.fullmatch(address)
        if match is None:
            return None
        kinds = (match.group(1),) if match.group(1) else KINDS
        return next(
            (self.known[key] for kind in kinds if (key := f"{kind}/{match.group(2)}") in self.known), None
        )


def kind_of(reference: object) -> str:
    """Return the resource type that a FHIR reference points to; empty if the reference does not say."""
    if not isinstance(reference, dict):
        return ""
    address = _text(reference.get("reference"))
    return address.rpartition("/")[0].rpartition("/")[2] or _text(reference.get("type"))


def _id(reference: object) -> str:
    """Return the id at the end of a FHIR reference; empty if it is not a valid id.

    R4, Reference.reference: `[base/]Type/id`, `urn:uuid:...` or `#id`; an id is letters, digits, - and point.
    """
    address = (
        _text(reference.get("reference")).partition("/_history")[0] if isinstance(reference, dict) else ""
    )
    match = _REFERENCE.fullmatch(address)
    return match.group(2) if match else ""


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of a FHIR resource that identify a person or describe an encounter."""
    names = ("resourceType", "id", "identifier", "name", "practitioner", "subject", "period")
    kept = {name: found[name] for name in names if name in found}
    if found.get("resourceType") == "Encounter":
        kept["held"] = list(_held(_listed(found.get("participant"))))
    return kept


def _held(participants: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield references to the persons who conducted an encounter, chosen by the participants' roles.

    Only participants with the most certain role are used.

    Without any known role, the only participant is taken.
    """
    people = [
        (set(_codes(one.get("type"))), one.get("individual") or one.get("actor")) for one in participants
    ]
    people = [(codes, person) for codes, person in people if isinstance(person, dict)]
    people = [
        (codes, person) for codes, person in people if kind_of(person) not in ("Patient", "RelatedPerson")
    ]
    for role in _HELD:
        if chosen := [person for codes, person in people if role in codes]:
            yield from chosen[:1]
            return
    if len(people) == 1:
        yield people[0][1]


def _codes(types: object) -> Iterator[str]:
    """Yield the codes in a list of FHIR coded concepts."""
    for kind in _listed(types):
        for coding in _listed(kind.get("coding")):
            yield _text(coding.get("code"))


def _identifier(found: dict[str, Any] | None) -> str:
    """Return the preferred identifier of a person's FHIR resource; empty if there is none."""
    held: Iterable[dict[str, Any]] = _listed((found or {}).get("identifier"))
    usable = [
        (_text(one.get("use")), _text(one.get("value")).strip()) for one in held if not _is_of_state(one)
    ]
    usable = [(use, value) for use, value in usable if value and use in _USES]
    return min(usable, key=lambda one: _USES.index(one[0]))[1] if usable else ""


def _is_of_state(identifier: dict[str, Any]) -> bool:
    """Return whether an identifier is issued by a state, such as a passport number."""
    codes = set(_codes([identifier.get("type")])) if isinstance(identifier.get("type"), dict) else set()
    return bool(codes & _OF_STATES) or "ssn" in _text(identifier.get("system")).lower()


def _name(found: dict[str, Any] | None) -> str:
    """Return the full name in a person's FHIR resource; empty if there is none."""
    for name in _listed((found or {}).get("name")):
        given = name.get("given")
        names = given if isinstance(given, list) else []
        parts = [part for part in (*names, name.get("family")) if isinstance(part, str) and part]
        whole = _text(name.get("text")) or " ".join(parts)
        if whole:
            return whole
    return ""


def _text(value: object) -> str:
    """Return a value if it is text; an empty text otherwise."""
    return value if isinstance(value, str) else ""


def _listed(value: object) -> list[dict[str, Any]]:
    """Return the dictionaries in a list; an empty list for any other value."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
