"""Every case of heads/<lang>.toml is a sentence and who leads a team by it.

Under [[talks]] it is a text, with who led in each of its contacts.
"""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from tasks.extraction import find_layers
from tasks.extraction.contacts.heads import find_heads
from tasks.extraction.people import find_people
from tasks.extraction.reading import read
from tasks.extraction.talks import find_talk_claims
from tasks.extraction.topics import find_topics

FILES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "heads").glob("*.toml"))
}


def cases(table):
    return [
        pytest.param(language, case, id=f"{language}/{case['text'].strip()[:60]}")
        for language, tables in FILES.items()
        for case in tables.get(table, ())
    ]


def layers_of(language, text, day):
    document = read(text, language, day)
    return find_layers(document, find_people(document), find_topics(document))


@pytest.mark.parametrize(("language", "case"), cases("cases"))
def test_who_leads_a_team_by_a_sentence(language, case):
    heads = find_heads(layers_of(language, case["text"], date(2025, 5, 5)))

    assert sorted(person.person_id for person in heads) == sorted(case["heads"])


@pytest.mark.parametrize(("language", "case"), cases("talks"))
def test_who_led_the_teams_of_each_contact_of_a_text(language, case):
    claims = find_talk_claims(layers_of(language, case["text"], case["published"]), "article")

    told = [f"{claim.date_start or '-'} {' '.join(claim.heads) or '-'}" for claim in claims]
    assert told == case["heads"]
    for claim in claims:
        words = [span for span in claim.evidence if span.slot == "heads"]
        assert len({span.text for span in words}) >= len(claim.heads)
        assert set(claim.heads) <= set(claim.participants)
        assert all(case["text"][span.start : span.end] == span.text for span in words)
