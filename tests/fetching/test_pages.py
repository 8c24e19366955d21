"""Fetching pages: manners towards hosts, and one failure that costs one page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.outcomes import Broken
from storage.records import Entry, Page
from tasks.hosts import HostGate, shard_by_host
from tasks.http import FetchSettings
from tasks.pages import fetch_pages
from tests.news_site import make_article

OPEN = FetchSettings(allow_private=True, host_delay=0)


def entry(url, content=None):
    return Entry("f", url, "Title", "", datetime(2025, 3, 3, tzinfo=UTC), content=content)


def fetch(*urls, settings=OPEN):
    return fetch_pages([entry(url) for url in urls], settings)


def test_one_page_that_fails_costs_no_other(site):
    results = fetch(
        site.serve("/good", make_article()),
        site.base + "/missing",
        site.serve("/down", status=500),
        site.serve("/also-good", make_article()),
    )

    assert [getattr(result, "reason", "page") for result in results] == [
        "page",
        "HTTP 404",
        "HTTP 500",
        "page",
    ]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "http://", "http://[x", ""],
)
def test_links_that_are_no_pages_are_named(url):
    (result,) = fetch(url)

    assert isinstance(result, Broken)
    assert result.entry is None  # another try would not help


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_links_into_private_networks_are_refused(host):
    (result,) = fetch(f"http://{host}/admin", settings=FetchSettings(host_delay=0))

    assert isinstance(result, Broken)
    assert "private address" in result.reason


def test_what_may_pass_is_kept_to_be_tried_again(site):
    down, gone = fetch(site.serve("/down", status=502), site.serve("/gone", status=410))

    assert down.entry == entry(site.base + "/down")
    assert gone.entry is None


def test_robots_txt_is_asked_once_and_obeyed(site):
    site.serve("/robots.txt", b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\nDisallow: /*?print=")
    refused, page, printed = fetch(
        site.serve("/private/a", b"x"),
        site.serve("/open", make_article()),
        site.serve("/open?print=1", b"x"),
    )

    assert refused.reason == printed.reason == "robots.txt forbids it"
    assert isinstance(page, Page)
    assert site.asked("/robots.txt") == 1
    assert site.asked("/private/a") == site.asked("/open?print=1") == 0


def test_rules_for_us_by_name_come_before_those_for_all(site):
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /\n\nUser-agent: talkstracker\nAllow: /\n")

    (page,) = fetch(
        site.serve("/a", make_article()),
        settings=replace(OPEN, user_agent="TalksTracker/0.1 (+mailto:a@b.example)"),
    )

    assert isinstance(page, Page)


@pytest.mark.parametrize(
    ("status", "allowed"), [(401, True), (403, True), (404, True), (500, False), (503, False)]
)
def test_a_robots_txt_that_answers_with_an_error_means_what_rfc_9309_says(site, status, allowed):
    site.serve("/robots.txt", status=status)

    (result,) = fetch(site.serve("/a", make_article()))

    assert isinstance(result, Page) is allowed


def test_a_redirect_is_no_way_around_robots_txt(site):
    site.serve("/robots.txt", b"User-agent: *\nDisallow: /private\n")
    site.serve("/private", b"secret")

    (result,) = fetch(site.serve("/open", status=302, location="/private"))

    assert result.reason == "robots.txt forbids it"


@pytest.mark.parametrize("status", [401, 403, 406, 451])
def test_a_page_that_refuses_us_is_replaced_by_the_full_text_of_the_feed(site, status):
    url = site.serve("/wall", status=status)
    full = "<p>A sentence of the article as the feed has it.</p>" * 20

    (with_text,) = fetch_pages([entry(url, full)], OPEN)
    (without,) = fetch_pages([entry(url, "<p>Short.</p>")], OPEN)

    assert (with_text.status, with_text.body) == (status, b"")
    assert without.reason == f"HTTP {status}"


def test_a_host_that_asks_to_wait_is_left_alone(site):
    site.serve("/a", status=429, retry_after="600")

    results = fetch(site.base + "/a", site.serve("/b", b"x"), site.serve("/c", b"x"))

    assert site.asked("/b") == site.asked("/c") == 0
    assert all(result.entry is not None for result in results)


def test_a_host_that_is_down_is_not_asked_for_every_page(site):
    paths = [site.serve(f"/{number}", status=500) for number in range(9)]

    results = fetch(*paths)

    assert len(results) == 9
    assert sum(path.startswith("/") and path[1:].isdigit() for path, _ in site.requests) == 3
    assert "left alone" in results[-1].reason


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 0.0
        self.slept = []

    def time(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def gate(gap):
    clock = Clock()
    return HostGate(gap, clock.time, clock.sleep), clock


def test_two_requests_to_one_host_keep_their_gap():
    waiting, clock = gate(1.0)
    for host in ("a.example", "b.example", "a.example", "a.example"):
        waiting.wait(host)

    assert clock.slept == [1.0, 1.0]


def test_our_own_machine_needs_no_gap():
    waiting, clock = gate(1.0)
    for _ in range(3):
        waiting.wait("127.0.0.1")

    assert clock.slept == []


def test_the_gap_widens_when_a_host_complains_and_narrows_again():
    waiting, clock = gate(1.0)
    waiting.wait("a.example")
    waiting.slow_down("a.example")
    waiting.slow_down("a.example")
    waiting.wait("a.example")
    assert clock.slept == [4.0]

    for _ in range(200):
        waiting.relax("a.example")
    waiting.wait("a.example")
    waiting.wait("a.example")
    assert clock.slept[-1] == 1.0


def test_the_gap_that_robots_txt_asks_for_is_kept_up_to_half_a_minute():
    waiting, clock = gate(1.0)
    waiting.require("a.example", 5)
    waiting.require("b.example", 3600)
    for host in ("a.example", "a.example", "b.example", "b.example"):
        waiting.wait(host)

    assert clock.slept == [5, 30]


def test_a_host_stands_in_one_shard_only():
    urls = [f"http://{host}.example/{n}" for host in "abcde" for n in range(ord(host) % 7 + 1)]

    shards = shard_by_host(urls, lambda url: url, 3)

    hosts = [{url.split("/")[2] for url in shard} for shard in shards]
    assert sorted(url for shard in shards for url in shard) == sorted(urls)
    assert sum(map(len, hosts)) == 5
    assert len(shards) == 3
