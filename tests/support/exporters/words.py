"""Column names in eight languages, and typical additions to them.

The areas are the short public names; whole questions are made up from these names and are of no instrument.
"""

from __future__ import annotations

import random

LANGUAGES = ("en", "de", "es", "fr", "nl", "sv", "da", "no")
NAMES = {
    "client_id": "Client code|Klientennummer|Código de paciente|Code client|Cliëntnummer|Klientnr|Borgernr|Brukernr",
    "session_date": "Session date|Sitzungsdatum|Fecha de sesión|Date de séance|Sessiedatum|Besöksdatum|Mødedato|"
    "Timedato",
    "therapist": "Therapist|Therapeut|Terapeuta|Intervenant|Behandelaar|Behandlare|Behandler|Terapeut",
    "individual": "Individually|Individuell|Individual|Individuel|Individueel|Individuellt|Individuelt|Individuelt",
    "interpersonal": "Interpersonally|Zwischenmenschlich|Interpersonal|Interpersonnel|Interpersoonlijk|Nära relationer|"
    "Nære relationer|Nære relasjoner",
    "social": "Socially|Sozial|Social|Social|Sociaal|Socialt|Socialt|Sosialt",
    "overall": "Overall|Insgesamt|En conjunto|Dans l'ensemble|Algemeen|Helhet|Generelt|Helhet",
    "relationship": "Relationship|Beziehung|Relación|Relation|Relatie|Relation|Relation|Relasjon",
    "goals": "Goals and Topics|Ziele und Themen|Objetivos y temas|Objectifs et thèmes|Doelen en onderwerpen|"
    "Mål och ämnen|Mål og emner|Mål og tema",
    "approach": "Approach or Method|Ansatz oder Methode|Enfoque o método|Approche ou méthode|Aanpak of methode|"
    "Tillvägagångssätt|Tilgang|Tilnærming",
    "total": "total|gesamt|total|total|totaal|summa|i alt|sum",
}
PARTS = {
    "ors": ("individual", "interpersonal", "social", "overall"),
    "srs": ("relationship", "goals", "approach", "overall"),
}
QUESTIONS = (
    "{name}: how has it been?",
    "{name} (mark a point on the line)",
    "{name} – your answer",
    "Please rate: {name}",
    "How would you mark {name}?",
    "{name}?",
)
HOUSE = (
    *("{name}", "{name} *", "{name} (from the card)", "{name}:"),
    *("{n}. {name}", "Q{n} {name}", "{n}) {name}", "[{n}] {name}"),
)
SCALE = (
    *("{name}", "{name} (0-{most})", "{name} [0-{most}]", "{name} 0–{most}"),
    *("{n}. {name}", "{name} /{most}", "{name} (max. {most})"),
)
LONG = {"ors": "Outcome Rating Scale", "srs": "Session Rating Scale"}


def names(language: str) -> dict[str, str]:
    """Map each field, score area and other part of a header to its words in one language."""
    place = LANGUAGES.index(language)
    return {part: words.split("|")[place] for part, words in NAMES.items()}


def any_language(pick: random.Random) -> dict[str, str]:
    """Return the column names of a random language; English is as likely as all others together."""
    return names(pick.choice(("en", *LANGUAGES)))


def plain_headers(words: dict[str, str], *, scale_first: bool = True) -> dict[str, str]:
    """Map canonical fields to plain headers, such as `ORS total`."""
    found = {field: words[field] for field in ("client_id", "session_date", "therapist")}
    for form, parts in PARTS.items():
        for part in (*parts, "total"):
            text = words[part]
            found[f"{form}_{part}"] = f"{form.upper()} {text}" if scale_first else f"{text} ({form.upper()})"
    return found


def numbered(headers: dict[str, str], pick: random.Random) -> dict[str, str]:
    """Extend all headers in one style, for example by consecutive question numbers."""
    house, scale = pick.choice(HOUSE), pick.choice(SCALE)
    counts = "{n}" in house and "{n}" in scale
    made = {}
    for n, (field, name) in enumerate(headers.items(), pick.randint(1, 8)):
        is_score = field.startswith(("ors_", "srs_"))
        pattern = (house if counts else scale) if is_score else house
        made[field] = pattern.format(name=name, n=n, most=40 if field.endswith("_total") else 10)
    return made


def questions(words: dict[str, str], pick: random.Random) -> dict[str, str]:
    """Return headers worded as whole questions."""
    form = pick.choice(QUESTIONS)
    found = {field: words[field] for field in ("client_id", "session_date", "therapist")}
    for scale, parts in PARTS.items():
        for part in parts:
            found[f"{scale}_{part}"] = form.format(name=words[part])
    return found
