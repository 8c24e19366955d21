"""Every case of talks/<lang>.toml is a text and the contacts that it tells of, in order."""

import tomllib
from pathlib import Path

import pytest

from tasks.extraction import find_layers
from tasks.extraction.people import find_people
from tasks.extraction.reading import read
from tasks.extraction.talks import find_talk_claims
from tasks.extraction.topics import find_topics

CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}/{case['name']}")
    for path in sorted((Path(__file__).parent / "talks").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["cases"]
]


def find(language, case):
    document = read(case["text"], language, case["published"])
    layers = find_layers(document, find_people(document), find_topics(document))
    return find_talk_claims(layers, "article")


def label(claim):
    people = " ".join(claim.participants) or "-"
    told = f"{claim.kind} {claim.status} {claim.date_start or '-'}"
    return f"{told} | {claim.city or '-'} | {people} | {claim.duration_minutes or '-'}"


@pytest.mark.parametrize(("language", "case"), CASES)
def test_contacts_of_a_text(language, case):
    assert [label(claim) for claim in find(language, case)] == case["talks"]


@pytest.mark.parametrize(("language", "case"), CASES)
def test_every_value_has_its_characters(language, case):
    for claim in find(language, case):
        slots = {span.slot for span in claim.evidence}
        assert all(case["text"][span.start : span.end] == span.text for span in claim.evidence)
        assert "trigger" in slots
        assert ("date" in slots) == (claim.date_start is not None)
        assert ("participants" in slots) >= bool(claim.participants)
