"""Every case of callers/<lang>.toml tells of one contact that is off, and by whom: "", nobody."""

import tomllib
from pathlib import Path

import pytest

from tasks.extraction import find_layers
from tasks.extraction.contacts.status import CALLED_OFF
from tasks.extraction.people import find_people
from tasks.extraction.reading import read
from tasks.extraction.talks import find_talk_claims
from tasks.extraction.topics import find_topics

CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}/{case['text'][:60]}")
    for path in sorted((Path(__file__).parent / "callers").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["cases"]
]


def claims_of(language, text, day):
    document = read(text, language, day)
    layers = find_layers(document, find_people(document), find_topics(document))
    return find_talk_claims(layers, "article")


@pytest.mark.parametrize(("language", "case"), CASES)
def test_which_side_called_a_contact_off(language, case):
    (claim,) = claims_of(language, case["text"], case["published"])

    assert claim.status in CALLED_OFF
    assert (claim.called_off_by or "") == case["called_off_by"]
    words = [span for span in claim.evidence if span.slot == "called_off_by"]
    assert len(words) == bool(claim.called_off_by)
    assert all(case["text"][span.start : span.end] == span.text for span in words)


def test_of_what_takes_place_nobody_is_told_to_have_called_it_off():
    text = (
        "Washington cancelled the meeting of Lavrov and Rubio in Budapest in May."
        " Lavrov and Rubio met in Geneva on June 18."
    )
    day = CASES[0].values[1]["published"]

    told = {claim.status: claim.called_off_by for claim in claims_of("en", text, day)}

    assert told == {"cancelled": "US", "held": None}
