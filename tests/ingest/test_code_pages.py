"""Tests of Windows, Macintosh and DOS encodings: detected from words, asked about if ambiguous."""

from __future__ import annotations

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.containers.encodings import ranked
from analytics.ingest.containers.file_kind import encodings_of

HEAD = ("Client", "Date", "Therapist", "ORS", "SRS", "Notes")


def table(therapists, *, delimiter=",", end="\n", note="") -> str:
    """Return a file with one session per therapist."""
    rows = [(f"C{n:02}", f"2026-03-{n + 1:02}", who, "20.5", "36", note) for n, who in enumerate(therapists)]
    return "".join(delimiter.join(cells) + end for cells in (HEAD, *rows))


READ = {  # encoding -> therapists whose names can only be read under it
    "mac_roman": [
        ("Sørensen", "Bäck"),
        ("Müller", "Köhler", "Größe"),
        ("García", "Muñoz"),
        ("Jérôme", "François"),
    ],
    "cp850": [("Jürgen", "Größe"), ("Sørensen", "Åse Bäck"), ("Muñoz", "García")],
    "cp437": [("Jürgen", "Müller"), ("Muñoz", "Bäck")],
    "cp1250": [
        ("Dvořák", "Šťastný"),
        ("Wałęsa", "Świątek"),
        ("Kovács", "Erdős", "Fűrész"),
        ("Petrović", "Kovačić"),
    ],
    "iso8859-2": [("Dvořák", "Jiří"), ("Wałęsa", "Świątek"), ("Petrović", "Kovačić")],
    "cp1252": [
        ("Sørensen", "Bäck"),
        ("Müller",),
        ("Muñoz",),
        ("O’Brien",),
        ("Hélène", "Lefèvre"),
        ("Åse",),
        ("Cœur",),
    ],
    "iso8859-15": [("Cœur",), ("Šimon", "Žižka")],
    "mac_latin2": [("Gałązka", "Śmigły"), ("Gyöngyi", "Törőcsik", "Jenő"), ("Kolář", "Havlíček", "Růžena")],
    "cp852": [("Łukasz", "Jiří", "Dvořák"), ("Wałęsa", "Świątek"), ("Kolář", "Havlíček", "Růžena")],
}


@pytest.mark.parametrize("encoding", READ)
def test_names_are_read_as_they_were_written(tmp_path, encoding):
    for names in READ[encoding]:
        for delimiter, end in ((",", "\n"), (";", "\r\n"), ("\t", "\r\n")):
            (tmp_path / "file").write_bytes(table(names, delimiter=delimiter, end=end).encode(encoding))
            best, *others = encodings_of(tmp_path / "file")
            assert (" ".join(names).encode(encoding).decode(best), others) == (" ".join(names), [])


NAMES = {  # encoding in use -> names, a language a line
    "cp1252": """Schütz Döring Löffler Preuß Geßner Übel
        Håkansson Åström Löfgren Gävle Norén
        Søndergaard Dæhlin Gråbøl Øllgaard Hørsholm
        Kåre Østby Sjøvold Mæland Ørjan
        Chloé Gérard Françoise Béatrice Loïc
        Begoña Ordóñez Yáñez Fernández Álvarez
        João Conceição Magalhães Simões Antônio
        Daniëlle Israël Thaïs Eloïse Danaë
        Niccolò Mosè Pellicanò Daverà Giò
        Guðrún Þórður Sigríður Óðinn Hafþór""",
    "cp1250": """Gałązka Kołodziej Śmigły Jędrzej Bożena
        Kolář Havlíček Růžena Žáček Ondřej
        Gyöngyi Törőcsik Szűcs Jenő Fülöp
        Đurić Čačić Krešimir Anđelko Mišković
        Ţepeş Stănescu Năstase Ploieşti Mihăilă
        Štúr Ďuriš Ľuboš Hraško Kováčová""",
}
FAMILIES = {
    "cp1252": ("cp1252", "iso8859-15", "mac_roman", "cp850", "cp437"),
    "cp1250": ("cp1250", "iso8859-2"),
}
CASES = [
    (family, encoding, line.split())
    for family, encodings in FAMILIES.items()
    for encoding in encodings
    for line in NAMES[family].splitlines()
]


