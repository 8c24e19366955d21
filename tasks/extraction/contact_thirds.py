"""Third parties: whom somebody of one side meets who is of neither.

"Trump urged Putin to meet Zelensky", "after Putin the envoy will see Zelensky": a contact of one
side with a third one, whoever else the sentence names.
"""

from collections.abc import Sequence

from tasks.extraction.contact_edges import MARK
from tasks.extraction.contact_regions import Region
from tasks.extraction.layers import Document, Match, PersonMention
from tasks.extraction.text import token_range

_SUBJECT = frozenset({"RU", "US"})
_OBJECT = 4  # tokens from the word of contact to whom it is with: "with the Ukrainian president X"
_LISTED = 4  # tokens between two who are met together
_MET = frozenset(
    {"meeting", "paired", "seen", "spoken", "spoken_to", "talks", "conversation", "call"}
)


def find_third(
    document: Document, region: Region, trigger: Match, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return whom a word of contact is with when these are of third countries only."""
    if trigger.key not in _MET:
        return []
    met: list[PersonMention] = []
    end, reach = trigger.end, _OBJECT
    for person in sorted(people, key=lambda p: p.start):
        if person.start < trigger.end or not region.holds(person.start, person.end):
            continue
        first, last = token_range(document, end, person.start)
        if last - first > reach or (not met and MARK.search(document.text, end, person.start)):
            break
        met.append(person)
        end, reach = person.end, _LISTED
    return met if met and all(p.side and p.side not in _SUBJECT for p in met) else []
