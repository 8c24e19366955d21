"""The measured traps: what the naive call gives, and what ours does with the same input."""

import itertools
from datetime import UTC, datetime
from io import BytesIO
from time import process_time, struct_time
from urllib.robotparser import RobotFileParser

import courlan
import feedparser
import pytest

from storage.records import Entry, Feed
from tasks.addresses import article_id
from tasks.feed_formats import parse_feed
from tasks.http import Answer, FetchSettings
from tasks.pages import fetch_pages
from tasks.syndication import FeedError
from tests.fetching.test_feed_formats import FORMATS
from tests.news_site import make_article, make_rss

FEED = Feed("f", "http://n.example/feed", "N", "ru")
TITLE = "Переговоры в Стамбуле прошли"
OPEN = FetchSettings(allow_private=True, host_delay=0)


def ours(body, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return parse_feed(FEED, Answer(FEED.url, 200, named, body)).entries


def naive(body, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return feedparser.parse(BytesIO(body), response_headers=named)


def test_feedparser_believes_a_wrong_character_set():
    body = make_rss(f"<title>{TITLE}</title><link>/a</link>")
    label = {"content_type": "text/xml; charset=windows-1251"}

    assert naive(body, **label).entries[0].title != TITLE
    assert ours(body, **label)[0].title == TITLE


@pytest.mark.parametrize(
    ("printed", "moment"),
    [
        ("Mon, 03 Mar 2025 13:00:00 MSK", datetime(2025, 3, 3, 10, tzinfo=UTC)),
        ("Mon, 03 Jun 2025 13:00:00 CEST", datetime(2025, 6, 3, 11, tzinfo=UTC)),
        ("1741000000", datetime(2025, 3, 3, 11, 6, 40, tzinfo=UTC)),
        ("3 марта 2025 13:00:00 +0300", datetime(2025, 3, 3, 10, tzinfo=UTC)),
    ],
)
def test_feedparser_misreads_dates(printed, moment):
    body = make_rss(f"<title>t</title><link>/a</link><pubDate>{printed}</pubDate>")

    found = naive(body).entries[0].get("published_parsed")

    assert not isinstance(found, struct_time) or datetime(*found[:6], tzinfo=UTC) != moment
    assert ours(body)[0].published_at == moment


def test_refusing_every_bozo_feed_loses_real_ones():
    body = make_rss("/a", head='<atom:link href="http://n.example/feed" rel="self"/>')

    assert naive(body).bozo
    assert len(ours(body)) == 1


def test_feedparser_opens_the_file_that_a_text_names(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_bytes(make_rss("/secret"))

    assert feedparser.parse(str(secret)).entries
    with pytest.raises(FeedError):
        ours(str(secret).encode())


@pytest.mark.parametrize("kind", ["json", "sitemap"])
def test_feedparser_finds_nothing_in_json_feeds_and_sitemaps(kind):
    body = FORMATS[kind].encode()

    assert naive(body).entries == []
    assert len(ours(body)) == 1


def test_an_entity_bomb_costs_no_time():
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    bomb = f'<!DOCTYPE rss [<!ENTITY a "{"ha" * 50}">{entities}]>'.encode()
    start = process_time()

    entries = ours(bomb + make_rss("<title>&j;</title><link>/a</link>"))

    assert process_time() - start < 3
    assert len(entries) == 1


def test_courlan_takes_two_articles_for_one():
    one, other = "http://n.example/a?cid=1", "http://n.example/a?cid=2"

    assert courlan.clean_url(one) == courlan.clean_url(other)
    assert article_id(one) != article_id(other)
    assert article_id("http://n.example/A") != article_id("http://n.example/a")


@pytest.mark.parametrize(
    "rules",
    [b"User-agent: *\nDisallow: /*?print=", b"\xef\xbb\xbfUser-agent: *\nDisallow: /open"],
    ids=["a wildcard", "a byte-order mark"],
)
def test_the_standard_robots_parser_misreads_rules(site, rules):
    site.serve("/robots.txt", rules)
    url = site.serve("/open?print=1", make_article())
    parser = RobotFileParser()
    parser.parse(rules.decode("latin-1").splitlines())

    (result,) = fetch_pages([Entry("f", url, "t", "", None)], OPEN)

    assert parser.can_fetch("TalksTracker", url)
    assert result.reason == "robots.txt forbids it"


def test_a_busy_server_does_not_make_us_sleep_in_its_place(site):
    # trafilatura's own download waits half a minute here, inside the worker.
    url = site.serve("/busy", status=503)
    start = datetime.now(UTC)

    (result,) = fetch_pages([Entry("f", url, "t", "", None)], OPEN)

    assert result.reason == "HTTP 503"
    assert (datetime.now(UTC) - start).total_seconds() < 10
