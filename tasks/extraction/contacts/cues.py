"""Contact cues: the words of a sentence that tell the status of its contacts.

Not those for something else in it: "may" of a date, a forum that "is under way", what was asked.
"""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span
from tasks.extraction.contacts.helping import without_helping
from tasks.extraction.contacts.parties import load_side_words
from tasks.extraction.contacts.purposes import without_purpose
from tasks.extraction.contacts.relatives import find_relatives
from tasks.extraction.contacts.scope import Reading
from tasks.extraction.contacts.status import (
    denied_contacts,
    load_status_cues,
    only_talked_of,
    turn_denied,
    without_asked,
)
from tasks.extraction.contacts.triggers import NOTHING
from tasks.extraction.contacts.wheres import without_events
from tasks.extraction.contacts.wishes import find_wishes
from tasks.extraction.layers import Match, Sentence


def find_cues(
    layers: Layers,
    clause: ClauseLayers,
    sentence: Sentence,
    triggers: Sequence[Match],
    whoever: Sequence[Span],
) -> list[Match]:
    """Return what tells the status of the contacts of a sentence."""
    document = layers.document
    cues = [
        cue
        for cue in clause.terms(load_status_cues(document.language))
        if cue.key != NOTHING
        and not any(d.start <= cue.start and cue.end <= d.end for d in layers.dates)  # "on May 4"
    ]
    # "Before the talks X said that the work “is still in progress”": not that of the contact.
    own = set(clause.unquoted(cues)) if clause.unquoted(triggers) else set(cues)
    cues = [cue for cue in cues if cue.key != "ongoing" or cue in own]
    cues = without_events(document, clause, triggers, cues, whoever)
    cues = without_asked(document, cues, triggers, clause.everybody)
    cues = without_purpose(document, clause, cues, layers.dates)
    cues = without_helping(document, turn_denied(document, cues))
    cues = only_talked_of(document, cues, triggers)
    cues = find_wishes(document, sentence, triggers, cues)
    whose: list[Span] = [*clause.everybody, *clause.terms(load_side_words(document.language))]
    cues += denied_contacts(document, sentence, cues, triggers, whose)
    if is_question(layers, sentence):
        cues = [cue for cue in cues if cue.key != "whether"]
    return cues


def is_question(layers: Layers, sentence: Sentence) -> bool:
    """Tell a sentence that ends with a question mark, also inside quotation marks."""
    return layers.document.text[sentence.start : sentence.end].rstrip(' »”"').endswith("?")


def without_inner_start(reading: Reading, cue: Match | None) -> Match | None:
    """Return no cue where it only says, in a clause inside, when that began which took so long.

    "The conversation, which began shortly before midnight, took four hours."
    """
    if cue is None or cue.key != "ongoing":
        return cue
    told = find_relatives(reading.document, reading.sentence.start, reading.sentence.end)
    lengths = reading.clause.asserted(reading.layers.durations)
    inside = [r for r in told if r.start <= cue.start and cue.end <= r.end]
    return None if any(r.end <= d.start for r in inside for d in lengths) else cue
