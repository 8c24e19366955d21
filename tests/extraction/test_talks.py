"""Every case of talks/<lang>.toml is a text and the contacts that it tells of, in order."""

import tomllib
from pathlib import Path

import pytest

from tasks.extraction.attributions import find_attributions
from tasks.extraction.clause_layers import Layers
from tasks.extraction.dates import find_dates
from tasks.extraction.durations import find_durations
from tasks.extraction.people import find_people
from tasks.extraction.places import find_places
from tasks.extraction.quotations import find_quotations
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
    people = find_people(document)
    quotations = find_quotations(document)
    layers = Layers(
        document,
        tuple(find_dates(document)),
        tuple(find_durations(document)),
        tuple(people),
        tuple(find_places(document)),
        tuple(quotations),
        tuple(find_attributions(document, quotations, people)),
        tuple(find_topics(document)),
    )
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
