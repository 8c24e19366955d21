"""Attenders: who tells of a contact, and in a clause of his own is said to have been at it.

"X, who was in the room, said that the leaders may meet": he is one of those at the contact told
before, and what he says is of others.
"""

import re
from dataclasses import replace
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers, layers_of
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import SPOKESPEOPLE
from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.contacts.triggers import DETAIL, NOTHING
from tasks.extraction.layers import SUBJECT, Match, PersonMention, Sentence
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import token_range

_HEAD = 60  # characters before the name of whom a sentence is about: his titles
_TO_VERB = 4  # tokens from the clause to the verb of saying


@lru_cache
def _load_attended(language: str) -> re.Pattern[str] | None:
    words = load_pack(language).get("contact_relatives", {}).get("attended", ())
    aside = r"(?:,[^,;:()\n«»“”\"]{3,60})?"  # "X, the ambassador in Washington, who led …"
    return re.compile(rf"{aside},?\s(?:{'|'.join(words)})(?!\w)") if words else None


def find_attender(layers: Layers, sentence: Sentence) -> tuple[list[Frame], Sentence]:
    """Return who tells something and was there, and the sentence without that clause."""
    document = layers.document
    pattern = _load_attended(document.language)
    if pattern is None:
        return [], sentence
    clause = layers_of(layers, sentence)
    for person in clause.everybody:
        opening = pattern.match(document.folded, person.end, sentence.end)
        if opening is None or person.side not in SUBJECT or person.person_id in SPOKESPEOPLE:
            continue
        mark = MARK.search(document.text, opening.end(), sentence.end)
        end = mark.end() if mark else sentence.end
        rest = _rest(clause, sentence, person, end)
        if rest is not None:
            told = replace(sentence, end=end, end_token=token_range(document, 0, end)[1])
            inside = [p for p in clause.everybody if opening.end() <= p.start < end]
            people = [person, *(p for p in inside if p.side == person.side)]
            trigger = Match(opening.start(), opening.end(), DETAIL)
            sides = frozenset({person.side})
            frame = Frame(told, trigger, "held", people=people, sides=sides, is_attended=True)
            return [frame], rest
    return [], sentence


def _rest(
    clause: ClauseLayers, sentence: Sentence, person: PersonMention, end: int
) -> Sentence | None:
    """Return the rest of a sentence in which somebody says something, without him and his clause.

    He says it after the clause, or "…," said he, who was there.
    """
    document = clause.document
    reach = token_range(document, end, sentence.end)[0] + _TO_VERB
    for said in clause.said:
        within = said.start <= person.start < said.end
        begins = end <= said.start and token_range(document, end, said.start)[1] <= reach
        if within and said.end <= end and said.start > sentence.start:
            last = token_range(document, sentence.start, said.start)[1]
            return replace(sentence, end=said.start, end_token=last)
        if (within and said.end > end) or begins:
            first = token_range(document, end, sentence.end)[0]
            return replace(sentence, start=end, first_token=first)
    first = token_range(document, end, sentence.end)[0]
    words = load_contacts(document.language).find(document, first, sentence.end_token)
    if (
        any(word.key not in (NOTHING, DETAIL) for word in words)
        or person.start > sentence.start + _HEAD
    ):
        return None
    return replace(sentence, start=end, first_token=first)  # "X, who was there, calls it useful"
