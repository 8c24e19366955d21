import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.addresses import (
    AddressError,
    article_id,
    canonical_url,
    check_url,
    is_public,
    join_url,
    resolve_host,
)

FORBIDDEN = {
    "a file": "file:///etc/passwd",
    "a script": "javascript:alert(1)",
    "inline data": "data:text/html,<p>x",
    "another protocol": "ftp://news.example/a",
    "no host": "http://",
    "no scheme": "//news.example/a",
    "a password": "http://user:secret@news.example/",
    "a host that is only a user name": "http://news.example@127.0.0.1/",
    "a backslash for a slash": "http://news.example\\@127.0.0.1/",
    "a blank in the host": "http://news.example .org/",
    "a port beyond the last": "http://news.example:99999/",
    "half a bracket": "http://[::1/",
    "a trap without end": "http://news.example/" + "a/" * 3000,
}
PRIVATE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0",
    "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::",
    "64:ff9b::a00:1", "2001:0:53aa:64c:0:fbff:80ff:fffe",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "93.184.215.14", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808")
SAME_PAGE = {
    "campaign marks": ("http://n.example/a?utm_source=x&id=7&utm_medium=y", "http://n.example/a?id=7"),
    "a fragment": ("http://n.example/a#top", "http://n.example/a"),
    "the host's case": ("HTTP://N.Example/A", "http://n.example/A"),
    "the usual port": ("https://n.example:443/a", "https://n.example/a"),
    "a click mark": ("http://n.example/a?fbclid=I0&gclid=1", "http://n.example/a"),
    "where a reader came from": ("http://n.example/a?traffic_source=rss", "http://n.example/a"),
    "the feed": ("http://n.example/a?partner=rss&emc=rss", "http://n.example/a"),
    "blanks around": (" http://n.example/a\n", "http://n.example/a"),
    "a final dot": ("http://n.example./a", "http://n.example/a"),
    "letters beyond ASCII": ("http://n.example/новость", "http://n.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
}  # fmt: skip
# What libraries drop, although it tells articles apart.
KEPT = (
    "http://n.example/a?cid=4&eid=5&uid=6&gallery=2&global=1&keyword=x",
    "http://n.example/News/Article.ASPX?ID=7",
    "http://n.example/a?partner=12",
    "http://n.example/a?from=3",
    "http://n.example/a?q=a%20b&q=a+b",
    "http://n.example/a//b",
    "http://n.example/#!/story/5",
)


@pytest.mark.parametrize("url", FORBIDDEN.values(), ids=FORBIDDEN)
def test_what_is_no_plain_http_address_is_refused(url):
    with pytest.raises(AddressError):
        check_url(url)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known_in_every_disguise(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_let_through(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f.0.0.1", "017700000001", "::ffff:7f00:1"]
)
def test_a_name_is_judged_by_the_address_it_leads_to(host):
    with pytest.raises(AddressError, match="private"):
        resolve_host(host, 80, allow_private=False)


@pytest.mark.parametrize(("written", "same"), SAME_PAGE.values(), ids=SAME_PAGE)
def test_what_makes_no_other_page_is_dropped(written, same):
    assert canonical_url(written) == same


@pytest.mark.parametrize("url", KEPT)
def test_whatever_tells_articles_apart_is_kept(url):
    assert canonical_url(url) == url


@given(st.text(max_size=60).map("http://n.example/".__add__))
def test_the_canonical_form_of_a_canonical_form_is_itself(url):
    once = canonical_url(url)

    assert canonical_url(once) == once


def test_http_https_and_tracking_give_one_article():
    assert article_id("http://n.example/a?utm_source=x") == article_id("https://n.example/a")
    assert article_id("http://n.example/a?id=1") != article_id("http://n.example/a?id=2")


@pytest.mark.parametrize(
    ("link", "joined"),
    [
        ("/b", "http://n.example/b"),
        ("b.html", "http://n.example/news/b.html"),
        ("//other.example/c", "http://other.example/c"),
        ("\n http://n.example/d \n", "http://n.example/d"),
        ("http://[bad", "http://[bad"),
    ],
)
def test_relative_links_are_joined_to_their_feed(link, joined):
    assert join_url("http://n.example/news/feed.xml", link) == joined
