"""Presidents: whose summit it is where the words beside it do not say so."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers, Layers
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.layers import SUBJECT, Document, PersonMention
from tasks.extraction.lexicon import load_terms


def lend_presidents(layers: Layers, contacts: Sequence[Contact]) -> None:
    """Count both sides in at "the Budapest summit" that nobody is named for, in a text on both."""
    if not {person.person_id for person in layers.people} >= PRESIDENTS:
        return
    for contact in contacts:
        nobody = contact.kind == "summit" and _names_neither(contact)
        if nobody and "other" not in contact.sides and (contact.city or contact.is_planned):
            contact.frames[0].sides |= SUBJECT


def _names_neither(contact: Contact) -> bool:
    """Tell a summit to come of which those alone are named who are with one president."""
    aides = bool(contact.is_planned) or not contact.names
    return aides and not contact.names & PRESIDENTS and not contact.named_sides >= SUBJECT


def name_presidents(layers: Layers, contact: Contact) -> None:
    """Name both presidents for a summit of which nobody else is told, where the text names them."""
    named = [p for p in layers.people if p.person_id in PRESIDENTS and p.form != "role"]
    untold = contact.names < PRESIDENTS or _names_neither(contact)
    if not untold or {p.person_id for p in named} < PRESIDENTS:
        return
    first = contact.frames[0]
    for president in sorted(PRESIDENTS - contact.names):
        theirs = [p for p in named if p.person_id == president]
        nearest = min(theirs, key=lambda p: abs(p.start - first.trigger.start))
        first.people = [*first.people, nearest]


def meet_later(
    document: Document,
    clause: ClauseLayers,
    named: Sequence[PersonMention],
    chiefs: Sequence[PersonMention],
) -> bool:
    """Tell "X met Putin on the 6th, and the two presidents met on the 15th": both are meant."""
    if {p.person_id for p in chiefs} != PRESIDENTS or len({p.start for p in chiefs}) != 1:
        return False
    start = chiefs[0].start
    words = [
        m for m in clause.terms(load_terms(document.language, "contacts")) if m.key != "detail"
    ]
    between = [m for m in words if named[0].end <= m.start and m.end <= start]
    if not between or not any(m.start > start for m in words):
        return False
    marks = [mark.start() for mark in MARK.finditer(document.text, between[-1].end, start)]
    days = {day.start >= marks[-1] for day in clause.dated} if marks else set[bool]()
    return len(days) > 1  # each has its own
