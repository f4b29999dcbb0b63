"""Tests of survey files whose column names are questions, codes or paths, and of clients given by name."""

from __future__ import annotations

import csv
import io

import pytest

from analytics.ingest.base.errors import ImportRejected, QuestionForUser
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.shared_words import meanings
from analytics.ingest.columns.wide_format import split
from tests.support.exporters.words import names

AREAS = ("individual", "interpersonal", "social", "overall", "relationship", "goals", "approach", "overall")
FACTS = ("client_id", "session_date", "therapist")
ROWS = [
    ["C01", "2026-03-02", "Berg", "4.5", "4.5", "4.5", "4.7", "8.5", "8.5", "8.5", "8.5"],
    ["C02", "2026-03-04", "Lind", "6.5", "3.5", "4.5", "4.1", "8.0", "8.5", "9.5", "8.5"],
]
SESSIONS = [("C01", "2026-03-02", "Berg", 18.2, 34.0), ("C02", "2026-03-04", "Lind", 18.6, 34.5)]
QUESTIONS = [
    ("en", "How would you mark {}?"),
    ("en", "Over the last week, how was it? {}"),
    ("de", "Wie würden Sie {} einschätzen?"),
    ("es", "¿Cómo se siente usted en la última semana ({})?"),
    ("fr", "Comment évaluez-vous {}\u00a0?"),
    ("sv", "Hur har det varit med {} den senaste veckan?"),
    ("nl", "Hoe zou u {} aangeven?"),
    ("da", "Hvordan har {} været i den sidste uge?"),
    ("no", "Hvordan vil du markere {}?"),
]


