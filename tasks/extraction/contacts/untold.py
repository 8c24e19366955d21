"""Untold contacts: what tells of a contact in a sentence that has no word for it.

"On Tuesday X and Y in Doha", "both presidents, in Geneva, in May", "Coulter, in Moscow for a day".
"""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span
from tasks.extraction.contacts.deeds import find_deed, find_guest_meant
from tasks.extraction.contacts.ellipsis import SAME, find_ellipsis
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.pairs import find_joined
from tasks.extraction.contacts.people import find_leaders, find_teller
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.presence import find_guest, find_meant
from tasks.extraction.contacts.slots import usable_dates
from tasks.extraction.contacts.teams import find_bare_team, find_teams
from tasks.extraction.contacts.triggers import DETAIL
from tasks.extraction.layers import (
    SUBJECT,
    Document,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)

_TEAM = 4  # as many people in one sentence are those at the table


def find_untold(
    document: Document, clause: ClauseLayers, layers: Layers, people: Sequence[PersonMention]
) -> Match | None:
    """Return what stands for the word of contact in a sentence that has none.

    People of both sides with a day and a city, or a day and a length of time: a contact, and so is
    an envoy in the capital of the other side, or both presidents in one breath, in a city and a
    month. Several people of both sides, no president among them: those at the table of a contact
    told elsewhere.
    """
    named = [person for person in people if person.form != "role"]
    named += find_teller(clause.said, people, layers.people)
    ids = {person.person_id for person in named}
    dates = usable_dates(document, clause, layers.dates)
    days = [d for d in dates if d.precision in ("day", "week")]
    places = usable_places(document, clause, layers.places)
    if not {person.side for person in named} >= SUBJECT:
        months = [d for d in dates if d.precision == "month"]
        told: list[Span] = [*days, *months, *clause.asserted(layers.durations)]
        guest = find_guest(document, clause, named, told, places) if not clause.said else None
        guest = guest or _find_teams_at(document, clause, layers, places)
        return guest or find_deed(document, clause, people, days, places)
    deed = find_deed(document, clause, people, days, places)
    if deed is not None:
        return deed
    anchors: list[Span] = [*places, *clause.asserted(layers.durations)]
    if days and anchors and not ids >= PRESIDENTS:
        return Match(anchors[0].start, anchors[0].end, "meeting")
    if places and places[0].city and any(d.precision in ("day", "month") for d in dates):
        both = find_joined(named, PRESIDENTS)
        if both is not None:
            return Match(both.start, both.end, "meeting")
    lasts = not places and bool(clause.asserted(layers.durations)) and not ids >= PRESIDENTS
    if len(ids) >= _TEAM or lasts or (not ids & PRESIDENTS and not clause.said):
        return Match(named[0].start, named[0].end, DETAIL)
    return None


def without_word(
    layers: Layers,
    clause: ClauseLayers,
    sentence: Sentence,
    triggers: Sequence[Match],
    him: Sequence[PersonMention],
    people: list[PersonMention],
) -> tuple[list[PersonMention], Match | None]:
    """Return what stands for a word of contact where a sentence has none, and who is told of.

    A word that is of the contact before, "last", leaves room for where somebody was: "last was in".
    """
    if any(trigger.key != SAME for trigger in triggers):
        return people, None
    plain = find_untold(layers.document, clause, layers, people)
    him = him or find_meant(layers, clause, sentence)
    mine = people if set(him) <= set(people) else [*him, *people]
    told = plain or find_untold(layers.document, clause, layers, mine)
    if told is None or (triggers and told.key != "visit") or (told.key == DETAIL and not plain):
        return people, None
    if plain:
        return [*people, *find_guest_meant(layers, clause, people, told)], told
    return mine, told


def tells_of_nobody(
    layers: Layers, clause: ClauseLayers, sentence: Sentence, words: Sequence[Match]
) -> bool:
    """Tell a sentence that has neither a word of contact, nor what stands for one, nor anybody."""
    document = layers.document
    bare = not clause.everybody and not words and not find_ellipsis(document, clause)
    if not bare or find_meant(layers, clause, sentence) or find_leaders(document, clause):
        return False
    return find_untold(document, clause, layers, []) is None


def _find_teams_at(
    document: Document, clause: ClauseLayers, layers: Layers, places: Sequence[PlaceMention]
) -> Match | None:
    """Return the teams of both sides that are together on a day in a city, or for some hours."""
    dates = usable_dates(document, clause, layers.dates)
    cities = [p for p in places if p.city]
    lasts = bool(clause.asserted(layers.durations))
    days = [d for d in dates if d.precision == "day" or (lasts and cities)]
    if not days or not (cities or lasts):
        return None
    team = find_teams(document, clause) or find_bare_team(document, clause, places, lasts=lasts)
    return Match(team.start, team.end, "meeting") if team else None
