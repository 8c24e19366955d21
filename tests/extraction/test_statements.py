"""Who said which words: every case of statements/<language>.toml."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from tasks.extraction.attributions import find_attributions
from tasks.extraction.people import find_people
from tasks.extraction.quotations import find_quotations
from tasks.extraction.reading import read
from tasks.extraction.statements import find_statements

FOLDER = Path(__file__).parent / "statements"
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}/{case['name']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text("utf-8"))["cases"]
]


def document_of(language, text):
    return read(text.strip(), language, date(2025, 10, 6))


def statements_of(document):
    people = find_people(document)
    quotations = find_quotations(document)
    attributions = find_attributions(document, quotations, people)
    return find_statements(document, "article", quotations, attributions)


@pytest.mark.parametrize(("language", "case"), CASES)
def test_direct_statements_have_their_speakers(language, case):
    document = document_of(language, case["text"])

    found = [s for s in statements_of(document) if s.direct]

    assert [s.speaker for s in found] == [speaker for speaker, _ in case["statements"]]
    for statement, (_, opening) in zip(found, case["statements"], strict=True):
        assert statement.quote.startswith(opening)


@pytest.mark.parametrize(("language", "case"), CASES)
def test_every_statement_quotes_the_text_verbatim(language, case):
    document = document_of(language, case["text"])

    for statement in statements_of(document):
        assert document.text[statement.start : statement.end] == statement.quote


def test_a_reported_clause_is_an_indirect_statement():
    text = "Peskov said on Tuesday that no date for the call had been fixed yet."

    (statement,) = statements_of(document_of("en", text))

    assert (statement.speaker, statement.direct) == ("peskov", False)
    assert statement.quote == "no date for the call had been fixed yet"


def test_a_clause_before_its_speaker_is_an_indirect_statement():
    text = "Новая дата звонка пока не определена, сообщил журналистам Дмитрий Песков."

    (statement,) = statements_of(document_of("ru", text))

    assert (statement.speaker, statement.direct) == ("peskov", False)
    assert statement.quote == "Новая дата звонка пока не определена"


ATTRIBUTIONS = [
    ("en", "The teams meet next week, Ushakov told reporters in Moscow on Thursday.", "Thursday"),
    ("en", "In Doha on Wednesday, Lavrov said that the teams meet next week.", "Doha on Wednesday"),
    (
        "fr",
        "Ils se verront en mai, a annoncé mercredi Sergueï Lavrov, en déplacement à Doha.",
        "Doha",
    ),
    ("fr", "Jeudi à Genève, Marco Rubio a déclaré que la date restait à fixer.", "Jeudi à Genève"),
    ("ru", "Встреча пройдет в мае, сообщил в среду журналистам Юрий Ушаков.", "в среду"),
    ("ru", "В четверг в Дохе Сергей Лавров заявил, что дата не названа.", "В четверг в Дохе"),
]


@pytest.mark.parametrize(("language", "text", "frame"), ATTRIBUTIONS)
def test_the_time_and_place_of_saying_lie_in_the_attribution(language, text, frame):
    document = document_of(language, text)

    (attribution,) = find_attributions(document, [], find_people(document))

    assert frame in text[attribution.start : attribution.end]
    assert attribution.speaker is not None


SAID_NOT_FRAME = [
    ("en", "Rubio said on Thursday the talks would be held in Riyadh in May.", "Riyadh"),
    ("fr", "Peskov a déclaré mardi que la réunion aurait lieu à Riyad en mai.", "Riyad"),
    ("ru", "Песков заявил во вторник, что встреча пройдет в Эр-Рияде в мае.", "Эр-Рияде"),
]


@pytest.mark.parametrize(("language", "text", "place"), SAID_NOT_FRAME)
def test_what_was_said_stays_outside_the_attribution(language, text, place):
    document = document_of(language, text)

    (attribution,) = find_attributions(document, [], find_people(document))

    assert place not in text[attribution.start : attribution.end]


INDIRECT = FOLDER.parent / "indirect_statements.toml"


@pytest.mark.parametrize(
    ("language", "text", "speaker", "clause"),
    [
        pytest.param(language, *case, id=f"{language}/{case[0][:40]}")
        for language, cases in tomllib.loads(INDIRECT.read_text("utf-8")).items()
        for case in cases
    ],
)
def test_a_reported_clause_has_its_speaker_and_its_bounds(language, text, speaker, clause):
    found = [
        (s.speaker, s.quote) for s in statements_of(document_of(language, text)) if not s.direct
    ]

    assert found == ([(speaker, clause)] if speaker else [])
