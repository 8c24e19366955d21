"""Third parties: whom somebody of one side meets who is of neither.

"Trump urged Putin to meet Zelensky", "after Putin the envoy will see Zelensky": a contact of one
side with a third one, whoever else the sentence names.
"""

from collections.abc import Sequence
from itertools import pairwise

from tasks.extraction.clause_layers import ClauseLayers, Layers, layers_of
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.parties import NOTHING, load_side_words, side_words
from tasks.extraction.contacts.regions import Region, load_contacts
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, Sentence
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range

_OBJECT = 4  # tokens from the word of contact to whom it is with: "with the Ukrainian president X"
_BETWEEN = 3  # tokens from "talks" to the first of two sides: "directs entre la Russie"
_LISTED = 4  # tokens between two who are met together
_MET = frozenset({"meeting", "paired", "seen", "spoken", "talks", "conversation", "call"})


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
    met = met or _met_before(document, trigger, people)
    return met if met and all(p.side and p.side not in SUBJECT for p in met) else []


def _met_before(
    document: Document, trigger: Match, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return whom a verb that ends its clause is with: "will he in Berlin Selenskyj treffen".

    Not the subject of its clause: there stands another one before him.
    """
    text = document.text
    beside = [p for p in people if p.end <= trigger.start and text[p.end : trigger.start].isspace()]
    before = [p for p in people if beside and p.end <= beside[0].start]
    ends = trigger.end >= len(text) or MARK.match(text, trigger.end) or text[trigger.end] == "."
    if not before or not ends:
        return []
    first, last = token_range(document, before[-1].end, beside[0].start)
    joining = load_grammar(document.language).conjunctions
    return (
        [] if last - first <= 1 and not joining.isdisjoint(document.forms[first:last]) else beside
    )


def meets_third(document: Document, clause: ClauseLayers, region: Region) -> bool:
    """Tell whether one side meets a third one, both without names: "Russians and Ukrainians"."""
    sides = side_words(document, clause, region)
    if len({w.key for w in sides} & SUBJECT) != 1:
        return False
    return any(
        {one.key, other.key} - SUBJECT == {"other"} and _are_joined(document, one, other)
        for one, other in pairwise(sides)
    )


def is_of_third_pair(
    document: Document, clause: ClauseLayers, region: Region, trigger: Match
) -> bool:
    """Tell "talks between Russia and Ukraine": the pair beside the word, whoever is thanked for it.

    Not where one more side is told after it: "Russian-Ukrainian talks joined by the Americans".
    """
    sides = side_words(document, clause, region)
    for i, (one, other) in enumerate(pairwise(sides)):
        mixed = one.key != other.key and "other" in (one.key, other.key)
        listed = i > 0 and _are_joined(document, sides[i - 1], one)
        more = any(w.key in SUBJECT - {one.key, other.key} for w in sides[i + 2 :])
        if not mixed or listed or more or not _are_joined(document, one, other):
            continue
        after = one.start >= trigger.end
        span = (trigger.end, one.start) if after else (other.end, trigger.start)
        first, last = token_range(document, *span)
        if last - first <= (_BETWEEN if after else 0) and not MARK.search(document.text, *span):
            return True
    return False


def _are_joined(document: Document, one: Match, other: Match) -> bool:
    """Tell whether two sides stand together: "Russians and Ukrainians", "Russian-Ukrainian"."""
    start, end = min(one.end, other.end), max(one.start, other.start)
    first, last = token_range(document, start, end)
    grammar = load_grammar(document.language)
    joining = grammar.conjunctions | grammar.definite
    words = document.forms[first:last]
    return len(words) <= 2 and all(w in joining for w in words) and len(set(words)) == len(words)


def tells_of_third(layers: Layers, before: Sentence, sentence: Sentence) -> bool:
    """Tell whether the sentence before one, of its paragraph, is of a side with a third party.

    "Russians and Ukrainians resumed their dialogue. Three sessions took place …": of those two.
    """
    if before.paragraph != sentence.paragraph:
        return False
    clause = layers_of(layers, before)
    if not clause.terms(load_contacts(layers.document.language)):
        return False  # "nobody lets him work on Russia and Ukraine"
    return meets_third(layers.document, clause, Region(before.start, before.end, ()))


def is_of_third_subject(
    document: Document, clause: ClauseLayers, region: Region, trigger: Match
) -> bool:
    """Tell whether a contact with one side is that of a third party, told right before it.

    "Kyiv had agreed to it at talks with the Americans in Jeddah."
    """
    words = clause.terms(load_side_words(document.language))
    sides = [word for word in words if word.key != NOTHING]
    before = [w for w in sides if w.end <= trigger.start]
    met = [w for w in sides if w.start >= trigger.end and w.end <= region.end]
    alone = bool(met) and met[0].key in SUBJECT
    if len(met) > 1 and met[1].key != met[0].key and _are_joined(document, met[0], met[1]):
        return False
    if not alone or not before or before[-1].key != "other":
        return False
    # "Russian and Ukrainian teams met the Americans": of three.
    pair = len(before) > 1 and before[-2].key in SUBJECT
    return not (pair and _are_joined(document, before[-2], before[-1]))
