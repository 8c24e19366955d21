"""Scenes: who was where on a day, told right before whom he met there.

"On Tuesday Dmitriev checked into a Geneva hotel. There he saw Witkoff."
"""

from dataclasses import dataclass, replace

from tasks.extraction.clause_layers import Layers, layers_of
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.slots import usable_dates
from tasks.extraction.contacts.status import by_date
from tasks.extraction.datelines import dateline_end
from tasks.extraction.layers import SUBJECT, DateMention, PlaceMention, Sentence


@dataclass(frozen=True, slots=True)
class Scene:
    """Where somebody of the two sides was, and when if it is told."""

    sentence: Sentence
    place: PlaceMention
    day: DateMention | None

    def lend(self, frame: Frame, layers: Layers) -> Frame:
        """Return a frame of the next sentence that says "there", with what it leaves out."""
        told = self.sentence
        next_to = told.end_token == frame.sentence.first_token
        if (
            frame.back.isdisjoint(("same", "there"))
            or not next_to
            or told.paragraph != frame.sentence.paragraph
        ):
            return frame
        frame = replace(frame, place=frame.place or self.place)
        if frame.date is not None or self.day is None:
            return frame
        status = by_date(frame.status, self.day, layers.document)
        return replace(frame, date=self.day, status=status)


def find_scene(layers: Layers, sentence: Sentence) -> Scene | None:
    """Return the scene of a sentence that tells of no contact, None when it has none."""
    document = layers.document
    clause = layers_of(layers, sentence, dateline_end(document, sentence))
    if not any(p.side in SUBJECT and p.form != "owner" for p in clause.everybody):
        return None
    places = [p for p in usable_places(document, clause, layers.places) if p.city]
    if len({p.city for p in places}) != 1:
        return None
    days = [d for d in usable_dates(document, clause, layers.dates) if d.precision == "day"]
    return Scene(sentence, places[0], days[0] if len(days) == 1 else None)


def city_before(layers: Layers, before: Sentence | None, sentence: Sentence) -> PlaceMention | None:
    """Return the city that the sentence right before names last: "from Davos. There …"."""
    if before is None or before.end_token != sentence.first_token:
        return None
    if before.paragraph != sentence.paragraph:
        return None
    named = [p for p in layers.places if before.start <= p.start < before.end]
    cities = [p for p in named if p.city and p.form == "name"]
    return cities[-1] if cities else None
