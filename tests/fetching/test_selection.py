"""Which entries are fetched: tables of cases, no database."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.records import Entry, Feed
from tasks.selection import MOST_CHANGES, Known, entry_id, remember, select_entries

NOW = datetime(2025, 3, 3, 12, tzinfo=UTC)
FEEDS = {
    "general": Feed("general", "http://n.example/feed", "N", "en", scope="general"),
    "subject": Feed("subject", "http://n.example/talks", "N", "en", scope="subject"),
}
TALKS = Entry("general", "http://n.example/talks", "Moscow and Washington agree to meet", "", None)
SPORT = Entry(
    "general",
    "http://n.example/sport",
    "Coach praises his young goalkeeper",
    "The match in Leeds ended with three goals and one red card.",
    None,
)
SEEN = {entry_id(TALKS): remember(TALKS, {}, NOW, prefiltered=False)}
CORRECTED = replace(TALKS, title="Moscow and Washington put off their meeting")


def select(*entries, due=(), urls=(), waiting=(), seen=None, every=False):
    known = Known(frozenset(urls), frozenset(waiting), seen or {})
    chosen = select_entries(entries, due, known, FEEDS, every=every)
    return list(chosen.wanted), list(chosen.prefiltered)


CASES = {
    "a new link": ([TALKS], {}, [TALKS], []),
    "a link that two feeds list": ([TALKS, replace(TALKS, feed_id="subject")], {}, [TALKS], []),
    "a stored one": ([TALKS], {"urls": [TALKS.url], "seen": SEEN}, [], []),
    "a stored one, not remembered": ([CORRECTED], {"urls": [TALKS.url]}, [], []),
    "a corrected one": ([CORRECTED], {"urls": [TALKS.url], "seen": SEEN}, [CORRECTED], []),
    "a corrected one whose page failed just now": (
        [CORRECTED],
        {"urls": [TALKS.url], "seen": SEEN, "waiting": [TALKS.url]},
        [],
        [],
    ),
    "other blanks": (
        [replace(TALKS, title=TALKS.title.replace(" ", "  "))],
        {"urls": [TALKS.url], "seen": SEEN},
        [],
        [],
    ),
    "what cannot concern the talks": ([SPORT, TALKS], {}, [TALKS], [SPORT]),
    "the same, in a feed of the subject": (
        [replace(SPORT, feed_id="subject")],
        {},
        [replace(SPORT, feed_id="subject")],
        [],
    ),
    "the same, when all is wanted": ([SPORT], {"every": True}, [SPORT], []),
    "one that failed and is due": ([], {"due": [SPORT]}, [SPORT], []),
    "one that failed and is listed still": ([SPORT], {"due": [SPORT]}, [SPORT], []),
}


@pytest.mark.parametrize(("entries", "given", "wanted", "prefiltered"), CASES.values(), ids=CASES)
def test_what_is_fetched_and_what_is_passed_over(entries, given, wanted, prefiltered):
    assert select(*entries, **given) == (wanted, prefiltered)


def test_an_entry_that_changes_without_end_is_let_be():
    seen, fetched = dict(SEEN), 0
    for number in range(99):
        ticking = replace(TALKS, summary=f"{number} comments")
        wanted, _ = select(ticking, urls=[TALKS.url], seen=seen)
        if wanted:
            seen[entry_id(TALKS)] = remember(ticking, seen, NOW, prefiltered=False)
            fetched += 1

    assert fetched == MOST_CHANGES


def test_a_change_of_guid_or_tracking_is_no_other_entry():
    assert entry_id(replace(TALKS, guid="x", url=TALKS.url + "?utm_source=rss")) == entry_id(TALKS)


def test_what_is_remembered_already_is_not_written_again():
    assert remember(TALKS, SEEN, NOW, prefiltered=False) is None
    assert remember(CORRECTED, SEEN, NOW, prefiltered=False).changes == 1
