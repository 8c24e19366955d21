"""Feeds of every format and of every kind of damage, to entries."""

from contextlib import suppress
from datetime import UTC, datetime
from time import process_time

import pytest

from storage.records import Feed
from tasks.feed_formats import MAX_ENTRIES, parse_feed
from tasks.http import Answer
from tasks.syndication import FeedError
from tests.news_site import make_rss

FEED = Feed("f", "http://n.example/news/feed.xml", "N", "en")
WHEN = datetime(2025, 3, 3, 10, tzinfo=UTC)


def parse(body, feed=FEED, **headers):
    body = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return parse_feed(feed, Answer(feed.url, 200, named, body))


def only(body, feed=FEED, **headers):
    (entry,) = parse(body, feed, **headers).entries
    return entry


FORMATS = {
    "rss20": '<rss version="2.0"><channel><item><title>Talks</title><link>http://n.example/a</link>'
    "<pubDate>Mon, 03 Mar 2025 10:00:00 GMT</pubDate></item></channel></rss>",
    "rss10": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<item rdf:about="http://n.example/a"><title>Talks</title><link>http://n.example/a</link>'
    "<dc:date>2025-03-03T10:00:00Z</dc:date></item></rdf:RDF>",
    "atom10": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Talks</title>'
    '<link rel="enclosure" href="http://n.example/film"/><link href="http://n.example/a"/>'
    "<updated>2025-03-04T10:00:00Z</updated><published>2025-03-03T10:00:00Z</published>"
    "</entry></feed>",
    "atom03": '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Talks</title>'
    '<link rel="alternate" href="http://n.example/a"/><issued>2025-03-03T10:00:00Z</issued>'
    "</entry></feed>",
    "json": '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "title": "Talks",'
    ' "url": "http://n.example/a", "date_published": "2025-03-03T13:00:00+03:00"}]}',
    "sitemap": '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"><url>'
    "<loc>http://n.example/a</loc><news:news><news:publication_date>2025-03-03T10:00:00+00:00"
    "</news:publication_date><news:title>Talks</news:title></news:news>"
    "<image:image><image:loc>http://n.example/i.jpg</image:loc><image:title>A photo</image:title>"
    "</image:image></url></urlset>",
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_same_entry(kind):
    parsed = parse(FORMATS[kind])

    (entry,) = parsed.entries
    assert parsed.kind == kind
    assert (entry.url, entry.title, entry.published_at) == ("http://n.example/a", "Talks", WHEN)


RUSSIAN = make_rss("<title>Переговоры в Стамбуле прошли</title><link>/a</link>").decode()
DECLARED = '<?xml version="1.0" encoding="{}"?>' + RUSSIAN
CHARSETS = {
    "windows-1251 as declared": (DECLARED.format("windows-1251").encode("cp1251"), ""),
    "koi8-r as declared": (DECLARED.format("koi8-r").encode("koi8-r"), ""),
    "windows-1251 by its header": (RUSSIAN.encode("cp1251"), "text/xml; charset=windows-1251"),
    "UTF-8 mislabelled windows-1251": (DECLARED.format("windows-1251").encode(), ""),
    "UTF-8 mislabelled by its header": (RUSSIAN.encode(), "text/xml; charset=windows-1251"),
    "windows-1251 mislabelled UTF-8": (DECLARED.format("utf-8").encode("cp1251"), ""),
    "windows-1251 mislabelled Latin": (DECLARED.format("iso-8859-1").encode("cp1251"), ""),
    "undeclared windows-1251": (RUSSIAN.encode("cp1251"), ""),
    "undeclared UTF-8": (RUSSIAN.encode(), ""),
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + RUSSIAN.encode(), ""),
    "UTF-16 with a mark": (DECLARED.format("utf-16").encode("utf-16"), ""),
    "UTF-16 without": (DECLARED.format("utf-16").encode("utf-16-le"), ""),
    "an unknown name": (DECLARED.format("x-none").encode(), "text/xml; charset=x-none"),
}


@pytest.mark.parametrize(("body", "header"), CHARSETS.values(), ids=CHARSETS)
def test_titles_are_readable_whatever_the_labels_say(body, header):
    russian = Feed("f", FEED.url, "N", "ru")

    assert only(body, russian, content_type=header).title == "Переговоры в Стамбуле прошли"


def test_a_few_broken_bytes_do_not_turn_the_rest_into_gibberish():
    text = make_rss(f"<title>{'Négociations à Genève ' * 40}</title><link>/a</link>")

    title = only(text.replace("Genève".encode(), b"Gen\xe8ve", 1)).title

    assert title.startswith("Négociations à Gen\ufffdve Négociations à Genève")


LINKS = {
    "a relative link": ("<link>/a</link>", "http://n.example/a"),
    "a link relative to the feed": ("<link>a.html</link>", "http://n.example/news/a.html"),
    "blanks around": ("<link>\n http://n.example/a \n</link>", "http://n.example/a"),
    "a guid that is the link": ("<guid>http://n.example/a</guid>", "http://n.example/a"),
    "a script": ("<link>javascript:alert(1)</link>", "javascript:alert(1)"),
}


@pytest.mark.parametrize(("inner", "url"), LINKS.values(), ids=LINKS)
def test_links_are_made_whole(inner, url):
    assert only(make_rss("<title>T</title>" + inner)).url == url


def test_ids_may_change_and_be_used_again():
    parsed = parse(
        make_rss(
            "<guid isPermaLink='false'>same</guid><link>/a</link>",
            "<guid isPermaLink='false'>same</guid><link>/b</link>",
            "<guid isPermaLink='false'>new</guid><link>/a?utm_source=rss</link>",
        )
    )

    assert [entry.url for entry in parsed.entries] == ["http://n.example/a", "http://n.example/b"]
    assert parsed.repeated == 1


