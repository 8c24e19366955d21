"""Contact objects: whom somebody received who is but a pronoun: "Путин принимал его 13 марта"."""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Layers, overlap
from tasks.extraction.contacts.edges import load_leading
from tasks.extraction.contacts.prenominal import is_head_final
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.contacts.subjects import subject_before
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, Sentence, Token
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range

_GAPS = (" ", "'", "’")  # "принял его", "l'a reçu"


def find_object(
    document: Document, clause: ClauseLayers, contacts: Sequence[Match]
) -> Match | None:
    """Return the pronoun for whom somebody received: "принимал его", "l'a reçu"."""
    words = _load_him(document.language)
    for contact in contacts:
        first, last = token_range(document, contact.start, contact.end)
        if told_before := _him_before(document, clause, contact):
            return told_before
        near = (*document.tokens[max(first - 1, 0) : first], *document.tokens[last : last + 1])
        for token in near:
            gap = sorted((token.start, token.end, contact.start, contact.end))[1:3]
            beside = token.form in words and document.text[gap[0] : gap[1]] in _GAPS
            if beside and (token.end < contact.start or _stands_alone(document, token)):
                return Match(token.start, token.end, "him")
    told = clause.unquoted(clause.terms(load_back_person(document.language)))
    back = [m for m in told if m.key == "back"]
    return next((m for m in back if any(overlap(m, c) for c in contacts)), None)


def _him_before(document: Document, clause: ClauseLayers, contact: Match) -> Match | None:
    """Return "him" in the clause of a verb that ends it: "Putin onu 11 Nisan'da kabul etti"."""
    if not is_head_final(document.language):
        return None
    first, last = token_range(document, clause.start, contact.start)
    for token in document.tokens[first:last]:
        if token.form in _load_him(document.language):
            return Match(token.start, token.end, "him")
    return None


def meant_by(
    layers: Layers, sentence: Sentence, word: Match, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return whom "him" means: who the sentence before is about, of the other side."""
    meant = subject_before(layers, sentence)
    sides = {person.side for person in people}
    if meant is None or len(sides) != 1 or meant.side not in SUBJECT - sides:
        return []
    return [PersonMention(word.start, word.end, meant.person_id, meant.name, meant.side, "name")]


def _stands_alone(document: Document, word: Token) -> bool:
    """Tell whether no noun follows a pronoun: not "принял его помощник"."""
    first = token_range(document, word.start, word.end)[1]
    after = document.tokens[first : first + 1]
    if not after or document.text[word.end : after[0].start] != " ":
        return True
    return after[0].form in load_leading(document.language) or after[0].form.isdigit()


@lru_cache
def _load_him(language: str) -> frozenset[str]:
    words = load_pack(language).get("contact_context", {}).get("him", ())
    return frozenset(map(fold, words))


def leads_object(document: Document, verb: Match, start: int) -> bool:
    """Tell whether a verb governs whom a character begins: "se reunió con el ministro Y".

    One without a preposition does right before him, "incontrerà Y", if the pack has it with none.
    """
    words = document.folded[verb.start : verb.end]
    last = document.forms[token_range(document, 0, verb.end)[1] - 1]
    if last in load_grammar(document.language).prepositions:
        return True
    verbs = map(fold, load_pack(document.language).get("back_person", {}).get("verbs", ()))
    alone = not any(other.startswith(f"{words} ") for other in verbs)
    return alone and document.text[verb.end : start].isspace()
