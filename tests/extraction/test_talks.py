"""Every case of talks/<lang>.toml is a text and the contacts that it tells of, in order."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tasks.extraction import find_layers
from tasks.extraction.contacts.places import is_apart
from tasks.extraction.people import find_people
from tasks.extraction.places import find_places
from tasks.extraction.reading import read
from tasks.extraction.talks import find_talk_claims
from tasks.extraction.topics import find_topics

CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}/{case['name']}")
    for path in sorted((Path(__file__).parent / "talks").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["cases"]
]


def find(language, case):
    return find_claims(language, case["text"], case["published"])


@cache
def find_claims(language, text, published):
    """Return the claims of a text; each case is read once for all that is asked of it."""
    document = read(text, language, published)
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


TOPICS = [
    (
        "of two contacts in one sentence each has its own",
        (
            "Rubio and Lavrov met in New York on September 24 about the seized property,"
            " and on October 20 they spoke by phone about a ceasefire in Ukraine."
        ),
        {"ministerial": {"diplomatic_property"}, "call": {"ceasefire", "ukraine_settlement"}},
    ),
    (
        "the lines after go on about the contact told last",
        (
            "Marco Rubio and Sergei Lavrov met in New York on September 24.\n"
            "The ministers spoke of direct flights.\nVisas for diplomats came up as well."
        ),
        {"ministerial": {"direct_flights", "visas"}},
    ),
    (
        "a third line is about something else again",
        (
            "Marco Rubio and Sergei Lavrov met in New York on September 24.\nIt was a warm day.\n"
            "The hall was full.\nRussian officials have long complained of visas."
        ),
        {"ministerial": set()},
    ),
]


@pytest.mark.parametrize(("text", "tied"), [c[1:] for c in TOPICS], ids=[c[0] for c in TOPICS])
def test_topics_are_tied_to_the_contact_that_they_are_told_of(text, tied):
    claims = find("en", {"text": text, "published": date(2025, 10, 25)})

    assert {claim.kind: set(claim.topics) for claim in claims} == tied


def test_a_hyphen_that_opens_the_text_joins_no_words():
    text = "-Женева и Стамбул готовы принять делегации, сказал посол в Вашингтоне"
    document = read(text, "ru", date(2025, 5, 1))
    apart = {place.city: is_apart(document, place) for place in find_places(document)}

    assert apart == {"Geneva": False, "Istanbul": False, "Washington": True}
