"""The small practice as many different exports: eight languages, many layouts and containers.

Sources of header names and layouts: the OpenFIT import template (support.openfit.care), the tables of CamCOPS 2.4.24,
the help pages of Mirah on flat-file observations, the scale of QIT online (0-100); what has no published header is
our own making.
"""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tests.support.small_practice import COLUMNS, ORS, SRS, practice

SCORES = (*ORS, "ors_total", *SRS, "srs_total")
CONTEXT = ("case_id", "therapist", "site", "program", "closure")
Cell = str | Decimal | datetime.date | None


@dataclass
class Table:
    """Table before it is written; rows contain values, not text."""

    headers: list[str]
    rows: list[list[Cell]]

    def shuffled(self, order: random.Random | None) -> Table:
        """Shuffle rows and columns by `order`; return the table unchanged if `order` is None."""
        if order is None:
            return self
        places = list(range(len(self.headers)))
        order.shuffle(places)
        rows = [[row[place] for place in places] for row in self.rows]
        order.shuffle(rows)
        return Table([self.headers[place] for place in places], rows)


@dataclass(frozen=True)
class Export:
    """Generated export with the expected result of its import.

    files: (name, content); carries: the columns of `export sessions` it can hold beside the key; empty: whether
    it holds sessions without any score; missed: rows of appointments that did not take place; layout: as
    reported; answers: to the question that it raises, if any.
    """

    files: list[tuple[str, bytes]]
    carries: tuple[str, ...]
    layout: str = "one_row_per_session"
    empty: bool = True
    missed: int = 0
    answers: dict[str, str] | None = None


@dataclass(frozen=True)
class Locale:
    """Locale of an export: headers, words for how episodes ended, and number and date formats.

    headers: canonical field to header; endings: closure class to the word a practice writes.
    """

    headers: dict[str, str]
    endings: dict[str, str]
    delimiter: str = ";"
    decimal: str = ","
    date: str = "%d.%m.%Y"
    encoding: str = "cp1252"
    scale: int = 1  # what a point of an area is multiplied by


def text(cell: Cell, locale: Locale) -> str:
    """Format a value in a locale."""
    if isinstance(cell, Decimal):
        return str((cell * locale.scale).normalize().__format__("f")).replace(".", locale.decimal)
    if isinstance(cell, datetime.date):
        day = cell.strftime(locale.date)
        return f"{cell.month}/{cell.day}/{cell.year}" if locale.date == "%-m/%-d/%Y" else day
    return "" if cell is None else str(cell)


def as_csv(
    table: Table, locale: Locale, order: random.Random | None, *, quoting=csv.QUOTE_MINIMAL, above=()
) -> bytes:
    """Return a table as an encoded CSV file; `above` are rows before the header."""
    table = table.shuffled(order)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=locale.delimiter, quoting=quoting, lineterminator="\r\n")
    writer.writerows(above)
    writer.writerow(table.headers)
    writer.writerows([[text(cell, locale) for cell in row] for row in table.rows])
    return out.getvalue().encode(locale.encoding)


def of_locale(locale: Locale, order: random.Random | None) -> Export:
    """Return an export with one row per session and the headers of a locale."""
    fields = list(locale.headers)
    rows = []
    for row in practice().sessions:
        row = row | {"closure": locale.endings.get(row["closure"], row["closure"])}
        rows.append([row[field] for field in fields])
    content = as_csv(Table(list(locale.headers.values()), rows), locale, order)
    return Export([("export.csv", content)], tuple(f for f in fields if f in COLUMNS))


def _headers(names: str, fields: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(fields, names.split("|"), strict=True))


def _endings(words: str) -> dict[str, str]:
    kinds = ("planned", "unplanned", "transferred", "administrative", "not_a_course", "ongoing", "unknown")
    return dict(zip(kinds, words.split("|"), strict=True))


