"""Topics: what the talks are about, and the stance taken on it."""

from collections.abc import Sequence

from storage.records import TopicClaim
from tasks.extraction.layers import Document, Quotation, TopicMention


def find_topics(document: Document) -> list[TopicMention]:
    """Return the mentions of the topics, in order."""
    return []


def find_topic_claims(
    document: Document,
    article_id: str,
    topics: Sequence[TopicMention],
    quotations: Sequence[Quotation],
) -> list[TopicClaim]:
    """Return one claim a topic with the strongest stance the text asserts."""
    return []
