"""Contact subjects: who the sentences before are about, whom a pronoun then means."""

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.edges import load_leading
from tasks.extraction.contacts.kinds import PREDECESSORS, SPOKESPEOPLE
from tasks.extraction.contacts.principals import is_owner
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.layers import Document, Match, PersonMention, Sentence
from tasks.extraction.lexicon import load_context
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.subjects import is_oblique
from tasks.extraction.speech.voice import PERSON, Voice
from tasks.extraction.text import token_range

_BACK = 3  # sentences that "he" looks back
_BESIDE = 2  # tokens of a verb right after a pronoun: "a duré"


def subject_before(layers: Layers, sentence: Sentence) -> PersonMention | None:
    """Return who comes first in the last sentence that names somebody, in the nominative if told.

    "После возвращения Трампа Дмитриев стал …": Dmitriev.
    """
    before = [s for s in layers.document.sentences if s.end <= sentence.start][-_BACK:]
    for earlier in reversed(before):
        if earlier.boilerplate or sentence.paragraph - earlier.paragraph > 1:
            return None
        named = [
            p
            for p in layers.people
            if earlier.start <= p.start < earlier.end
            and p.form != "owner"
            and not is_owner(layers.document, p)
            and not any(q.start < p.start < q.end for q in layers.quotations)
        ]
        if named and _has_pronoun_before(layers.document, earlier, named[0]):
            continue  # "he told of the leaders' meeting": whom "he" means was named before
        if named:
            first = next((p for p in named if not _is_oblique(layers.document, p)), named[0])
            known = first.person_id not in SPOKESPEOPLE | PREDECESSORS
            return first if known and first.side else None
    return None


def is_event(document: Document, pronoun: Match) -> bool:
    """Tell whether a verb that only events have stands right after a pronoun: "it took place"."""
    last = token_range(document, pronoun.start, pronoun.end)[1]
    verbs = load_context(document.language, "happens").find(document, last, last + _BESIDE)
    return any(document.text[pronoun.end : v.start].isspace() for v in verbs)


def _has_pronoun_before(document: Document, sentence: Sentence, named: PersonMention) -> bool:
    """Tell whether a pronoun stands before a name that it cannot mean.

    "Since his return X has tried …": it means who is named after the phrase that opens.
    """
    last = token_range(document, sentence.start, named.start)[1]
    found = load_back_person(document.language).find(document, sentence.first_token, last)
    opening = load_leading(document.language) | load_grammar(document.language).subordinate
    opens = document.forms[sentence.first_token] in opening
    return any(
        m.key == "subject" and not (opens and "," in document.text[m.end : named.start])
        for m in found
    )


def _is_oblique(document: Document, person: PersonMention) -> bool:
    voice = Voice(
        person.start,
        person.end,
        PERSON,
        person.person_id,
        person.name,
        person.side,
        is_role=person.form == "role",
    )
    return is_oblique(document, voice)
