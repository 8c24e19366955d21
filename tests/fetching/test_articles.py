"""From the bytes of a page to an article, or to what is wrong with the page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.outcomes import Broken
from storage.records import Article, Entry, Feed, Page
from tasks.addresses import article_id
from tasks.articles import clean_text, parse_article
from tests.news_site import make_article

NOW = datetime(2025, 3, 4, tzinfo=UTC)
FEED = Feed("f", "http://n.example/feed", "The Newspaper", "en")
ENTRY = Entry("f", "http://n.example/a?utm_source=rss", "Delegations meet", "", None)
FULL = (
    "<p>" + "</p><p>".join(f"The full text of the feed, sentence {n}." for n in range(30)) + "</p>"
)


def page(body, entry=ENTRY, kind="text/html", status=200, final_url=None):
    body = body.encode() if isinstance(body, str) else body
    headers = (("content-type", kind),)
    return Page(entry, final_url or entry.url, status, headers, body, NOW)


def html(body="", head="", text="They met in the old embassy, and agreed to meet again in May. "):
    return (
        f"<html><head><title>Delegations meet</title>{head}</head><body><article>"
        f"<h1>Delegations meet</h1>{body}<p>{text * 3}</p></article></body></html>"
    )


def parse(body, feed=FEED, **named):
    return parse_article(page(body, **named), feed)


def test_a_page_becomes_an_article():
    article = parse(make_article())

    assert article == Article(
        article_id=article_id("http://n.example/a"),
        url="http://n.example/a?utm_source=rss",
        canonical_url="http://n.example/a",
        feed_id="f",
        publisher="The Newspaper",
        title="Delegations meet",
        byline=None,
        language="en",
        published_at=datetime(2025, 3, 3, 7, 20, tzinfo=UTC),
        published_source="page",
        fetched_at=NOW,
        updated_at=NOW,
        text="Delegations of both countries met at the residence of the consul general on Monday.\n"
        "They talked about the work of the embassies, an official told reporters after the"
        " meeting.",
    )


def meta(name, value):
    return f'<meta property="{name}" content="{value}">'


def json_ld(text):
    return f'<script type="application/ld+json">{text}</script>'


STATED = datetime(2025, 3, 3, 7, 20, tzinfo=UTC)
LISTED = datetime(2025, 3, 3, 8, tzinfo=UTC)
DATES = {
    "a meta tag": (
        meta("article:published_time", "2025-03-03T10:20:00+03:00"),
        None,
        STATED,
        "page",
    ),
    "JSON-LD": (
        json_ld('{"@type": "NewsArticle", "datePublished": "2025-03-03T07:20:00Z"}'),
        None,
        STATED,
        "page",
    ),
    "JSON-LD in a graph": (
        json_ld(
            '{"@graph": [{"@type": ["X", "Article"], "datePublished": "2025-03-03T07:20:00Z"}]}'
        ),
        None,
        STATED,
        "page",
    ),
    "JSON-LD of the article before that of the page": (
        json_ld(
            '[{"@type": "WebPage", "datePublished": "2019-01-01T00:00:00Z"},'
            '{"@type": "NewsArticle", "datePublished": "2025-03-03T07:20:00Z"}]'
        ),
        None,
        STATED,
        "page",
    ),
    "broken JSON-LD, then the feed": (json_ld('{"@type": "NewsArticle", '), LISTED, LISTED, "feed"),
    "a day in the page, the hour in the feed": (meta("date", "2025-03-03"), LISTED, LISTED, "feed"),
    "another day in the feed": (
        meta("article:published_time", "2025-02-01"),
        LISTED,
        datetime(2025, 2, 1, 12, tzinfo=UTC),
        "page",
    ),
    "the future, then the feed": (
        meta("article:published_time", "2031-03-03T10:20:00Z"),
        LISTED,
        LISTED,
        "feed",
    ),
    "the feed alone": ("", LISTED, LISTED, "feed"),
}


@pytest.mark.parametrize(("head", "listed", "moment", "source"), DATES.values(), ids=DATES)
def test_the_best_publication_time_is_taken(head, listed, moment, source):
    article = parse(html(head=head), entry=replace(ENTRY, published_at=listed))

    assert (article.published_at, article.published_source) == (moment, source)


def test_a_date_in_the_address_is_better_than_none():
    dated = replace(ENTRY, url="http://n.example/2025/03/03/delegations-meet")

    article = parse(html(), entry=dated)

    assert article.published_at == datetime(2025, 3, 3, 12, tzinfo=UTC)


def test_an_article_without_any_date_says_so():
    article = parse(html())

    assert (article.published_at, article.published_source) == (None, "none")


RUSSIAN = "Делегации двух стран встретились в Стамбуле и обсудили работу посольств. " * 4
DECLARED = '<meta charset="{}">'
CHARSETS = {
    "declared": (DECLARED.format("windows-1251"), "cp1251", "text/html"),
    "in the header": ("", "cp1251", "text/html; charset=windows-1251"),
    "declared as Latin": (DECLARED.format("iso-8859-1"), "cp1251", "text/html"),
    "declared as UTF-8": (DECLARED.format("utf-8"), "cp1251", "text/html; charset=utf-8"),
    "undeclared": ("", "cp1251", ""),
    "undeclared KOI8": ("", "koi8-r", ""),
    "UTF-8 declared as windows-1251": (DECLARED.format("windows-1251"), "utf-8", ""),
    "UTF-8 by its header": ("", "utf-8", "text/html; charset=windows-1251"),
    "UTF-16": ("", "utf-16", ""),
}


@pytest.mark.parametrize(("head", "charset", "kind"), CHARSETS.values(), ids=CHARSETS)
def test_text_is_readable_whatever_the_labels_say(head, charset, kind):
    body = html(head=head, text=RUSSIAN).encode(charset)

    article = parse(body, replace(FEED, language="ru"), kind=kind)

    assert article.text.startswith("Делегации двух стран встретились")
    assert article.language == "ru"


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("A\x00B", "AB"),
        ("lone \ud800 surrogate", "lone ? surrogate"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("  one \t two  \r\n\n\n three ", "one two\nthree"),
        ("cafe\u0301", "café"),
        ("« narrow\u00a0space »", "« narrow\u00a0space »"),
    ],
)
def test_text_is_one_clean_paragraph_a_line(written, cleaned):
    assert clean_text(written) == cleaned


SHORT = "<html><head><title>{}</title></head><body><p>{}</p></body></html>"
WALLS = {
    "a bot wall": (
        SHORT.format("Just a moment...", "Enable JavaScript and cookies to continue. " * 3),
        None,
    ),
    "a captcha in Russian": (
        SHORT.format("Проверка браузера", "Подтвердите, что вы не робот. " * 3),
        None,
    ),
    "a consent wall": (
        SHORT.format("News", "Before you continue to News, we use cookies. " * 3),
        None,
    ),
    "a consent wall elsewhere": (html(), "https://consent.news.example/collect?x=1"),
    "an error page": (
        SHORT.format("404 | The Newspaper", "Try the search, or the front page. " * 3),
        None,
    ),
    "an error page in French": (
        SHORT.format("Page introuvable", "Essayez la recherche du site. " * 3),
        None,
    ),
    "a redirect to the front page": (html(), "http://n.example/"),
    "a paywall": (
        html(
            head=json_ld('{"@type": "NewsArticle", "isAccessibleForFree": "False"}'),
            text="They met in May. " * 3,
        ),
        None,
    ),
    "a paywall in French": (
        html(text="Cet article est réservé aux abonnés. Ils se sont vus. "),
        None,
    ),
    "nothing": ("", None),
    "no text": ("<html><head><title>T</title></head><body><div></div></body></html>", None),
    "binary": (bytes(range(256)) * 40, None),
}


@pytest.mark.parametrize(("body", "final_url"), WALLS.values(), ids=WALLS)
def test_what_stands_instead_of_an_article_is_named_and_the_feed_read_instead(body, final_url):
    broken = parse(body, final_url=final_url)
    rescued = parse(body, entry=replace(ENTRY, content=FULL), final_url=final_url)

    assert isinstance(broken, Broken)
    assert broken.reason
    assert isinstance(rescued, Article)
    assert rescued.text.startswith("The full text of the feed, sentence 0.")


INNOCENT = {
    "robots": "Are robots soldiers? Access denied to the base, the ministry said in a statement. ",
    "a number": "404 prisoners were exchanged on Monday, officials in both capitals said at noon. ",
    "subscribers": "The gas company told its subscribers that the tariff of the winter will stay. ",
}


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_an_article_about_walls_is_no_wall(text):
    assert isinstance(parse(html(text=text * 3)), Article)


def test_a_news_flash_of_one_sentence_is_an_article():
    article = parse(html(text="The two presidents have begun their call, the spokesman said."))

    assert isinstance(article, Article)


CANONICAL = '<link rel="canonical" href="{}">'


@pytest.mark.parametrize(
    ("link", "chosen"),
    [
        ("http://www.n.example/story/1", "http://www.n.example/story/1"),
        ("/story/1?utm_source=x", "http://n.example/story/1"),
        ("http://other.example/story/1", "http://n.example/a"),
        ("http://n.example/", "http://n.example/a"),
        ("javascript:void(0)", "http://n.example/a"),
        ("http://[bad", "http://n.example/a"),
    ],
)
def test_a_page_names_its_own_address_within_its_site(link, chosen):
    assert parse(html(head=CANONICAL.format(link))).canonical_url == chosen


def test_an_amp_page_leads_to_the_page_it_stands_for():
    amp = replace(ENTRY, url="http://amp.example.co.uk/a/amp")

    article = parse(html(head=CANONICAL.format("http://www.example.co.uk/a")), entry=amp)

    assert article.canonical_url == "http://www.example.co.uk/a"
    assert article.article_id == article_id("http://amp.example.co.uk/a/amp")