ALL = ("client_id", "therapist", "session_no", "session_date", *SCORES, "program", "site", "closure")
ENGLISH = Locale(
    _headers(
        "Client ID|Clinician|Session #|Session Date|ORS Individually|ORS Interpersonally|ORS Socially|ORS Overall|"
        "ORS Total|SRS Relationship|SRS Goals and Topics|SRS Approach or Method|SRS Overall|SRS Total|Program|Location|"
        "Discharge Reason",
        ALL,
    ),
    _endings("Goals met|Dropped out|Referred on|Insurance ended|Assessment only|Active|Not known"),
    delimiter=",",
    decimal=".",
    date="%-m/%-d/%Y",
    encoding="utf-8",
)
GERMAN = Locale(
    _headers(
        "Klient*in-Nr.|Therapeut/in|Sitzung Nr.|Sitzungsdatum|ORS Individuell|ORS Zwischenmenschlich|ORS Sozial|"
        "ORS Insgesamt|ORS gesamt|SRS Beziehung|SRS Ziele und Themen|SRS Ansatz oder Methode|SRS Insgesamt|SRS gesamt|"
        "Programm|Standort|Beendigungsgrund",
        ALL,
    ),
    _endings("regulär beendet|Abbruch|Weiterverweisung|verstorben|nur Beratung|laufend|unbekannt"),
)
DANISH = Locale(
    _headers(
        "Borger nr.|Behandler|Samtale nr.|Mødedato|Individuelt|Nære relationer|Socialt|ORS Generelt|ORS sum|Relation|"
        "Mål og emner|Tilgang og/eller metode|SRS Generel vurdering|SRS sum|Indsats|Sted|Afslutningsårsag",
        ALL,
    ),
    _endings(
        "Afsluttet efter aftale|Udeblevet / stoppet uden aftale|Henvist videre|Død|Kun vurdering|Aktiv|Ukendt"
    ),
    date="%d-%m-%Y",
    encoding="utf-8-sig",
)
NORWEGIAN = Locale(
    _headers(
        "Bruker|Terapeut|Time nr.|Timedato|ORS Individuelt|ORS Nære relasjoner|ORS Sosialt|ORS Generelt|ORS sum|"
        "SRS Relasjon|SRS Mål og tema|SRS Tilnærming/metode|SRS Helhet|SRS sum|Tiltak|Avdeling|Avslutningsårsak",
        ALL,
    ),
    _endings("avsluttet etter avtale|avbrutt|henvist|død|ikke egnet|pågående|ukjent"),
)
SWEDISH = Locale(
    _headers(
        "Klientnr|Behandlare|Samtal nr|Datum|ORS Individuellt|ORS Nära relationer|ORS Socialt|ORS Allmänt|ORS summa|"
        "SRS Relationen|SRS Mål och ämnen|SRS Tillvägagångssätt/metod|SRS Helhet|SRS summa|Insats|Mottagning|"
        "Avslutsorsak",
        ALL,
    ),
    _endings("avslutad enligt plan|avbruten av klienten|remitterad|avliden|endast bedömning|pågående|okänd"),
    date="%Y-%m-%d",
)
DUTCH = Locale(
    _headers(
        "Cliëntnummer|Behandelaar|Sessie|Sessiedatum|Individueel functioneren|Relationeel functioneren|"
        "Sociaal functioneren|Algeheel functioneren|Totaalscore ORS|Werkrelatie|Doelen en onderwerpen|"
        "Aanpak of methode|SRS Algemeen|Totaalscore SRS|Zorgpad|Vestiging|Reden afsluiting",
        ALL,
    ),
    _endings(
        "afgerond in overleg|voortijdig gestopt|doorverwezen|overleden|alleen intake|in behandeling|onbekend"
    ),
    date="%d-%m-%Y",
)
FRENCH = Locale(
    _headers(
        "N° de dossier|Intervenant(e)|Séance n°|Date de la séance|ORS Individuel|ORS Interpersonnel|ORS Social|"
        "ORS Dans l'ensemble|Score ORS|SRS Relation|SRS Objectifs et thèmes|SRS Approche ou méthode|"
        "SRS Perception globale|Score SRS|Programme|Point de service|Motif de fin",
        ALL,
    ),
    _endings("fin planifiée|abandon|orienté|décès|évaluation seulement|en cours|inconnu"),
    date="%d/%m/%Y",
)
SPANISH = Locale(
    _headers(
        "N.º historia|Terapeuta|Sesión n.º|Fecha de sesión|ORS Individual|ORS Interpersonal|ORS Social|ORS General|"
        "Puntuación ORS|SRS Relación|SRS Objetivos y temas|SRS Enfoque o método|SRS En conjunto|Puntuación SRS|"
        "Servicio|Sede|Motivo de alta",
        ALL,
    ),
    _endings("alta terapéutica|abandono|derivado|fallecido|solo evaluación|en curso|desconocido"),
    date="%d/%m/%Y",
    encoding="utf-8",
)
SWISS = Locale(GERMAN.headers, GERMAN.endings, decimal=".")
ITEMS_100 = Locale(DUTCH.headers, DUTCH.endings, date="%d/%m/%Y", encoding="utf-8", scale=10)
TOTALS = Locale(
    _headers(
        "Case file number|Staff member|Date|ORS|SRS",
        ("client_id", "therapist", "session_date", "ors_total", "srs_total"),
    ),
    {},
    delimiter="|",
    decimal=".",
    date="%Y-%m-%d",
    encoding="utf-8",
)
UNICODE_TEXT = Locale(
    ENGLISH.headers, ENGLISH.endings, delimiter="\t", decimal=".", date="%d/%m/%Y", encoding="utf-16"
)
PLAIN = Locale(
    {name: name for name in COLUMNS}, {}, delimiter=",", decimal=".", date="%Y-%m-%d", encoding="utf-8"
)
LOCALES = {
    **{"canonical": PLAIN, "us": ENGLISH, "german": GERMAN, "danish": DANISH, "norwegian": NORWEGIAN},
    **{"swedish": SWEDISH, "dutch": DUTCH, "french": FRENCH, "spanish": SPANISH, "swiss": SWISS},
    **{"items_of_100": ITEMS_100, "totals_only": TOTALS, "unicode_text": UNICODE_TEXT},
}


