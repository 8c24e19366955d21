"""Facts from text: pure functions, no network, no database, no Prefect."""

from collections.abc import Sequence

from storage.records import Article, Facts
from tasks.extraction.attributions import find_attributions
from tasks.extraction.citations import find_citations, find_wire_agency
from tasks.extraction.clause_layers import Layers
from tasks.extraction.dates import find_dates
from tasks.extraction.durations import find_durations
from tasks.extraction.layers import Document, PersonMention, TopicMention
from tasks.extraction.lexicon import supported_languages
from tasks.extraction.parties import names_both
from tasks.extraction.people import find_people
from tasks.extraction.places import find_places
from tasks.extraction.proposals import Proposal, add_proposals
from tasks.extraction.quotations import find_quotations
from tasks.extraction.reading import read
from tasks.extraction.relevance import FIRST_DAY, THRESHOLD, find_borne_out, judge_relevance
from tasks.extraction.statements import find_statements
from tasks.extraction.talks import find_new_people, find_talk_claims
from tasks.extraction.topics import find_beside, find_topic_claims, find_topics
from tasks.extraction.venues import find_venues


def extract(article: Article, proposals: Sequence[Proposal] = ()) -> Facts:
    """Return every fact the article asserts.

    An article in a language without a pack, or in which nothing speaks of the talks, has none; one
    that is not relevant has no claims. Of `proposals` counts what the text itself bears out.
    """
    nothing = Facts(article.article_id, relevant=False, relevance=0.0)
    day = (article.published_at or article.fetched_at).date()
    if article.language not in supported_languages() or day < FIRST_DAY:
        return nothing
    document = read(article.text, article.language, day, article.title)
    if not names_both(document):
        return nothing
    people = find_people(document)
    topics = find_topics(document, people)
    relevance = judge_relevance(document, people, topics)
    if relevance == 0.0:  # no sentence speaks for it: its statements are about something else
        return nothing
    layers = find_layers(document, people, topics)
    quotations = layers.quotations
    citations = find_citations(document, quotations)
    agency = find_wire_agency(document)
    statements = find_statements(document, article.article_id, quotations, layers.attributions)
    claims = find_talk_claims(layers, article.article_id, is_on_both=relevance >= THRESHOLD)
    if relevance < THRESHOLD:
        claims = find_borne_out(claims)
        topics = find_beside(document, topics, claims)
    if relevance < THRESHOLD and not claims:
        return Facts(
            article.article_id, False, relevance, citations, agency, statements=tuple(statements)
        )
    if proposals:
        claims = add_proposals(layers, article.article_id, claims, proposals)
    return Facts(
        article.article_id,
        True,
        max(relevance, THRESHOLD),
        citations,
        agency,
        tuple(claims),
        tuple(find_topic_claims(document, article.article_id, topics, people)),
        tuple(statements),
        tuple(find_new_people(layers)),
    )


def find_layers(
    document: Document, people: Sequence[PersonMention], topics: Sequence[TopicMention]
) -> Layers:
    """Return everything found in a document, as the talks pass needs it."""
    quotations = find_quotations(document)
    places = find_places(document)
    return Layers(
        document,
        tuple(find_dates(document)),
        tuple(find_durations(document)),
        tuple(people),
        tuple(places),
        tuple(find_venues(document, places, people)),
        tuple(quotations),
        tuple(find_attributions(document, quotations, people)),
        tuple(topics),
    )