def text(*rows, delimiter=",") -> str:
    csv.writer(out := io.StringIO(), delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def words(language: str, question: str = "{}") -> tuple[list[str], list[str]]:
    """Return two lists of column names: client, day, therapist; and the eight areas as questions."""
    known = names(language)
    return [known[part] for part in FACTS], [question.format(known[part]) for part in AREAS]


def read(seen) -> list[tuple]:
    return [(s[0], s[2], s[3], s[5], s[8]) for s in seen.sessions]


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
def test_the_words_that_questions_share_are_left_away(understand, language, question):
    facts, asked = words(language, question)
    numbered = [f"{n}. {head}" for n, head in enumerate([*facts, *asked], 1)]
    broken = [head.replace(" ", "\u00a0", 1).replace(" ", "\n", 1) + "\n" for head in [*facts, *asked]]
    for heads in (broken, numbered if question.endswith("?") else [*facts, *asked]):
        seen = understand(text(heads, *ROWS))
        assert read(seen) == SESSIONS
        known = {entry["field"]: entry for entry in seen.document["recognised"]["matching"]}
        assert known["srs_goals"]["how"] == "addition" and known["srs_goals"]["confidence"] == "likely"


@pytest.mark.parametrize(
    "question",
    [
        "How would your mother mark {}?",
        "What do you expect next time: expected {}",
        "Wie hat der Vater {} eingeschätzt?",
        "Comentario sobre {} aquí",
        "How did the PHQ go: {}?",
    ],
)
def test_words_that_make_another_thing_of_scores_are_not_left_away(understand, question):
    facts, asked = words("en", question)
    with pytest.raises(ImportRejected, match="No column was found for the scores"):
        understand(text([*facts, *asked], *ROWS))


def test_words_count_as_shared_from_three_different_columns_on():
    known = meanings(HeaderNames(), ["Would you say Socially here", "Would you say Individually here"])
    assert known == [None, None]
    known = meanings(
        HeaderNames(),
        ["Would you say Socially here", "Would you say Socially here", "Would you say Social here"],
    )
    assert known == [None, None, None]


def test_the_scale_among_the_shared_words_counts():
    four = ["ORS, would you say Socially", "ORS, would you say Overall", "ORS, would you say Individually"]
    assert [known.field for known in meanings(HeaderNames(), four)] == [
        "ors_social",
        "ors_overall",
        "ors_individual",
    ]


@pytest.mark.parametrize(
    ("before", "behind", "is_day"),
    [
        ("", " (on the card)", True),
        ("Registered ", "", False),
        ("Card ", "", False),
        ("", " of birth here", False),
    ],
)
def test_shared_words_before_a_day_may_make_another_day_of_it(before, behind, is_day):
    known = meanings(
        HeaderNames(), [f"{before}{name}{behind}" for name in ("Client code", "Session date", "Therapist")]
    )
    assert (known[1] is not None and known[1].field == "session_date") is is_day


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_codes_of_questions_above_their_texts(understand, language):
    meta = ["StartDate", "EndDate", "Progress", "RecordedDate", "ResponseId"]
    values = ["2026-03-02 09:00:00", "2026-03-02 09:05:00", "100", "2026-03-02 09:05:01", "R_1"]
    blocks = [f"Q{block}_{part}" for block in (4, 5) for part in (1, 2, 3, 4)]
    for codes in (
        ["Q1", "Q2", "Q3", *blocks],
        [f"Q{n}" for n in range(1, 12)],
        [f"QID{n}" for n in range(1, 12)],
    ):
        facts, asked = words(language, "{}" if codes[0] == "QID1" else "How would you mark {}?")
        ids = [f'{{"ImportId":"QID{n}"}}' for n in range(16)]
        rows = [[*meta, *codes], [*meta, *facts, *asked], ids, *([*values, *row] for row in ROWS)]
        assert read(understand(text(*rows))) == SESSIONS


def test_the_number_of_a_question_is_none_of_a_session(understand):
    assert (
        split(HeaderNames(), "Q4_1 Outcome Rating Scale") is None and split(HeaderNames(), "Q5.2 SRS") is None
    )
    heads = [
        f"Q{b}_{n} {form}" for b, form in ((4, "Outcome Rating Scale"), (5, "SRS")) for n in (1, 2, 3, 4)
    ]
    assert read(understand(text(["Client", "Date", "Therapist", *heads], *ROWS))) == SESSIONS


def test_a_refusal_for_numbers_without_days_says_both_ways_out(understand):
    content = "Client,Date,ORS 4,ORS 5\nA,2026-01-05,20,21\n"
    with pytest.raises(ImportRejected, match="have numbers that no date column has") as refused:
        understand(content)
    assert "column:ORS 4=ors_total" in str(refused.value)
    seen = understand(content, answers={"column:ORS 4": "ors_total", "column:ORS 5": "not_used"})
    assert seen.column(5) == [20.0]


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "nl"])
def test_limesurvey_with_code_and_text(understand, language):
    facts, asked = words(language, "[{}]")
    codes = [f"{form}[SQ00{n}]. How was it? " for form in ("ORS", "SRS") for n in (1, 2, 3, 4)]
    scores = [code + area for code, area in zip(codes, asked, strict=True)]
    heads = ["id", "submitdate", "lastpage", f"klient. {facts[0]}", f"wer. {facts[2]}", *scores]
    rows = [[str(n), f"{row[1]} 10:00:00", "3", row[0], *row[2:]] for n, row in enumerate(ROWS, 1)]
    assert read(understand(text(heads, *rows, delimiter=";"))) == SESSIONS


@pytest.mark.parametrize(("language", "question"), QUESTIONS[:5])
def test_surveymonkey_with_questions_in_its_second_row(understand, language, question):
    facts, asked = words(language, question)
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
    above = [*meta, facts[0], facts[2], "ORS", "", "", "", "SRS", "", "", ""]
    below = ["", "", "", "", "Open-Ended Response", "Response", *asked]
    rows = [[f"118{n}", "44", row[1], row[1], row[0], *row[2:]] for n, row in enumerate(ROWS)]
    assert read(understand(text(above, below, *rows))) == SESSIONS


@pytest.mark.parametrize("mark", ["-", ":", "/", "."])
def test_a_path_of_groups_before_a_name(understand, mark):
    stamp = "2026-03-09T09:00:00Z"
    head = ["SubmissionDate", f"about{mark}client_id", f"about{mark}therapist", "KEY"]
    parent = text(head, [stamp, "C01", "Berg", "u1"], [stamp, "C02", "Lind", "u2"])
    head = ["session_date", f"ors{mark}ors_total", f"srs{mark}srs_total", "PARENT_KEY", "KEY"]
    child = text(head, ["2026-03-02", "18.2", "34", "u1", "v1"], ["2026-03-04", "18.6", "34.5", "u2", "v2"])
    assert read(understand(parent, child)) == SESSIONS


