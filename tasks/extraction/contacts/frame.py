"""A frame: what one sentence, or a part of it, says of one contact."""

from dataclasses import dataclass, field
from datetime import date

from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.layers import (
    DateMention,
    DurationMention,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
    VenueMention,
)

START = date(2025, 1, 20)  # contacts before this day are history


@dataclass(slots=True)
class Frame:
    """What one sentence, or a part of it, says of one contact."""

    sentence: Sentence
    trigger: Match
    status: str | None  # None: the sentence does not tell
    status_cue: Match | None = None
    date: DateMention | None = None
    place: PlaceMention | None = None
    venue: VenueMention | None = None
    duration: DurationMention | None = None
    ordinal: Match | None = None
    people: list[PersonMention] = field(default_factory=list)
    sides: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()  # the sides that meet, by name or by country
    is_joint: bool = False  # the teams of both sides meet with those of a third one
    is_pronoun: bool = False  # it says "they": those of the contact before
    is_two: bool = False  # it says "the two men", who are those of a contact told before
    recent: tuple[str, ...] = ()  # where it says so, or "they": whom the text named last
    is_his: bool = False  # it says "he": one of those of the contact before
    is_attended: bool = False  # it tells who else was there
    is_within: bool = False  # "at the meeting X sat …": the one told before
    is_of_teams: bool = False  # experts or diplomats meet, whoever leads them
    is_of_missions: bool = False  # its sentence speaks of the embassies, visas, flights
    is_of_ministers: bool = False  # "a high-level meeting"
    is_in_person: bool = False  # "a face-to-face meeting", "a meeting in person"
    is_another: bool = False  # "a new round": one more of the kind told before
    is_unspecified: bool = False  # "a meeting": not one told of before
    is_previous: bool = False  # "their last call": one before the one told
    is_of_body: bool = False  # "the G20 summit": of many states
    is_old: bool = False  # its day lies weeks before the report
    is_parted: bool = False  # "after the calls of 12 February": not what its sentence tells before
    is_passing: bool = False  # told in passing: "the first call since 16 October"
    is_meanwhile: bool = False  # "in between, X met Y": not what the sentence before tells
    is_apart: bool = False  # "separately", "on the sidelines": beside another contact
    is_counted: bool = False  # "they spoke five times": of no one contact
    is_outcome: bool = False  # what they agreed on there is told: of a summit before
    is_it: bool = False  # "it took place in May": the one told right before
    back: frozenset[str] = frozenset()  # "in the same city", "later that day": of the one before

    @property
    def names(self) -> frozenset[str]:
        """The ids of the people."""
        return frozenset([person.person_id for person in self.people])

    @property
    def is_state_visit(self) -> bool:
        """Whether one of the presidents, and nobody else, travels to the other's country."""
        sides = {person.side for person in self.people}
        alone = len(self.names) == 1 and self.names <= PRESIDENTS
        host = self.place.country if self.place else None
        return alone and self.trigger.key == "visit" and host in {"RU", "US"} - sides

    @property
    def is_homecoming(self) -> bool:
        """Whether people travel to their own country: "Witkoff returned to Washington"."""
        sides = {person.side for person in self.people}
        return self.place is not None and sides == {self.place.country}