def openfit(order: random.Random | None) -> Export:
    """Return an export in the OpenFIT import template: quoted, with byte order mark."""
    names = (
        "Service_Location Provider_Email Provider_ID Client_ID Client_Age_Group Case_ID Case_Date Session_ID"
    )
    headers = [
        *names.split(),
        "Session_Date",
        "ORS_Skip",
        *(f"ORSQ{k}" for k in range(1, 5)),
        "Total_ORS",
        "SRS_Skip",
    ]
    headers += [
        *(f"SRSQ{k}" for k in range(1, 5)),
        "Total_SRS",
        "Notes",
        "Episode_Program",
        "Episode_Closure_Reason",
    ]
    rows = []
    for row in practice().sessions:
        about = ("therapist", "client_id", "age_group", "case_id", "case_start", "session_no", "session_date")
        first = [row["site"], "", *(row[name] for name in about)]
        ors = ["Y" if row["ors_total"] is None else "N", *(row[area] for area in ORS), None]
        srs = ["Y" if row["srs_total"] is None else "N", *(row[area] for area in SRS), None]
        ending = ENGLISH.endings.get(row["closure"], "")
        last = ['said "well", left', row["program"], ending]
        rows.append([*first, *ors, *srs, *last])
    locale = Locale({}, {}, delimiter=",", decimal=".", date="%Y-%m-%d", encoding="utf-8-sig")
    content = as_csv(Table(headers, rows), locale, order, quoting=csv.QUOTE_ALL)
    return Export([("openfit.csv", content)], (*CONTEXT, "age_group", *SCORES, "ors_version", "srs_version"))


def all_exports() -> dict[str, Callable[[random.Random | None], Export]]:
    """Return all exports by name, each as a function of the row order (a random source or None)."""
    from tests.support import export_layouts, export_packed

    made = {name: lambda order, locale=locale: of_locale(locale, order) for name, locale in LOCALES.items()}
    return made | {"openfit": openfit} | export_layouts.LAYOUTS | export_packed.PACKED
