"""Facts from text: pure functions, no network, no database, no Prefect."""

from storage.records import Article, Facts
from tasks.extraction.attributions import find_attributions
from tasks.extraction.citations import find_citations, find_wire_agency
from tasks.extraction.dates import find_dates
from tasks.extraction.durations import find_durations
from tasks.extraction.lexicon import supported_languages
from tasks.extraction.people import find_people
from tasks.extraction.places import find_places
from tasks.extraction.quotations import find_quotations
from tasks.extraction.reading import read
from tasks.extraction.relevance import THRESHOLD, judge_relevance
from tasks.extraction.statements import find_statements
from tasks.extraction.talks import Layers, find_new_people, find_talk_claims
from tasks.extraction.topics import find_topic_claims, find_topics


def extract(article: Article) -> Facts:
    """Return every fact the article asserts.

    An article in a language without a pack, or one that is not relevant, has no claims.
    """
    if article.language not in supported_languages():
        return Facts(article.article_id, relevant=False, relevance=0.0)
    moment = article.published_at or article.fetched_at
    document = read(article.text, article.language, moment.date(), article.title)
    people = find_people(document)
    places = find_places(document)
    topics = find_topics(document)
    quotations = find_quotations(document)
    relevance = judge_relevance(document, people, places, topics)
    attributions = find_attributions(document, quotations, people)
    relevant = relevance >= THRESHOLD
    statements = find_statements(document, article.article_id, quotations, attributions, people)
    citations = find_citations(document, quotations)
    agency = find_wire_agency(document)
    if not relevant:
        return Facts(
            article.article_id, False, relevance, citations, agency, statements=tuple(statements)
        )
    layers = Layers(
        document,
        tuple(find_dates(document)),
        tuple(find_durations(document)),
        tuple(people),
        tuple(places),
        tuple(quotations),
        tuple(attributions),
        tuple(topics),
    )
    return Facts(
        article.article_id,
        True,
        relevance,
        citations,
        agency,
        tuple(find_talk_claims(layers, article.article_id)),
        tuple(find_topic_claims(document, article.article_id, topics, quotations)),
        tuple(statements),
        tuple(find_new_people(layers)),
    )
