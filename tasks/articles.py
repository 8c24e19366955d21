"""Articles: from the bytes of a page to its text, title, language and publication time."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape

import trafilatura
import trafilatura.utils
from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction

from storage.outcomes import Broken
from storage.records import Article, Entry, Feed, Page
from tasks.addresses import article_id
from tasks.charsets import decode
from tasks.languages import identify_language
from tasks.markup import plain_text
from tasks.moments import parse_day, parse_moment
from tasks.page_heads import Head, find_day, read_head
from tasks.page_metadata import PageMetadata, choose_canonical, read_metadata
from tasks.walls import find_wall

_FEWEST = 40  # characters: even a news flash of one sentence has more
_MUCH_LONGER = 2  # a feed's full text so many times longer than the page's stands in for it
_SHORT = 1000  # characters: a longer page speaks for itself
_MOST = 1_000_000  # characters: six hours of a press conference have a fifth of it
_HEAD, _FEW = 2000, 20  # more NUL bytes than a few in the head of a page: no text
_OK = 200
_URL_DATE = re.compile(r"(?<!\d)(20[012]\d)[/_.-]?(\d\d)[/_.-]?(\d\d)(?!\d)")
_DAY = timedelta(days=1)
# Invisible in print, and in the way of every search: soft hyphens, zero-width marks, controls.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f\x7f]"
)
_BLANKS = re.compile(r"[ \t\r\f\v]+")
# No text is in them, and trafilatura copies the whole tree several times.
_UNREAD = ("script", "style", "svg", etree.Comment)


def parse_article(page: Page, feed: Feed) -> Article | Broken:
    """Return the article of a page, or what is missing in it.

    `text` has one paragraph a line; every evidence offset counts its characters. A page that
    refused us, or has little text, is replaced by the full text of the feed when there is one.
    """
    entry = page.entry
    tree = _load(page, feed) if page.status == _OK else None
    metadata = read_metadata(tree) if tree is not None else PageMetadata()
    head = read_head(tree) if tree is not None else Head()
    title = _line(head.title) or _line(entry.title)
    published_at, source = _publication(page, feed, metadata, tree)
    text = _without_title(_body(tree, page.final_url) if tree is not None else "", title)
    wall = _what_is_wrong(page, tree, title, text, metadata)
    from_feed = _feed_text(entry.content or "")
    if wall or (len(text) < _SHORT and len(from_feed) > _MUCH_LONGER * len(text)):
        if len(from_feed) < max(_FEWEST, len(entry.summary)) and wall:
            return Broken("body", entry.url, wall)
        text, title = from_feed or text, _line(entry.title) or title
    return Article(
        article_id=article_id(entry.url),
        url=entry.url,
        canonical_url=choose_canonical(metadata.canonical, page.final_url),
        feed_id=feed.id,
        publisher=feed.publisher,
        title=title,
        byline=_line(head.byline) or None,
        language=identify_language(text, feed.language, metadata.language),
        published_at=published_at,
        published_source=source,
        fetched_at=page.fetched_at,
        updated_at=page.fetched_at,
        text=text,
    )


def parse_first_page() -> None:
    """Parse a page so short that trafilatura tries everything: the first one costs 0.2 s more."""
    body = b"<html><body><div><p>The ministers met on Wednesday.</p><a href='/'>Up</a></div></body>"
    entry = Entry("", "http://localhost/", "Talks", "", None)
    page = Page(entry, entry.url, _OK, (), body, datetime(2025, 1, 20, tzinfo=UTC))
    parse_article(page, Feed("", entry.url, "", "en"))


def _load(page: Page, feed: Feed) -> HtmlElement | None:
    """Return the page's tree; trafilatura guesses a character set from bytes, we were told it."""
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    body = decode(page.body, kind, feed.language).encode("utf-8", "replace")
    if not body.strip() or body[:_HEAD].count(b"\0") > _FEW:
        return None
    _use_plain_elements()
    return trafilatura.load_html(body.replace(b"\0", b""))


@lru_cache(maxsize=1)
def _use_plain_elements() -> None:
    """Have trafilatura's parser make every element an HtmlElement, without asking Python.

    lxml.html looks each one up in case it is a form or a field: 5,000 calls a page.
    """
    trafilatura.utils.HTML_PARSER.set_element_class_lookup(
        etree.ElementDefaultClassLookup(
            element=HtmlElement,
            comment=HtmlComment,
            pi=HtmlProcessingInstruction,
            entity=HtmlEntity,
        )
    )


def _body(tree: HtmlElement, url: str) -> str:
    """Return the text of an article's tree, cleaned; an empty one when there is none.

    The tree loses what holds no text.
    """
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    document = trafilatura.bare_extraction(
        tree, url=url, with_metadata=False, include_comments=False, include_tables=True
    )
    if isinstance(document, dict):
        raise TypeError("trafilatura was asked for a document")
    return clean_text(document.text or "") if document else ""


def _what_is_wrong(
    page: Page, tree: HtmlElement | None, title: str, text: str, metadata: PageMetadata
) -> str | None:
    """Return why the page is no article, or None."""
    if page.status != _OK:
        return f"HTTP {page.status}" if page.status else "the page may not be fetched"
    if tree is None:
        return "no HTML: binary data or an empty page"
    if len(text) > _MOST:
        return f"more than {_MOST} characters: no article"
    wall = find_wall(title, text, page.entry.url, page.final_url, is_free=metadata.is_free)
    if wall is None and len(text) < _FEWEST:
        return "no text found in the page"
    return wall


def clean_text(text: str) -> str:
    """Return the text with one paragraph a line, composed letters, and nothing invisible."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates become "?"
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text.replace("\r\n", "\n")))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _without_title(text: str, title: str) -> str:
    """Return the text without a first line that only repeats the title."""
    first, _, rest = text.partition("\n")
    return rest if rest and first.casefold() == title.casefold() else text


def _line(text: str | None) -> str:
    return " ".join(clean_text(text or "").split())


def _feed_text(markup: str) -> str:
    """Return the text of the full content that a feed carries: HTML, or escaped or plain text."""
    if not markup:
        return ""
    if "<" not in markup:
        markup = "".join(f"<p>{escape(line)}</p>" for line in markup.splitlines())
    tree = trafilatura.load_html(f"<html><body><article>{markup}</article></body></html>")
    found = _body(tree, "") if tree is not None else ""
    return found or clean_text(plain_text(markup))


def _publication(
    page: Page, feed: Feed, metadata: PageMetadata, tree: HtmlElement | None
) -> tuple[datetime | None, str]:
    """Return the best publication time and where it was read: one with a time of day first."""
    now = page.fetched_at
    zone, language = feed.timezone, feed.language
    for value in metadata.published:
        moment = parse_moment(value, now, zone, language)
        if moment is not None:
            return moment, "page"
    shown_day = find_day(tree, page.final_url) if tree is not None else None
    day = parse_day(shown_day, now) if shown_day else None
    for value in metadata.shown:
        moment = parse_moment(value, now, zone, language)
        if moment is not None and day is not None and abs(moment - day) <= _DAY:
            return moment, "page"
    listed = page.entry.published_at
    if listed is not None and (day is None or abs(listed - day) <= _DAY):
        return listed, "feed"
    if day is not None:
        return day, "page"
    found = _URL_DATE.search(page.final_url)
    named = parse_day("-".join(found.groups()), now) if found else None
    return (named, "url") if named is not None else (listed, "feed" if listed else "none")
