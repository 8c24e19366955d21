"""Every case of venues/<lang>.toml is a text and its buildings; under [[talks]], its contacts'."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from storage.records import Article
from tasks.extraction import extract
from tasks.extraction.places import find_places
from tasks.extraction.reading import read
from tasks.extraction.venues import find_venues
from tests.quality_gate import make_article

FILES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "venues").glob("*.toml"))
}


def cases(table):
    return [
        pytest.param(language, case, id=f"{language}/{case['name']}")
        for language, tables in FILES.items()
        for case in tables.get(table, ())
    ]


def article_of(language: str, case) -> Article:
    day = f"{case['published']}T12:00:00+00:00"
    told = {"id": "x", "lang": language, "published": day, "title": "", "text": case["text"]}
    return make_article(told)


@pytest.mark.parametrize(("language", "case"), cases("cases"))
def test_buildings_of_a_text(language, case):
    document = read(case["text"], language, date(2025, 9, 1))

    found = find_venues(document, find_places(document))

    assert [venue.name for venue in found] == case["venues"]


@pytest.mark.parametrize(("language", "case"), cases("talks"))
def test_buildings_of_the_contacts_of_a_text(language, case):
    article = article_of(language, case)

    claims = extract(article).talk_claims

    assert [f"{c.date_start} {c.venue or '-'}" for c in claims] == case["venues"]
    for claim in claims:
        told = [span for span in claim.evidence if span.slot == "venue"]
        assert bool(told) == (claim.venue is not None)
        assert all(article.text[span.start : span.end] == span.text for span in told)