NAMED = ["Client name", "Klientenname", "Nombre del cliente", "Klientens navn", "Pasientens navn", "Patientens namn",
         "Naam cliënt", "Nom du client"]  # fmt: skip


@pytest.mark.parametrize("head", NAMED)
def test_a_name_as_the_only_client_is_asked_about(understand, head):
    facts, asked = words("en")
    people = ("Ada Holt", "Bo Ny") if NAMED.index(head) % 2 else ("Ada", "Bo")
    rows = [[name, *row[1:]] for name, row in zip(people, ROWS, strict=True)]
    content = text([head, *facts[1:], *asked], *rows)
    with pytest.raises(QuestionForUser) as needs:
        understand(content)
    asks = needs.value.question
    assert (asks.key, asks.choices) == ("client_column", ("use", "hash", "leave_out"))
    assert understand(content, answers={"client_column": "use"}).column(0) == list(people)
    assert all(code[:2] == "n-" for code in understand(content, answers={"client_column": "hash"}).column(0))
    with pytest.raises(ImportRejected, match="left out because it holds names"):
        understand(content, answers={"client_column": "leave_out"})


@pytest.mark.parametrize(
    "code", ["Chart no. (code)", "Klient*in-Nr.", "Código de paciente", "1. Cliëntnummer *"]
)
def test_a_code_beside_a_name_is_the_client(understand, code):
    facts, asked = words("en")
    rows = [["Ada Holt", *row] for row in ROWS]
    for head in NAMED[:3]:
        assert read(understand(text([head, code, *facts[1:], *asked], *rows))) == SESSIONS


def test_codes_under_the_heading_name_are_codes(understand):
    facts, asked = words("en")
    assert read(understand(text(["Client name", *facts[1:], *asked], *ROWS))) == SESSIONS


@pytest.mark.parametrize("head", ["Name", "What is your name?", "Nombre", "Vor- und Nachname", "2. Naam *"])
def test_a_name_of_whoever_answered_may_be_the_client(understand, head):
    facts, asked = words("en")
    people = ("Ada", "Bo")
    content = text(
        [head, *facts[1:], *asked], *([name, *row[1:]] for name, row in zip(people, ROWS, strict=True))
    )
    with pytest.raises(QuestionForUser) as needs:
        understand(content)
    asks = needs.value.question
    assert (asks.key, asks.choices, asks.examples) == (f"column:{head}", ("client_id", "not_used"), ())
    with pytest.raises(QuestionForUser) as needs:
        understand(content, answers={asks.key: "client_id"})
    assert needs.value.question.key == "client_column"
    assert understand(content, answers={asks.key: "client_id", "client_column": "use"}).column(0) == list(
        people
    )
    with pytest.raises(ImportRejected, match="No column was found for the client"):
        understand(content, answers={asks.key: "not_used"})


@pytest.mark.parametrize("code", ["Klientennummer", "Código de paciente", "Klient*in-Nr.", "Your code"])
def test_the_number_of_a_record_is_no_client_beside_a_code(understand, code):
    facts, asked = words("en")
    rows = [[str(n), *row] for n, row in enumerate(ROWS, 1)]
    assert read(understand(text(["Record ID", code, *facts[1:], *asked], *rows))) == SESSIONS


@pytest.mark.parametrize(
    ("question", "remark"),
    [
        ("How was {} lately?", "Anything to say on {} then?"),
        ("Wie war {} zuletzt?", "Möchten Sie zu {} etwas sagen?"),
        ("¿Qué tal {} ahora?", "¿Quiere decir algo de {} hoy?"),
    ],
)
def test_remarks_on_questions_are_no_scores(understand, question, remark):
    facts, asked = words("en")
    heads = [head for area in asked for head in (question.format(area), remark.format(area))]
    rows = [[*row[:3], *(cell for score in row[3:] for cell in (score, "fine"))] for row in ROWS]
    assert read(understand(text([*facts, *heads], *rows))) == SESSIONS
