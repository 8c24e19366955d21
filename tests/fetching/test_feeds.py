"""Polling real answers of a loopback site, and reading the feed list."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.records import Feed, FeedState
from tasks.feed_list import FeedListError, load_feeds
from tasks.feeds import poll_feeds
from tasks.http import FetchSettings
from tests.news_site import make_rss

OPEN = FetchSettings(allow_private=True, host_delay=0)
XML = "application/rss+xml"
GOOD = '[[feeds]]\nid = "a"\nurl = "http://x/feed"\npublisher = "A"\nlanguage = "en"\n'
WRONG_LISTS = {
    "an unknown key": (GOOD + 'colour = "red"\n', "'a': unknown key 'colour'"),
    "a missing key": (GOOD.replace('publisher = "A"\n', ""), "'a': 'publisher' is missing"),
    "an empty value": (GOOD.replace('"A"', '""'), "'a': 'publisher' is empty"),
    "an id used twice": (GOOD + GOOD, "'a': this id is used twice"),
    "a file": (GOOD.replace("http://x/feed", "file:///etc/passwd"), "'a'.*not an http"),
    "no host": (GOOD.replace("http://x/feed", "http://"), "'a'.*without a host"),
    "a password": (GOOD.replace("http://x", "http://u:p@x"), "'a'.*user name"),
    "an unknown affiliation": (GOOD + 'affiliation = "secret"\n', "'a'.*none of state, public"),
    "an unknown scope": (GOOD + 'scope = "all"\n', "'a'.*none of general, subject"),
    "an unknown zone": (GOOD + 'timezone = "Moscow"\n', "'a'.*Europe/Moscow"),
    "a language in words": (GOOD.replace('"en"', '"english"'), "'a'.*ISO 639-1"),
    "a number for a text": (GOOD.replace('"en"', "7"), "'a': 'language' must be a str"),
    "a text for a switch": (GOOD + 'enabled = "no"\n', "'a': 'enabled' must be a bool"),
    "no TOML": ("[[feeds", "not valid TOML"),
    "no feed": ("", "lists no feed"),
    "one table": (GOOD.replace("[[feeds]]", "[feeds]"), r"\[\[feeds\]\]"),
    "an unknown table": ("[settings]\n", "unknown table 'settings'"),
}


@pytest.mark.parametrize(("text", "message"), WRONG_LISTS.values(), ids=WRONG_LISTS)
def test_a_wrong_feed_list_is_refused_in_one_line(tmp_path, text, message):
    path = tmp_path / "feeds.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(FeedListError, match=message) as refused:
        load_feeds(path)

    assert "\n" not in str(refused.value)


def test_a_feed_list_that_is_not_there_is_refused_in_one_line(tmp_path):
    with pytest.raises(FeedListError, match="cannot read"):
        load_feeds(tmp_path / "none.toml")


def test_the_feed_list_of_the_project_is_right():
    feeds = load_feeds(Path(__file__).parents[2] / "feeds.toml")

    assert len(feeds) >= 50
    assert len({feed.language for feed in feeds}) >= 6
    assert all(feed.country and feed.affiliation for feed in feeds)
    assert len({feed.url for feed in feeds}) == len(feeds)


def test_a_feed_that_is_switched_off_is_not_listed(tmp_path):
    path = tmp_path / "feeds.toml"
    path.write_text(GOOD + GOOD.replace('"a"', '"b"') + "enabled = false\n", "utf-8")

    assert [feed.id for feed in load_feeds(path)] == ["a"]


def poll(url, state=None, *, force=True, name="f"):
    feed = Feed(name, url, "Publisher", "en")
    (result,) = poll_feeds([feed], {name: state} if state else {}, OPEN, force=force)
    return result


def test_an_unchanged_feed_is_told_by_304(site):
    url = site.serve("/feed", make_rss("/a", "/b"), content_type=XML, etag='"v1"')

    first = poll(url)
    second = poll(url, first.state)

    assert (first.outcome, len(first.entries)) == ("polled", 2)
    assert (second.outcome, second.entries) == ("unchanged", ())
    assert second.state.last_status == 304
    assert site.headers_of("/feed")["if-none-match"] == '"v1"'


def test_an_unchanged_feed_without_validators_is_told_by_its_body(site):
    url = site.serve("/feed", make_rss("/a"), content_type=XML)

    second = poll(url, poll(url).state)

    assert (second.outcome, second.state.last_status) == ("unchanged", 200)


def test_a_feed_that_lies_about_changes_is_found_out(site):
    url = site.serve("/feed", make_rss("/a"), content_type=XML, etag='"same"')
    state = poll(url).state
    site.serve("/feed", make_rss("/a", "/b"), content_type=XML, etag='"same"')

    believed = poll(url, state)
    a_day_old = replace(state, last_body_at=datetime.now(UTC) - timedelta(days=2))
    checked = poll(url, a_day_old)

    assert believed.outcome == "unchanged"
    assert (checked.outcome, checked.state.validators_lie) == ("polled", True)
    assert poll(url, checked.state).outcome == "unchanged"  # by its body: nothing was sent along
    assert "if-none-match" not in site.headers_of("/feed")


NO_FEEDS = {
    "an error": (b"", 500, "HTTP 500"),
    "a page": (b"<!doctype html><html><body>Welcome</body></html>", 200, "an HTML page instead"),
    "nothing": (b"", 200, "an empty answer"),
    "a list of feeds": (b"<opml><body/></opml>", 200, "an OPML list"),
    "binary": (b"\x00\x01\x02" * 99, 200, "binary data"),
    "other JSON": (b'{"a": 1}', 200, "JSON, but no JSON Feed"),
    "broken JSON": (b'{"items": [', 200, "broken JSON"),
    "a well of brackets": (b'{"items": ' + b"[" * 99999, 200, "broken JSON"),
    "a list of sitemaps": (b"<sitemapindex><sitemap/></sitemapindex>", 200, "a list of sitemaps"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "reason"), NO_FEEDS.values(), ids=NO_FEEDS)
def test_what_is_no_feed_fails_with_its_name_and_spares_the_others(site, body, status, reason):
    bad = Feed("bad", site.serve("/bad", body, status), "B", "en")
    good = Feed("good", site.serve("/good", make_rss("/a"), content_type=XML), "G", "en")

    failed, polled = poll_feeds([bad, good], {}, OPEN, force=True)

    assert (failed.outcome, polled.outcome) == ("failed", "polled")
    assert reason in failed.broken.reason
    assert failed.state.last_error == failed.broken.reason
    assert failed.state.next_poll_at > datetime.now(UTC)


def test_a_change_of_address_in_the_list_forgets_what_was_remembered(site):
    url = site.serve("/feed", make_rss("/a"), content_type=XML, etag='"v1"')
    elsewhere = FeedState("f", "http://old.example/feed", etag='"v1"', consecutive_failures=9)

    result = poll(url, elsewhere)

    assert result.outcome == "polled"
    assert (result.state.url, result.state.consecutive_failures) == (url, 0)


def test_a_scheduled_run_skips_what_is_not_due(site):
    url = site.serve("/feed", make_rss("/a"), content_type=XML)
    state = poll(url).state

    assert poll(url, state, force=False).outcome == "skipped"
    assert site.asked("/feed") == 1


def test_a_host_is_spared_when_several_of_its_feeds_ask_to_wait(site):
    feeds = [
        Feed(name, site.serve(f"/{name}", status=429, retry_after="3600"), "P", "en")
        for name in ("a", "b", "c")
    ]

    outcomes = [poll.outcome for poll in poll_feeds(feeds, {}, OPEN, force=True)]

    assert outcomes == ["failed", "failed", "skipped"]
    assert site.asked("/c") == 0


def test_a_feed_that_moved_for_good_is_polled_where_it_is(site):
    site.serve("/new", make_rss("/a"), content_type=XML, etag='"v1"')
    url = site.serve("/old", status=301, location="/new")
    state = None
    for _ in range(4):
        state = poll(url, state).state

    assert site.asked("/old") == 3
    assert site.asked("/new") == 4
    assert state.moved_to == site.base + "/new"
