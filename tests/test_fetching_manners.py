"""Polling and fetching: limits, refusals and manners, against a site on loopback."""

import gzip

import pytest

from storage.outcomes import Broken
from storage.records import Entry, Page
from tasks.addresses import AddressError, canonical_url, check_url, is_public
from tasks.feed_list import FeedListError, load_feeds
from tasks.http import Client, FetchError, FetchSettings
from tasks.pages import fetch_pages
from tests.small_site import serve_site

OPEN = FetchSettings(allow_private=True, host_delay=0)
GOOD = '[[feeds]]\nid = "a"\nurl = "http://x/feed"\npublisher = "A"\nlanguage = "en"\n'
WRONG_LISTS = {
    "an unknown key": (GOOD + 'colour = "red"\n', "'a': unknown key 'colour'"),
    "a missing key": (GOOD.replace('publisher = "A"\n', ""), "'a': 'publisher' is missing"),
    "an id used twice": (GOOD + GOOD, "'a': this id is used twice"),
    "a URL that is no http": (GOOD.replace("http://x/feed", "file:///etc/passwd"), "not an http"),
    "a URL without a host": (GOOD.replace("http://x/feed", "http://"), "without a host"),
    "an unknown affiliation": (GOOD + 'affiliation = "secret"\n', "none of state, public"),
    "a number for a text": (GOOD.replace('"en"', "7"), "'language' must be a str"),
    "no TOML": ("[[feeds", "not valid TOML"),
    "no feed": ("", "lists no feed"),
    "an unknown table": ("[settings]\n", "unknown table 'settings'"),
}


@pytest.fixture
def site():
    with serve_site() as found:
        yield found


@pytest.mark.parametrize(("text", "message"), WRONG_LISTS.values(), ids=WRONG_LISTS)
def test_a_wrong_feed_list_is_refused_in_one_line(tmp_path, text, message):
    path = tmp_path / "feeds.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(FeedListError, match=message) as refused:
        load_feeds(path)

    assert "\n" not in str(refused.value)


def test_the_feed_list_of_the_project_is_right():
    from pathlib import Path

    feeds = load_feeds(Path(__file__).parent.parent / "feeds.toml")

    assert len(feeds) >= 50
    assert len({feed.language for feed in feeds}) >= 6


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:alert(1)", "ftp://x/", "http://", "http://u:p@x/", "//x/y"],
)
def test_a_url_that_must_not_be_asked_for_is_refused(url):
    with pytest.raises(AddressError):
        check_url(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("224.0.0.1", False),
        ("2a00:1450:4001::1", True),
    ],
)
def test_private_addresses_are_told_from_public_ones(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://X.com/A?utm_source=rss&id=7#top", "http://x.com/A?id=7"),
        ("http://x.com/a?cid=4&gallery=2", "http://x.com/a?cid=4&gallery=2"),
        ("http://x.com", "http://x.com/"),
        ("http://x.com/a?fbclid=1", "http://x.com/a"),
    ],
)
def test_only_tracking_parameters_are_dropped(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001"])
def test_a_private_address_is_refused_before_anything_is_sent(site, host):
    port = site.base.rsplit(":", 1)[1]
    with Client(FetchSettings()) as client, pytest.raises(FetchError):
        client.get(f"http://{host}:{port}/")

    assert not site.asked


def test_a_redirect_to_a_private_address_is_a_hop_like_any_other(site):
    site.add("/away", status=302, Location="file:///etc/passwd")
    with Client(OPEN) as client, pytest.raises(FetchError, match="not an http"):
        client.get(site.base + "/away")


def test_a_redirect_loop_ends(site):
    site.add("/loop", status=302, Location="/loop")
    with Client(OPEN) as client, pytest.raises(FetchError, match="too many redirects"):
        client.get(site.base + "/loop")

    assert site.asked["/loop"] == OPEN.max_redirects + 1


def test_a_body_is_cut_off_at_its_limit_after_decompression(site):
    bomb = gzip.compress(bytes(50_000_000))
    site.add("/bomb", bomb, Content_Encoding="gzip")
    limits = FetchSettings(allow_private=True, max_bytes=1_000_000)

    with Client(limits) as client, pytest.raises(FetchError, match="larger than 1000000 bytes"):
        client.get(site.base + "/bomb")


def test_a_packed_body_arrives_unpacked(site):
    site.add("/packed", gzip.compress("déjà".encode()), Content_Encoding="gzip")

    with Client(OPEN) as client:
        assert client.get(site.base + "/packed").body.decode() == "déjà"


def test_robots_txt_is_asked_once_and_obeyed(site):
    site.add("/robots.txt", "User-agent: *\nDisallow: /private\n")
    entries = [
        Entry("f", site.add(path, "page"), "t", "", None) for path in ("/private/a", "/open/b")
    ]

    refused, page = fetch_pages(entries, OPEN)

    assert isinstance(refused, Broken)
    assert refused.reason == "robots.txt forbids it"
    assert isinstance(page, Page)
    assert site.asked["/robots.txt"] == 1
    assert site.asked["/private/a"] == 0
