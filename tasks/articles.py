"""Articles: from the bytes of a page to its text, title, language and publication time."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from html import unescape

import trafilatura
from lxml import etree
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from storage.records import Article, Broken, Entry, Feed, Page, make_id
from storage.tables import clean
from tasks.addresses import canonical_url

_SHORT = 200  # characters: less text than this says little about its language
_SURE = 0.9
_FEWEST = 80  # characters: less is a notice, not an article
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_META = ("article:published_time", "og:article:published_time", "datePublished", "pubdate")
_URL_DATE = re.compile(r"/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|$|-)")


def parse_article(page: Page, feed: Feed) -> Article | Broken:
    """Return the article of a page, or what is missing in it.

    `text` has one paragraph a line; every evidence offset counts its characters.
    """
    entry = page.entry
    document = trafilatura.bare_extraction(
        page.body,
        url=page.final_url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        as_dict=False,
    )
    if isinstance(document, dict):
        raise TypeError("trafilatura was asked for a document")
    text = _paragraphs(document.text if document else None)
    if len(text) < _FEWEST and entry.content:
        text = _paragraphs(_strip(entry.content)) or text
    if not text:
        return Broken("body", entry.url, "no text found in the page", entry)
    published_at, source = _publication(page, document.date if document else None)
    return Article(
        article_id=make_id("article", canonical_url(entry.url)),
        url=entry.url,
        canonical_url=canonical_url(page.final_url),
        feed_id=feed.id,
        publisher=feed.publisher,
        title=clean((document.title if document else None) or entry.title or ""),
        byline=document.author if document else None,
        language=identify_language(text, feed.language),
        published_at=published_at,
        published_source=source,
        fetched_at=page.fetched_at,
        updated_at=page.fetched_at,
        text=text,
    )


def _paragraphs(text: str | None) -> str:
    lines = (" ".join(line.split(" ")).strip() for line in (text or "").splitlines())
    return clean("\n".join(line for line in lines if line))


def _strip(markup: str) -> str:
    text = re.sub(r"<(?:br|/p|/div|/li|/h\d)[^>]*>", "\n", markup, flags=re.IGNORECASE)
    return unescape(re.sub(r"<[^>]+>", "", text))


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify_language(text: str, expected: str) -> str:
    """Return the ISO 639-1 code of a text; the feed's language when the text says too little."""
    if len(text) < _SHORT:
        return expected
    language, probability = _identifier().classify(text[:5000])
    return str(language) if probability >= _SURE else expected


def _publication(page: Page, day: str | None) -> tuple[datetime | None, str]:
    """Return the best publication time and where it was read: one with a time of day first."""
    entry: Entry = page.entry
    stated = _stated_moment(page.body)
    if stated is not None:
        return stated, "page"
    if entry.published_at is not None:
        return entry.published_at, "feed"
    if day:
        return datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC), "page"
    found = _URL_DATE.search(page.final_url)
    if found:
        try:
            year, month, number = (int(part) for part in found.groups())
            return datetime(year, month, number, 12, tzinfo=UTC), "url"
        except ValueError:
            pass
    return None, "none"


def _stated_moment(body: bytes) -> datetime | None:
    """Return the moment that the page's metadata states, when it has a time of day."""
    head = body[:400_000]
    found = [match.group(1) for match in _JSON_DATE.finditer(head.decode("utf-8", "replace"))]
    try:
        tree = etree.HTML(head)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = None
    if tree is not None:
        for name in _META:
            found += [
                str(value)
                for value in tree.xpath(
                    "//meta[@property=$n or @name=$n or @itemprop=$n]/@content", n=name
                )
            ]
    for value in found:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            continue
        if "T" in value or ":" in value:
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
