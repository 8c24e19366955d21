"""Page metadata: what a page says of itself, above all when it was published, to the minute.

trafilatura's dates have no time of day; relative dates in a text ("yesterday") need one near
midnight, and the order of reports needs it always.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courlan import extract_domain
from lxml.etree import XPath
from lxml.html import HtmlElement

from tasks.addresses import AddressError, canonical_url, check_url, join_url
from tasks.hosts import host_of

_PUBLISHED = (  # names and properties of meta tags, the most exact meaning first
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "mediator_published_time", "parsely-pub-date", "sailthru.date", "publish-date", "publishdate",
    "publication_date", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dc.date", "pubdate", "article_date_original",
    "og:published_time", "og:pubdate", "date", "ptime", "displaydate", "analyticsattributes.date",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")
_ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting",
     "OpinionNewsArticle", "LiveBlogPosting", "BackgroundNewsArticle", "Report", "WebPage",
     "AskPublicNewsArticle", "ReviewNewsArticle", "TechArticle", "VideoObject"}
)  # fmt: skip
_WEAK_TYPES = frozenset({"WebPage", "VideoObject"})
_MAX_JSON = 1_000_000  # characters of one script
_MAX_NODES = 2000

_METAS = XPath("//meta[@content][@property or @name or @itemprop]")
_ITEMPROPS = XPath("//*[@itemprop='datePublished'][@datetime or @content]")
_SCRIPTS = XPath("//script[@type='application/ld+json']")
_TIMES = XPath("(//article//time[@datetime] | //header//time[@datetime] | //time[@pubdate])")
_CANONICAL = XPath("//link[@rel='canonical' or @rel='Canonical']/@href")
_LANGUAGE = XPath("string(/html/@lang | /html/@xml:lang)")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself, as it is written."""

    published: tuple[str, ...] = ()  # best first
    shown: tuple[str, ...] = ()  # times printed near the article: perhaps those of another one
    modified: tuple[str, ...] = ()
    canonical: str | None = None
    language: str | None = None  # ISO 639-1
    is_free: bool | None = None  # False: the page says that its text is for subscribers


def read_metadata(tree: HtmlElement) -> PageMetadata:
    """Return what the page says of itself; nothing in a page makes it raise."""
    metas: dict[str, str] = {}
    for meta in _METAS(tree):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), meta.get("content", "").strip())
    nodes = sorted(_article_nodes(tree), key=lambda node: bool(_types(node) & _WEAK_TYPES))
    published = [_text(node, "datePublished") for node in nodes]
    published += [metas.get(name, "") for name in _PUBLISHED]
    published += [e.get("datetime") or e.get("content") for e in _ITEMPROPS(tree)]
    modified = [_text(node, "dateModified") for node in nodes]
    modified += [metas.get(name, "") for name in _MODIFIED]
    canonical = _CANONICAL(tree)
    free = [node["isAccessibleForFree"] for node in nodes if "isAccessibleForFree" in node]
    return PageMetadata(
        published=tuple(dict.fromkeys(value for value in published if value)),
        shown=tuple(time.get("datetime", "") for time in _TIMES(tree)[:1]),
        modified=tuple(dict.fromkeys(value for value in modified if value)),
        canonical=str(canonical[0]) if canonical else metas.get("og:url"),
        language=_language(str(_LANGUAGE(tree))),
        is_free=str(free[0]).lower() != "false" if free else None,
    )


def choose_canonical(canonical: str | None, final_url: str) -> str:
    """Return the page's own address for itself when it can be true, else where it was found.

    Not when it leads to another site, or to a front page: both are common mistakes.
    """
    found = canonical_url(final_url)
    if not canonical:
        return found
    named = canonical_url(join_url(final_url, canonical))
    try:
        check_url(named)
    except AddressError:
        return found
    path = named.partition("://")[2].partition("/")[2]
    same_site = _site(named) == _site(final_url)
    return named if same_site and path else found


def _site(url: str) -> str:
    # The registered domain: "amp.example.co.uk" and "www.example.co.uk" are one site.
    return extract_domain(url) or host_of(url).removeprefix("www.")


def _language(value: str) -> str | None:
    code = value.strip().lower().replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else None


def _article_nodes(tree: HtmlElement) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for script in _SCRIPTS(tree):
        text = (script.text or "").strip()
        if not text or len(text) > _MAX_JSON:
            continue
        try:
            # strict=False: line breaks inside strings are the commonest mistake.
            document = json.loads(text.rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        nodes += [node for node in _walk(document) if _types(node) & _ARTICLE_TYPES]
    return nodes


def _walk(document: object) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a JSON-LD document: listed, or in a graph, or the page's main one."""
    waiting = [document]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting += node[:_MAX_NODES]
        elif isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity") if key in node]


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type", ())
    listed = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rsplit("/", 1)[-1] for kind in listed}


def _text(node: dict[str, Any], key: str) -> str:
    value = node.get(key)
    return value.strip() if isinstance(value, str) else ""
