"""Which outlets a text cites, and whose copy it is: the cases of statements/<language>.toml."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from tasks.extraction.citations import find_citations, find_wire_agency
from tasks.extraction.quotations import find_quotations
from tasks.extraction.reading import read

FOLDER = Path(__file__).parent / "statements"
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}/{case['name']}")
    for file in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(file.read_text("utf-8"))["cases"]
]


def document_of(language, text):
    return read(text.strip(), language, date(2025, 10, 6))


@pytest.mark.parametrize(("language", "case"), CASES)
def test_cited_outlets_and_the_wire_are_told_apart(language, case):
    document = document_of(language, case["text"])

    cited = find_citations(document, find_quotations(document))

    assert list(cited) == case["cites"]
    assert find_wire_agency(document) == case.get("wire")


WIRES = [
    ("en", "GENEVA, March 3 (Reuters) - The teams met on Monday.", "Reuters"),
    ("en", "GENEVA, March 3. /TASS/. The teams met on Monday.", "TASS"),
    ("en", "TASS, March 3. The teams met on Monday.", "TASS"),
    ("en", "The teams met on Monday.\n- Reuters", "Reuters"),
    ("fr", "GENÈVE (AFP) — Les équipes se sont vues lundi.", "AFP"),
    ("fr", "Les équipes se sont vues lundi.\nAvec AFP", "AFP"),
    ("ru", "ЖЕНЕВА, 3 мар - РИА Новости. Делегации встретились.", "RIA Novosti"),
    ("ru", "ТАСС, 3 марта. Делегации встретились.", "TASS"),
    ("ru", "Делегации встретились. Об этом сообщает ТАСС.", None),
    ("en", "Reuters reported that the teams met on Monday.", None),
]


@pytest.mark.parametrize(("language", "text", "agency"), WIRES)
def test_a_dateline_or_a_footer_names_the_wire(language, text, agency):
    assert find_wire_agency(document_of(language, text)) == agency
