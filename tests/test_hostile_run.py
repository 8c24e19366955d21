"""A whole run over a hostile site: each trap is named in `failures`, the good page is stored."""

import gzip
import itertools

import duckdb
import pytest

from flows.ingest import ingest
from tests.news_site import make_article, make_rss, serve_news_site

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
XML = {"content_type": "text/xml"}


@pytest.fixture
def site():
    with serve_news_site() as found:
        yield found


def serve_pages(site):
    """Serve a page for each trap; return what each failure must say, by address."""
    endless = lambda: itertools.chain([HEAD], itertools.repeat(b"x" * 99_999))  # noqa: E731
    bomb = gzip.compress(bytes(60_000_000))
    return {
        site.drip("/endless", endless): "larger than",
        site.serve("/bomb", bomb, content_encoding="gzip"): "larger than",
        site.serve("/loop", status=302, location="/loop"): "too many redirects",
        site.serve("/away", status=302, location="file:///etc/passwd"): "not an http(s) URL",
        site.serve("/binary", bytes(range(256)) * 99): "no HTML",
        site.serve("/empty", b""): "no HTML",
        site.serve("/film", b"0", content_type="video/mp4"): "video/mp4",
        site.serve("/down", status=503): "HTTP 503",
        "javascript:alert(1)": "not an http(s) URL",
        "ftp://n.example/talks": "not an http(s) URL",
        "data:text/html,talks": "not an http(s) URL",
    }


def serve_feeds(site):
    """Serve a feed for each trap; return what each failure must say, by address."""
    return {
        site.serve("/page", b"<!doctype html><html><body>Welcome</body></html>"): "an HTML page",
        site.serve("/zip", b"PK\x03\x04" + bytes(999), **XML): "binary data",
        site.serve("/big", make_rss("<title>" + "x" * 50_000_000 + "</title>"), **XML): "larger",
        site.serve("/json", b'{"items": ' + b"[" * 99_999, **XML): "broken JSON",
        site.serve("/gone", status=410): "HTTP 410",
    }


def test_every_trap_is_named_and_the_good_page_stored(prefect_api, site, tmp_path, monkeypatch):
    monkeypatch.setenv("TALKS_ARCHIVE", str(tmp_path / "archive"))
    pages, feeds = serve_pages(site), serve_feeds(site)
    good = site.serve("/good", make_article())
    items = [f"<title>Talks</title><link>{link}</link>" for link in (*pages, good)]
    listed = [site.serve("/feed", make_rss(*items), **XML), *feeds]
    listing = "".join(
        f'[[feeds]]\nid = "f{n}"\nurl = "{url}"\npublisher = "P"\nlanguage = "en"\n'
        for n, url in enumerate(listed)
    )
    (tmp_path / "feeds.toml").write_text(listing, "utf-8")

    figures = ingest(tmp_path / "feeds.toml", tmp_path / "talks.duckdb")

    with duckdb.connect(str(tmp_path / "talks.duckdb"), read_only=True) as connection:
        stored = connection.execute("SELECT url FROM articles").fetchall()
        failures = dict(connection.execute("SELECT url, reason FROM failures").fetchall())
    assert stored == [(good,)]
    assert figures["articles"]["failed"] == len(pages)
    assert figures["feeds"]["failed"] == len(feeds)
    unnamed = {
        url: failures.get(url)
        for url, words in (pages | feeds).items()
        if words not in failures.get(url, "")
    }
    assert unnamed == {}
