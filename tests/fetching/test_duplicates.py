import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from storage.outcomes import Run
from storage.readonly import run_query
from storage.records import Article, Facts
from tasks.duplicates import WINDOW, find_duplicates, moment_of, near_in_time
from tasks.extract import Reading
from tasks.store import Harvest, store

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


def reports(seed):
    """Return 150 reports of fifty days, in the order of their days; half are copies of a text."""
    chance = random.Random(seed)
    words = [f"w{number}" for number in range(900)]
    texts = [chance.choices(words, k=chance.choice((12, 40, 120))) for _ in range(8)]
    found = []
    for number in range(150):
        text = chance.choice(texts) if chance.random() < 0.5 else chance.choices(words, k=60)
        if chance.random() < 0.5:
            text = [*chance.choices(words, k=20), *text[: 1 + 2 * len(text) // 3]]
        found.append(article(f"a{number:03}", " ".join(text), chance.random() * 50))
    return sorted(found, key=moment_of)


@pytest.mark.parametrize("seed", range(8))
def test_reports_that_arrive_day_by_day_are_the_copies_that_all_together_are(seed):
    everything = reports(seed)
    stored = {}
    for start in range(0, 150, 5):
        batch = everything[start : start + 5]
        stored |= {a.article_id: a for a in batch}
        for group in near_in_time(batch):
            first = moment_of(group[0])
            near = [a for a in stored.values() if moment_of(a) >= first - WINDOW]
            copies = find_duplicates(near, since=first)
            for a in near:
                if moment_of(a) >= first:
                    stored[a.article_id] = replace(a, duplicate_of=copies.get(a.article_id))

    copies = {name: a.duplicate_of for name, a in stored.items() if a.duplicate_of}
    assert copies == find_duplicates(everything)
    assert len(copies) > 15


def test_a_report_of_last_year_does_not_make_a_run_search_the_year():
    found = [article("old", OTHER, -400), article("new", OTHER), article("next", OTHER, 10)]

    groups = [[a.article_id for a in group] for group in near_in_time(found)]

    assert groups == [["old"], ["new", "next"]]


def marked_after(database, batches):
    """Return the copies and their originals after a run with each of these batches."""
    for number, batch in enumerate(batches):
        moment = DAY + timedelta(days=number)
        readings = tuple(Reading(a, Facts(a.article_id, False, 0.0)) for a in batch)
        store(database, Harvest(Run(str(number), "ingest", moment, moment), readings=readings))
    marked = "SELECT article_id, duplicate_of FROM articles WHERE duplicate_of IS NOT NULL"
    return run_query(database, marked)[1]


def test_a_copy_stays_one_when_its_original_is_out_of_sight(tmp_path):
    batches = [
        [article("a", WIRE), article("b", WIRE + QUOTED, 0.1)],
        [article("c", OTHER, 5.05)],
    ]

    assert marked_after(tmp_path / "talks.duckdb", batches) == [("b", "a")]


def test_a_date_that_is_corrected_moves_the_copies_to_another_original(tmp_path):
    batches = [
        [article("a", WIRE), article("b", WIRE + QUOTED, 0.1)],
        [article("a", WIRE, 0.2)],
    ]

    assert marked_after(tmp_path / "talks.duckdb", batches) == [("a", "b")]
