"""Travellers: who tells of a journey of his own: "Witkoff said he would travel to Moscow".

Who tells of somebody else's journey stays where he is.
"""

from collections.abc import Sequence

from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.kinds import SPOKESPEOPLE
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.contacts.scope import Reading
from tasks.extraction.layers import SUBJECT, Attribution, PersonMention


def find_traveller(reading: Reading, people: Sequence[PersonMention]) -> list[PersonMention]:
    """Return the speaker who goes to the other country, where "he" is the subject."""
    document, clause, trigger = reading.document, reading.clause, reading.trigger
    words = clause.unquoted(clause.terms(load_back_person(document.language)))
    heads = [m for m in words if m.key == "subject" and m.start < trigger.start]
    told = [a for a in clause.said if a.end <= trigger.start]
    if not heads or not told or not _opens(reading, told[-1], heads[0].start):
        return []
    if any(p.start < trigger.start for p in people):
        return []
    places = usable_places(document, clause, reading.layers.places)
    goals = {p.country for p in places if reading.region.holds(p.start, p.end)}
    return [
        person
        for person in reading.layers.people
        if told[-1].start <= person.start
        and person.end <= told[-1].end
        and person.person_id not in SPOKESPEOPLE
        and person.form != "owner"
        and person.side in SUBJECT
        and goals & (SUBJECT - {person.side})
    ][:1]


def _opens(reading: Reading, said: Attribution, start: int) -> bool:
    """Tell whether a pronoun opens what is told, after the clause of saying and one mark."""
    gap = reading.document.text[said.end : start]
    return start >= said.end and len(gap.split()) <= 1 and len(MARK.findall(gap)) <= 1
