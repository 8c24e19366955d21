"""Sitemaps (sitemaps.org) with the news extension: what some publishers have instead of a feed."""

from collections.abc import Iterable
from io import BytesIO

from lxml import etree

from tasks.syndication import FeedError, Item

_NEWS_DATE, _NEWS_TITLE, _MODIFIED, _LINK = "publication_date", "title", "lastmod", "loc"


def parse_sitemap(text: str) -> list[Item]:
    """Return one item a page; a sitemap of sitemaps raises FeedError, as it lists no page."""
    items: list[Item] = []
    fields: dict[str, str] = {}
    try:
        for _, element in _read(text):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name == "url":
                items.append(_item(fields))
                fields = {}
                element.clear()
            elif name == "sitemapindex":
                raise FeedError("a list of sitemaps instead of one; list those it names")
            elif name in (_NEWS_DATE, _NEWS_TITLE, _MODIFIED, _LINK):
                # An image has its own loc and title, further on: the first is the page's.
                fields.setdefault(name, (element.text or "").strip())
    except etree.XMLSyntaxError as error:
        if not items:
            raise FeedError(f"a broken sitemap: {error.msg}") from error
    return items


def parse_index(text: str) -> list[tuple[str, str]]:
    """Return the address and the time of change of each sitemap that a list of sitemaps names."""
    listed: list[tuple[str, str]] = []
    fields: dict[str, str] = {}
    try:
        for _, element in _read(text):
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if name == "sitemap":
                listed.append((fields.get(_LINK, ""), fields.get(_MODIFIED, "")))
                fields = {}
                element.clear()
            elif name in (_MODIFIED, _LINK):
                fields.setdefault(name, (element.text or "").strip())
    except etree.XMLSyntaxError as error:
        if not listed:
            raise FeedError(f"a broken list of sitemaps: {error.msg}") from error
    return listed


def _read(text: str) -> Iterable[tuple[str, etree._Element]]:
    # Entities stay unread: an XML bomb stays small, and no other file is opened.
    reader: Iterable[tuple[str, etree._Element]] = etree.iterparse(
        BytesIO(_without_declaration(text).encode("utf-8", "replace")),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        huge_tree=False,
    )
    return reader


def _item(fields: dict[str, str]) -> Item:
    return Item(
        link=fields.get(_LINK, ""),
        title=fields.get(_NEWS_TITLE, ""),
        dates=(fields.get(_NEWS_DATE, ""), fields.get(_MODIFIED, "")),
        updated=fields.get(_MODIFIED, ""),
    )


def _without_declaration(text: str) -> str:
    text = text.lstrip("\ufeff \t\r\n")
    return text.partition("?>")[2] if text.startswith("<?xml") else text
