"""Settings: where, and with whom beside him, somebody says what a sentence then tells.

"Hosting the Dutch leader in the Oval Office, Trump said that he would not meet Putin."
"""

from dataclasses import replace

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.ellipsis import ellipsis_at
from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.contacts.triggers import DETAIL, NOTHING
from tasks.extraction.layers import SUBJECT, Attribution, Document, Sentence
from tasks.extraction.speech.reported import opens_reported
from tasks.extraction.text import token_range


def without_setting(layers: Layers, sentence: Sentence, start: int) -> Sentence:
    """Return a sentence from its clause of saying on, when what stands before is the setting.

    `start`: where it begins after a dateline.
    """
    said = [a for a in layers.attributions if sentence.start <= a.start < sentence.end]
    if not said or said[0].start <= start or not _is_setting(layers, start, said[0]):
        return sentence
    if not opens_reported(layers.document, said[0], sentence):
        return sentence
    first, _ = token_range(layers.document, said[0].start, sentence.end)
    return replace(sentence, start=said[0].start, first_token=first)


def _is_setting(layers: Layers, start: int, said: Attribution) -> bool:
    """Tell whether nothing before a clause of saying is of the two countries' contacts."""
    people = {p.side for p in layers.people if start <= p.start < said.start}
    if people & SUBJECT:
        return False
    third = bool(people - {None})
    placed = any(start <= p.start < said.end for p in layers.places)
    return third or (placed and not _tells_of_contact(layers.document, start, said.start))


def _tells_of_contact(document: Document, start: int, end: int) -> bool:
    words = load_contacts(document.language).find(document, *token_range(document, start, end))
    return (
        any(word.key not in (NOTHING, DETAIL) for word in words)
        or ellipsis_at(document, start) is not None
    )