def candidates(names, encoding) -> tuple[list[str], list[list[str]]]:
    """Return the non-ASCII names that `encoding` can store, and how likely encodings decode them."""
    there = [
        name
        for name in names
        if name.encode(encoding, "ignore").decode(encoding) == name and not name.isascii()
    ]
    words = [name.encode(encoding) for name in there]
    return there, [[word.decode(one, "replace") for word in words] for one in ranked(words)] if words else [
        []
    ]


@pytest.mark.parametrize(("family", "encoding", "names"), CASES)
def test_names_are_read_right_or_asked_about(family, encoding, names):
    """Names are decoded correctly, or the encoding is asked about."""
    for some in (*([name] for name in names), *zip(names, names[1:], strict=False), names):
        there, read = candidates(some, encoding)
        assert there in read
    assert family != "cp1252" or encoding != "cp1252" or len(read) == 1, (
        "plain files of today are not asked about"
    )


@pytest.mark.parametrize("names", [("Søren",), ("Bäck",), ("Zoë", "Müller"), ("Élodie",), ("Åse",)])
def test_old_macintosh_line_ends_settle_it(understand, names):
    seen = understand(table(names, delimiter="\t", end="\r").encode("mac_roman"))
    assert sorted(seen.column(3)) == sorted(names)
    assert seen.document["recognised"]["encoding"] == "mac_roman"


ASKED = {
    "Polish or French": ("cp1250", ("Węgrzyn",), "Wêgrzyn"),
    "Czech or Italian": ("cp1250", ("Němec", "Martinů"), "Nìmec"),
    "Norwegian or Czech": ("cp1252", ("Bøe",), "Bře"),
    "Macintosh or Polish": ("mac_roman", ("Müller",), "Mźller"),
}


@pytest.mark.parametrize("case", ASKED)
def test_equally_good_names_are_a_question_with_both_spellings(understand, case):
    encoding, names, other = ASKED[case]
    content = table(names).encode(encoding)
    with pytest.raises(QuestionForUser) as asked:
        understand(content)
    question = asked.value.question
    assert question.key == "encoding" and encoding in question.choices and len(question.examples) <= 3
    shown = " ".join(question.examples)
    assert names[0] in shown and other in shown
    seen = understand(content, answers={"encoding": encoding})
    assert sorted(seen.column(3)) == sorted(names)


def test_codes_of_no_language_are_asked_about_where_the_best_reading_is_odd_too():
    words = ("äøäbA", "øßøä", "Allmänt", "Nära", "Välbefinnande", "ß", "ßa", "øa")
    assert set(ranked(word.encode("cp1252") for word in words)) == {"cp1250", "cp1252"}


def test_letters_of_a_column_that_is_not_used_are_no_question(understand):
    seen = understand(table(["Berg"], note="Węgrzyn").encode("cp1250"))
    assert seen.column(3) == ["Berg"]


def test_a_person_may_say_otherwise(understand):
    content = table(["Müller", "Köhler"]).encode("mac_roman")
    assert "Müller" in understand(content).column(3)
    assert "MŸller" in understand(content, answers={"encoding": "cp1252"}).column(3)


def test_an_encoding_that_lacks_a_byte_of_the_file_is_refused(understand):
    content = table(["Jürgen", "Größe"]).encode("cp850")
    with pytest.raises(ImportRejected, match="Take another encoding"):
        understand(content, answers={"encoding": "cp1252"})


def test_letters_of_another_alphabet_are_refused_and_never_guessed(understand):
    with pytest.raises(ImportRejected, match="Save it as CSV UTF-8"):
        understand(table(["Иванов", "Петрова", "Смирнов", "Кузнецова"]).encode("cp1251"))


def test_a_practice_of_many_languages_is_read_without_a_question():
    names = "Müller Köhler Größe Sørensen Åberg Muñoz García Jérôme Hélène Zoë João Anaïs Kjær Benoît".split()
    assert ranked(name.encode("cp1252") for name in names) == ("cp1252",)


@pytest.mark.parametrize("name", ["Sørensen", "Müller", "José"])
def test_letters_that_were_written_as_two_are_a_warning(understand, name):
    doubled = name.encode().decode("latin-1")
    assert "letters_lost" in understand(table([doubled])).document["warnings"]
    assert "letters_lost" not in understand(table([name])).document["warnings"]
    assert "letters_lost" not in understand(table(["Berg"], note=doubled)).document["warnings"]


def test_a_letter_of_a_name_is_no_sign_of_damage(understand):
    assert "letters_lost" not in understand(table(["CONCEIÇÃO", "MAGALHÃES"])).document["warnings"]
