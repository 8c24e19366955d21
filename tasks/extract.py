"""Extract: from pages to articles and the facts they assert; what a worker process does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from storage.outcomes import Broken
from storage.records import Article, Facts, Feed, Page
from tasks.duplicates import fingerprint
from tasks.extraction import extract
from tasks.extraction.lexicon import supported_languages
from tasks.extraction.pack_check import check_pack
from tasks.extraction.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, marked with what extraction found, its facts, and what broke them."""

    article: Article
    facts: Facts
    broken: Broken | None = None
    grams: frozenset[int] | None = None  # the text's fingerprint, when a worker has made it


def load_reading(languages: Iterable[str]) -> Iterator[None]:
    """Load what reading pages needs, step by step: the HTML parser, the language model, the packs.

    Those of the given languages come first; a page may be in any.
    """
    from tasks.articles import parse_first_page  # heavy: in the workers only
    from tasks.languages import load_model

    load_model()
    yield
    parse_first_page()
    yield
    first = set(languages)
    for language in sorted(supported_languages(), key=lambda code: (code not in first, code)):
        check_pack(language)
        yield


def read_page(item: tuple[Page, Feed]) -> Reading | Broken:
    """Return the article of a page with its facts, or what went wrong; never raises."""
    from tasks.articles import parse_article  # trafilatura loads in the workers only

    page, feed = item
    try:
        article = parse_article(page, feed)
    except Exception as error:  # noqa: BLE001  # the boundary of one page
        return Broken("body", page.entry.url, f"{type(error).__name__}: {error}", page.entry)
    return article if isinstance(article, Broken) else read_article(article)


def read_article(article: Article, proposals: Sequence[Proposal] = ()) -> Reading:
    """Return the article with its facts; one that breaks an extractor is kept without facts."""
    try:
        facts = extract(article, proposals)
    except Exception as error:  # noqa: BLE001  # the boundary of one article
        broken = Broken("extract", article.url, f"{type(error).__name__}: {error}")
        return Reading(article, Facts(article.article_id, relevant=False, relevance=0.0), broken)
    marked = replace(
        article,
        relevant=facts.relevant,
        relevance=facts.relevance,
        cited_sources=facts.cited_sources,
        wire_agency=facts.wire_agency,
    )
    return Reading(marked, facts, grams=fingerprint(article.text))


def spoil_article(article: Article, reason: str) -> Reading:
    """Return an article whose worker hung or died, without facts."""
    facts = Facts(article.article_id, relevant=False, relevance=0.0)
    return Reading(article, facts, Broken("extract", article.url, reason))


def spoil_page(item: tuple[Page, Feed], reason: str) -> Broken:
    """Return the failure of a page whose worker hung or died."""
    return Broken("body", item[0].entry.url, reason, item[0].entry)
