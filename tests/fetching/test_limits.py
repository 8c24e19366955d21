"""The fetcher against a hostile site: each request ends within its limits, with a named reason."""

import gzip
import itertools
import zlib
from dataclasses import replace

import brotli
import pytest
from backports import zstd

from tasks.http import Client, FetchError, FetchSettings

OPEN = FetchSettings(allow_private=True, host_delay=0, max_bytes=1_000_000)
HASTY = replace(OPEN, seconds=0.3, silence_seconds=5.0)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def fetch(url, settings=OPEN):
    with Client(settings) as client:
        return client.get(url)


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("gzip", gzip.compress),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("deflate", zlib.compress),
    ],
)
def test_packed_bodies_are_unpacked_and_bombs_stopped(site, name, pack):
    small = site.serve("/small", pack("переговоры".encode()), content_encoding=name)
    bomb = site.serve("/bomb", pack(bytes(60_000_000)), content_encoding=name)

    assert fetch(small).body.decode() == "переговоры"
    with pytest.raises(FetchError, match="larger than 1000000 bytes"):
        fetch(bomb)


def test_a_body_without_end_is_cut_off(site):
    url = site.drip(
        "/endless", lambda: itertools.chain([HEAD, b"\r\n"], itertools.repeat(b"x" * 9999))
    )

    with pytest.raises(FetchError, match="larger than"):
        fetch(url)


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD, b"\r\n", b"<html>"],
        [HEAD, b"X-Slow: "],
        [],
    ],
    ids=["in the body", "in the headers", "before the first byte"],
)
def test_a_server_that_falls_silent_is_left_in_time(site, pieces):
    url = site.drip("/silent", lambda: pieces)

    with pytest.raises(FetchError, match="too slow") as refused:
        fetch(url, HASTY)

    assert refused.value.may_pass


def test_bytes_that_never_stop_coming_do_not_prolong_the_time(site):
    def drop_by_drop():
        yield HEAD + b"\r\n"
        while not site.closing.wait(0.01):
            yield b"."

    with pytest.raises(FetchError, match="too slow"):
        fetch(site.drip("/drip", drop_by_drop), HASTY)


def test_headers_that_never_stop_coming_do_not_prolong_the_time(site):
    def line_by_line():
        yield HEAD
        while not site.closing.wait(0.01):
            yield b"X-More: 1\r\n"

    with pytest.raises(FetchError):
        fetch(site.drip("/headers", line_by_line), HASTY)


BROKEN = {
    "no HTTP": [b"220 mail.example ESMTP\r\n"],
    "a status of letters": [b"HTTP/1.1 abc OK\r\n\r\n"],
    "a wrong chunk": [HEAD, b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc"],
    "gzip that is none": [HEAD, b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"],
}


@pytest.mark.parametrize("pieces", BROKEN.values(), ids=BROKEN)
def test_broken_answers_are_named(site, pieces):
    with pytest.raises(FetchError) as refused:
        fetch(site.drip("/broken", lambda: pieces), HASTY)

    assert str(refused.value)
    assert "\n" not in str(refused.value)


def test_redirects_are_followed_and_permanent_ones_told(site):
    final = site.serve("/new", b"here")
    site.serve("/moved", status=301, location="/new")
    site.serve("/for-now", status=302, location="/moved")
    site.serve("/moved-on", status=308, location="/for-now")

    assert fetch(site.base + "/moved").moved_to == final
    assert fetch(site.base + "/for-now").moved_to is None
    onward = fetch(site.base + "/moved-on")
    assert (onward.url, onward.body) == (final, b"here")
    assert onward.moved_to == site.base + "/for-now"


def test_a_redirect_loop_ends(site):
    site.serve("/loop", status=302, location="/loop")

    with pytest.raises(FetchError, match="too many redirects"):
        fetch(site.base + "/loop")

    assert site.asked("/loop") == OPEN.max_redirects + 1


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "javascript:alert(1)", "http://u@127.0.0.1/", "http://", "ftp://x/y"],
)
def test_a_redirect_leads_to_no_other_protocol(site, target):
    site.serve("/away", status=302, location=target)

    with pytest.raises(FetchError) as refused:
        fetch(site.base + "/away")

    assert not refused.value.may_pass


def test_nothing_is_sent_to_a_private_address(site):
    port = site.base.rsplit(":", 1)[1]
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(FetchError, match="private"):
            fetch(f"http://{host}:{port}/", FetchSettings())

    assert site.requests == []


def test_the_guard_stands_at_every_connection_not_at_the_first_url(site, monkeypatch):
    # The name is public when it is first looked at, and private when it is connected to.
    answers = iter(["93.184.215.14", "127.0.0.1"])
    real = __import__("socket").getaddrinfo

    def rebind(host, port, *rest, **named):
        return real(next(answers), port, *rest, **named)

    monkeypatch.setattr("socket.getaddrinfo", rebind)
    import tasks.addresses

    assert tasks.addresses.resolve_host("rebinding.example", 80, allow_private=False)
    with pytest.raises(FetchError, match="private"):
        fetch("http://rebinding.example/", FetchSettings())


def test_a_film_is_not_downloaded(site):
    with pytest.raises(FetchError, match="video/mp4"):
        fetch(site.serve("/film", b"0" * 100, content_type="video/mp4"))


def test_the_request_says_honestly_who_asks_and_takes_anything(site):
    fetch(site.serve("/a"), replace(OPEN, user_agent="TalksTracker/0.1 (+mailto:a@b.example)"))

    headers = site.headers_of("/a")
    assert headers["user-agent"] == "TalksTracker/0.1 (+mailto:a@b.example)"
    assert headers["accept"].endswith("*/*;q=0.8")
    assert {"gzip", "br", "zstd"} <= set(headers["accept-encoding"].split(", "))


def test_a_connection_is_kept_for_the_next_request(site):
    site.serve("/a", b"1")

    with Client(OPEN) as client:
        for _ in range(3):
            client.get(site.base + "/a")

    assert site.connections == 1


def test_failures_survive_the_way_between_processes():
    import pickle

    error = FetchError("HTTP 503", 503, "http")

    again = pickle.loads(pickle.dumps(error))

    assert (str(again), again.status, again.may_pass) == ("HTTP 503", 503, True)
