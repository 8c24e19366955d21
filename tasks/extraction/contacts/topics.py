"""Contact topics: which topics a text ties to which contact."""

from collections import defaultdict
from collections.abc import Sequence

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.layers import TopicMention

_REACH = 2  # lines on which a text goes on about the contact told last


def tie_topics(layers: Layers, contacts: Sequence[Contact]) -> list[tuple[str, ...]]:
    """Return the topics of each contact, in order.

    A topic belongs to the contact of its sentence, of several to the one told last before it; in a
    sentence that tells of none, to the contact told last, at most `_REACH` lines before.
    """
    told = sorted(
        ((frame, number) for number, c in enumerate(contacts) for frame in c.frames),
        key=lambda item: item[0].trigger.start,
    )
    tied: dict[int, set[str]] = defaultdict(set)
    for topic in layers.topics:
        number = _contact_of(layers, topic, told)
        if number is not None:
            tied[number].add(topic.topic)
    return [tuple(sorted(tied[number])) for number in range(len(contacts))]


def _contact_of(
    layers: Layers, topic: TopicMention, told: Sequence[tuple[Frame, int]]
) -> int | None:
    """Return the number of the contact that a mention of a topic belongs to."""
    inside = [
        (frame, number)
        for frame, number in told
        if frame.sentence.start <= topic.start < frame.sentence.end
    ]
    before = [item for item in inside if item[0].trigger.start <= topic.start]
    if inside:
        return (before[-1] if before else inside[0])[1]
    earlier = [item for item in told if item[0].sentence.end <= topic.start]
    if not earlier:
        return None
    last = earlier[-1]
    gap = layers.document.text[last[0].sentence.end - 1 : topic.start]
    return last[1] if gap.count("\n") <= _REACH else None
