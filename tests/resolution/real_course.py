"""The real course of the talks: the development set's articles, stored as they appeared."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from storage.outcomes import Run
from storage.records import Article
from tasks.extract import Reading
from tasks.extraction import extract
from tasks.extraction.version import EXTRACTOR_VERSION
from tasks.store import Harvest, store
from tests.quality_gate import load_cases, make_article
from tests.resolution.development_set import load_contacts


def load_articles() -> list[Article]:
    """Return the articles of the development set, in the order they appeared."""
    wanted = {claim["article"] for contact in load_contacts() for claim in contact["claims"]}
    articles = [make_article(case) for case in load_cases() if case["id"] in wanted]
    return sorted(articles, key=_appeared)


def _appeared(article: Article) -> tuple[str, str]:
    return f"{article.published_at:%Y-%m-%dT%H:%M}", article.article_id


def store_in_order(database: Path, runs: int) -> None:
    """Store the articles in so many runs, each made a day after the last of its articles."""
    articles = load_articles()
    size = -(-len(articles) // runs)
    for number, start in enumerate(range(0, len(articles), size)):
        store_run(database, articles[start : start + size], f"r{number:02}")


def store_run(database: Path, articles: Sequence[Article], run_id: str) -> None:
    """Store these articles as one run does."""
    last = max(a.published_at for a in articles if a.published_at) + timedelta(days=1)
    run = Run(run_id, "ingest", last, last, extractor_version=EXTRACTOR_VERSION)
    readings = tuple(Reading(article, extract(article)) for article in articles)
    store(database, Harvest(run, readings=readings))
