"""Presidents: whose summit it is where the words beside it do not say so."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import Layers
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.layers import SUBJECT


def lend_presidents(layers: Layers, contacts: Sequence[Contact]) -> None:
    """Count both sides in at "the Budapest summit" that nobody is named for, in a text on both."""
    if not {person.person_id for person in layers.people} >= PRESIDENTS:
        return
    for contact in contacts:
        nobody = contact.kind == "summit" and not contact.names and "other" not in contact.sides
        if nobody and (contact.city or contact.is_planned):
            contact.frames[0].sides |= SUBJECT


def name_presidents(layers: Layers, contact: Contact) -> None:
    """Name both presidents for a summit of which nobody else is told, where the text names them."""
    named = [p for p in layers.people if p.person_id in PRESIDENTS and p.form != "role"]
    if not contact.names < PRESIDENTS or {p.person_id for p in named} < PRESIDENTS:
        return
    first = contact.frames[0]
    for president in sorted(PRESIDENTS - contact.names):
        theirs = [p for p in named if p.person_id == president]
        nearest = min(theirs, key=lambda p: abs(p.start - first.trigger.start))
        first.people = [*first.people, nearest]