@pytest.mark.parametrize(
    "guid", ["http://g.example/7#1741000000", "http://g.example/7#2025-03-03T10:00:00Z"]
)
def test_the_time_in_an_id_is_left_out(guid):
    inner = f"<guid isPermaLink='false'>{guid}</guid><link>/a</link>"

    assert only(make_rss(inner)).guid == "http://g.example/7"


def test_items_that_lead_nowhere_are_counted():
    parsed = parse(make_rss("<title>no link</title>", "/a"))

    assert (len(parsed.entries), parsed.unlinked) == (1, 1)


def test_a_feed_with_an_undeclared_prefix_is_read():
    body = make_rss("/a", head='<atom:link href="http://n.example/feed" rel="self"/>')

    assert only(body).url == "http://n.example/a"


@pytest.mark.parametrize(
    "inner",
    [
        "<content:encoded><![CDATA[<p>The full text.</p>]]></content:encoded>",
        "<yandex:full-text>The full text.</yandex:full-text>",
    ],
)
def test_the_full_text_is_kept_when_the_feed_has_it(inner):
    body = make_rss("<link>/a</link><description>Short.</description>" + inner).replace(
        b'version="2.0"',
        b'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        b' xmlns:yandex="http://news.yandex.ru"',
    )

    entry = only(body)

    assert "The full text." in entry.content
    assert entry.summary == "Short."


def test_markup_in_titles_and_summaries_is_taken_off():
    inner = "<title>A &amp;amp; B &lt;b&gt;meet&lt;/b&gt;</title><link>/a</link>"

    assert only(make_rss(inner)).title == "A & B meet"


def test_dates_labelled_wrongly_are_read_in_the_zone_of_the_list():
    body = make_rss("<link>/a</link><pubDate>Mon, 03 Mar 2025 13:00:00 +0400</pubDate>")
    corrected = Feed("f", FEED.url, "N", "ru", timezone="Europe/Moscow")

    assert only(body, corrected).published_at == WHEN
    assert only(body).published_at == datetime(2025, 3, 3, 9, tzinfo=UTC)


def test_what_a_feed_says_of_its_pace_is_read():
    head = (
        "<ttl>90</ttl><skipHours><hour>1</hour><hour>2</hour></skipHours>"
        "<skipDays><day>Sunday</day></skipDays>"
    )
    every = '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">{}</sy:updatePeriod>'

    hints = parse(make_rss("/a", head=head)).hints
    assert (hints.minutes, hints.skip_hours, hints.skip_days) == (90, {1, 2}, {6})
    assert parse(make_rss("/a", head=every.format("daily"))).hints.minutes == 1440
    assert parse(make_rss("/a", head=every.format("dayly"))).hints.minutes == 0


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
HOSTILE = {
    "an XML bomb": BOMB + make_rss("<title>&i;</title><link>/a</link>").decode(),
    "an external entity": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + make_rss("<title>&x;</title><link>/a</link>").decode(),
    "a sitemap bomb": BOMB.replace("DOCTYPE rss", "DOCTYPE urlset")
    + "<urlset><url><loc>http://n.example/a</loc><title>&i;</title></url></urlset>",
    "NUL bytes": make_rss("<title>A\0B</title><link>/a</link>").decode(),
    "lone surrogates": '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a",'
    ' "title": "A\\ud800B"}]}',
    "absurd dates": make_rss("<link>/a</link><pubDate>Mon, 99 Foo 0000 99:99</pubDate>").decode(),
    "deep markup": make_rss(f"<title>{'<b>' * 5000}</title><link>/a</link>").decode(),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_feeds_give_their_entry_quickly_and_nothing_else(body):
    start = process_time()

    entry = only(body)

    assert process_time() - start < 3
    assert entry.url == "http://n.example/a"
    assert len(entry.title) < 2000
    assert "root:" not in entry.title
    entry.title.encode()  # no surrogate is left


def test_of_a_hundred_thousand_items_the_first_are_read_and_the_rest_counted():
    item = "<item><title>t</title><link>/{}</link></item>"
    many = "".join(item.format(number) for number in range(100_000))
    start = process_time()

    parsed = parse(f'<rss version="2.0"><channel>{many}</channel></rss>')

    assert process_time() - start < 10
    assert len(parsed.entries) == MAX_ENTRIES
    assert parsed.entries[0].url == "http://n.example/0"
    assert parsed.cut == 100_000 - MAX_ENTRIES


def test_a_change_after_publication_is_told():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/>'
        "<published>2025-03-03T10:00:00Z</published><updated>{}</updated></entry></feed>"
    )

    assert only(atom.format("2025-03-03T12:00:00Z")).updated_at == WHEN.replace(hour=12)
    assert only(atom.format("2025-03-03T10:00:00Z")).updated_at is None


ENDLESS = {
    "items that never end": "<rss><channel>" + "<item>" * 100_000,
    "elements that never end": "<rss><channel>" + "<a>" * 100_000,
    "marks": "<rss><channel><item><title>" + "<" * 400_000,
    "comments that never end": "<rss><channel><item><title>" + "<!--" * 100_000,
    "definitions": "<!DOCTYPE rss [" + "<!ENTITY " * 100_000,
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_feeds_made_to_keep_a_parser_busy_do_not(body):
    start = process_time()

    with suppress(FeedError):
        parse(body)

    assert process_time() - start < 10
