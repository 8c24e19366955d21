"""Invitations: a next meeting that one president names to the other in a few words.

"'Next time in Moscow,' Putin told Trump": neither a verb nor a noun of contact, yet a summit.
"""

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.prenominal import is_head_final
from tasks.extraction.layers import Match, PersonMention, PlaceMention, Sentence
from tasks.extraction.lexicon import load_terms
from tasks.extraction.text import token_range

_BESIDE = 3  # tokens from "next time" to the city


_NEXT, _INVITES = "next", "invites"


def find_invitation(layers: Layers, sentence: Sentence) -> Frame | None:
    """Return the summit that a sentence names by its city, in a text on both presidents."""
    document = layers.document
    index = load_terms(document.language, "contact_invitations")
    found = index.find(document, sentence.first_token, sentence.end_token)
    words = [word for word in found if word.key in (_NEXT, _INVITES)]
    if not words:
        return None
    pair: dict[str, PersonMention] = {
        p.person_id: p for p in layers.people if p.person_id in PRESIDENTS
    }
    if pair.keys() < PRESIDENTS:
        return None
    for word in words:
        for place in layers.places:
            behind = word.end <= place.start < sentence.end
            if word.key == _INVITES and is_head_final(document.language):
                behind = sentence.start <= place.start and place.end <= word.start
            first, last = token_range(document, *sorted((word.end, place.start)))
            near = behind and last - first <= _BESIDE
            near = near and (word.key != _INVITES or _is_theirs(layers, sentence, word, place))
            if place.city and near:
                trigger = Match(word.start, word.end, "summit")
                return Frame(
                    sentence,
                    trigger,
                    "possible",
                    status_cue=word,
                    place=place,
                    people=list(pair.values()),
                    sides=frozenset({"RU", "US"}),
                )
    return None


def _is_theirs(layers: Layers, sentence: Sentence, word: Match, place: PlaceMention) -> bool:
    """Tell whether one president invites the other to a city of his own country."""
    before = [p for p in layers.people if sentence.start <= p.start and p.end <= word.start]
    guests = [p for p in layers.people if word.end <= p.start and p.end <= place.start]
    host = next((p for p in before if p.person_id in PRESIDENTS), None)
    if host is None or host.side != place.country:
        return False
    return all(p.person_id in PRESIDENTS and p.side != host.side for p in guests)
