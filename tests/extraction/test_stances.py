"""Stances: every case of stances/<lang>.toml is a sentence of a report on a round of talks."""

import tomllib
from pathlib import Path

import pytest

from tasks.extraction import extract
from tests.quality_gate import make_article

# What the sentence of a case stands after: the news itself.
OPENINGS = {
    "de": "Delegationen Russlands und der USA haben sich am Dienstag in Wien getroffen.",
    "en": "Russian and American delegations met in Vienna on Tuesday.",
    "fr": "Des délégations russe et américaine se sont réunies mardi à Vienne.",
    "it": "Delegazioni di Russia e Stati Uniti si sono incontrate martedì a Vienna.",
    "ru": "Российская и американская делегации встретились во вторник в Вене.",
    "tr": "Rusya ve ABD heyetleri salı günü Viyana'da bir araya geldi.",
}
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}/{case['text'][:50]}")
    for path in sorted((Path(__file__).parent / "stances").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["cases"]
]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_topics_have_the_stance_that_the_sentence_tells(language, case):
    opening = OPENINGS[language]
    article = {
        "id": "x",
        "lang": language,
        "published": "2025-10-23",
        "title": opening,
        "text": f"{opening} {case['text']}",
    }

    found = {c.topic: c.stance for c in extract(make_article(article)).topic_claims}

    assert found.items() >= case.get("stances", {}).items()
    assert found.keys().isdisjoint(case.get("absent", []))
