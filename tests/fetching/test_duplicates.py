from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from storage.records import Article
from tasks.duplicates import find_duplicates

DAY = datetime(2025, 3, 3, tzinfo=UTC)
WIRE = (
    "The two delegations met on Monday at the residence of the consul general and talked for six"
    " hours about the work of their embassies, the ministry said. They agreed to go on with the"
    " consultations before the end of the month. The ministry called the talks substantial and"
    " said that both sides had brought lists of questions which hinder the work of diplomats."
)
QUOTED = (
    ' "We have come a part of the way, and the road ahead is longer than the one behind us", the'
    " ambassador told reporters who had waited since the morning in front of the gate."
)
OTHER = (
    "Reporters who stood in the rain saw nine cars arrive. What was said behind the gate remains"
    " unknown, but a person who knows the agenda spoke of accounts, visas and houses. Neither side"
    " would name a date for another meeting, while the hosts offered their help once more, as they"
    " have done since the winter, and praised the patience of their guests at every occasion."
)


def article(name, text, days=0.0):
    moment = DAY + timedelta(days=days)
    return Article(
        name, name, name, "f", "P", "t", None, "en", moment, "page", moment, moment, text
    )


COPIES = {
    "word for word": WIRE,
    "with another punctuation": WIRE.replace(",", " –").upper(),
    "cut to its first half": WIRE[: len(WIRE) // 2],
    "wrapped in paragraphs of the house": OTHER + "\n" + WIRE + "\n" + OTHER.upper(),
    "with a sentence of its own": WIRE + QUOTED,
}
NO_COPIES = {
    "another report of the same event": OTHER,
    "another report with the same quotation": OTHER + QUOTED,
    "a sentence in common": OTHER + WIRE[:90],
    "too short to tell": "The two delegations met on Monday.",
    "nothing": "",
}


@pytest.mark.parametrize("text", COPIES.values(), ids=COPIES)
def test_a_copy_names_the_earliest_of_its_texts(text):
    assert find_duplicates([article("first", WIRE), article("copy", text, 0.5)]) == {
        "copy": "first"
    }


@pytest.mark.parametrize("text", NO_COPIES.values(), ids=NO_COPIES)
def test_what_is_no_copy_stands_alone(text):
    original = WIRE + QUOTED

    assert find_duplicates([article("first", original), article("second", text, 0.5)]) == {}


def test_the_order_of_arrival_changes_nothing():
    three = [article("a", WIRE), article("b", WIRE + QUOTED, 0.1), article("c", WIRE[:250], 0.2)]

    for order in permutations(three):
        assert find_duplicates(order) == {"b": "a", "c": "a"}


def test_a_text_that_comes_back_much_later_is_no_copy():
    assert find_duplicates([article("a", WIRE), article("b", WIRE, 30)]) == {}


def test_flashes_are_copies_only_when_they_are_the_same():
    flash = "The two presidents have ended their call, the spokesman said"

    assert find_duplicates([article("a", flash + "."), article("b", flash, 0.1)]) == {"b": "a"}
    assert find_duplicates([article("a", flash), article("b", flash + " on Monday", 0.1)]) == {}


def test_a_wire_story_in_a_hundred_papers_is_one_source():
    papers = [article(f"p{number:03}", WIRE + QUOTED, number / 100) for number in range(100)]

    assert set(find_duplicates(papers).values()) == {"p000"}
    assert len(find_duplicates(papers)) == 99
