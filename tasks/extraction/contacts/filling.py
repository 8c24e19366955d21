"""Contact filling: what a frame says of its contact that does not hang on a day."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import overlap
from tasks.extraction.contacts.bodies import gathers_body
from tasks.extraction.contacts.edges import (
    MARK,
    is_in_person,
    is_unspecified,
    stands_beside,
)
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.further import are_of_missions
from tasks.extraction.contacts.kinds import HEADS_OF_STATE, PRESIDENTS
from tasks.extraction.contacts.meant import find_pair_pronouns, is_of_third, runs_into
from tasks.extraction.contacts.pairs import are_meant, named_last
from tasks.extraction.contacts.parties import find_parties
from tasks.extraction.contacts.people import find_sides
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.contacts.scope import Reading
from tasks.extraction.contacts.slots import choose_duration
from tasks.extraction.contacts.status import load_it, status_of
from tasks.extraction.contacts.thirds import (
    find_third,
    is_of_third_pair,
    is_of_third_subject,
    meets_third,
)
from tasks.extraction.contacts.triggers import DETAIL, NOTHING, VISIT
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    DurationMention,
    Match,
    PersonMention,
)
from tasks.extraction.lexicon import load_context
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range

_JOINTLY = frozenset({"consultations", "round", "meeting", "talks", "paired", "seen"})
_OPENING = 2  # tokens of "at the"
_LEVEL = 3  # tokens beside a word of contact that tell its level
_STAY = 8 * 60  # minutes that somebody is in a city, not at a table
_BESIDE = frozenset({"meanwhile", "apart"})
_HEAD = 1  # tokens before "meanwhile": "And meanwhile"


def pronouns(reading: Reading) -> list[Match]:
    """Return the words that mean those who met before, as the subject of the region."""
    text = reading.document.text
    others = [m for m in reading.terms("contact_parties") if m.key == "third"]
    return [
        m
        for m in find_pair_pronouns(reading.document, reading.clause)
        if reading.region.holds(m.start, m.end)
        and m.start <= reading.trigger.start
        # "They met the Ukrainians"; but "we talk with the Ukrainians," he said after they met.
        and all(o.end <= m.start and MARK.search(text, o.end, m.start) for o in others)
    ]


def fill(reading: Reading, people: list[PersonMention], cue: Match | None) -> Frame:
    """Return a frame with all that does not hang on its day."""
    document, clause, region = reading.document, reading.clause, reading.region
    trigger = reading.trigger
    duration = _how_long(reading, people)
    people, sides = _who(reading, people)
    if is_of_body := gathers_body(document, clause, trigger):
        sides = frozenset({"other"})
    is_joint = _is_joint(reading, sides, people)
    # Not "next week".
    days = [d for d in reading.layers.dates if d.first]
    series = [m for m in reading.terms("another") if not _is_in(m, days)]
    return Frame(
        sentence=reading.sentence,
        trigger=trigger,
        status=status_of(cue) or ("held" if duration else None),
        status_cue=cue,
        duration=duration,
        ordinal=next(iter(reading.terms("round_ordinals")), None),
        people=people,
        sides=sides | SUBJECT if is_joint else sides,
        parties=find_parties(document, clause, region),
        is_joint=is_joint,
        is_of_body=is_of_body,
        is_pronoun=bool(pronouns(reading)),
        is_two=are_meant(document, people),
        recent=named_last(reading.layers, reading.sentence) if pronouns(reading) else (),
        is_his=any(
            match.start <= trigger.start and match.key != NOTHING
            for match in clause.terms(load_back_person(document.language))
        ),
        is_attended=any(match.key == DETAIL for match in region.triggers),
        is_within=_is_led_in(reading),
        is_of_teams=trigger.key != "same"
        and any(match.key == "teams" for match in reading.terms("contact_parties")),
        is_of_missions=are_of_missions(_topics(reading)),
        is_of_ministers=_is_of_ministers(document, trigger),
        is_in_person=is_in_person(document, trigger),
        is_another=stands_beside(document, series, "another", trigger),
        is_unspecified=is_unspecified(document, trigger),
        # "Zuletzt hatten sie sich am 10. Juli in Kuala Lumpur gesehen": far from its verb.
        is_previous=stands_beside(document, series, "previous", trigger)
        or any(m.key == "previous" and _is_at_head(reading, m) for m in series),
        is_parted=region.opener == "apart",
        is_meanwhile=any(m.key in _BESIDE and _is_at_head(reading, m) for m in series),
        is_apart=any(m.key == "apart" for m in series),
        is_counted=stands_beside(document, reading.terms("another"), "counted", trigger),
        is_it=trigger.key == "same" and _opens_with_it(reading),
        back=_back(reading),
    )


def _topics(reading: Reading) -> set[str]:
    """Return the topics that the sentence speaks of."""
    start, end = reading.sentence.start, reading.sentence.end
    return {t.topic for t in reading.layers.topics if start <= t.start and t.end <= end}


def _how_long(reading: Reading, people: Sequence[PersonMention]) -> DurationMention | None:
    """Return how long a contact lasted: not how long one of them was in a city."""
    clause, durations = reading.clause, reading.layers.durations
    told = clause.asserted(durations) or clause.worded(durations)
    duration = choose_duration(reading.document, told, reading.region)
    alone = len({person.side for person in people}) == 1
    if duration and alone and reading.trigger.key == VISIT and duration.minutes >= _STAY:
        return None  # "he spent twelve hours in the Russian capital"
    return duration


def _is_of_ministers(document: Document, trigger: Match) -> bool:
    """Tell "a ministerial meeting", "talks at a high level"."""
    first, last = token_range(document, trigger.start, trigger.end)
    found = load_context(document.language, "ministerial").find(
        document, max(first - _LEVEL, 0), min(last + _LEVEL, len(document.tokens))
    )
    gaps = [sorted((min(w.end, trigger.end), max(w.start, trigger.start))) for w in found]
    return any(
        overlap(word, trigger) or not MARK.search(document.text, *gap)
        for word, gap in zip(found, gaps, strict=True)
    )


def _opens_with_it(reading: Reading) -> bool:
    """Tell a sentence that begins with "it", also in two words: "celle-ci"."""
    first, forms = reading.sentence.first_token, reading.document.forms
    opening = {" ".join(forms[first : first + length]) for length in (1, 2)}
    words = {word.replace("-", " ") for word in load_it(reading.document.language)}
    return not words.isdisjoint(opening)


def _who(
    reading: Reading, people: list[PersonMention]
) -> tuple[list[PersonMention], frozenset[str]]:
    """Return the people of a contact and its sides: "other" where it is one with others."""
    document, clause, region = reading.document, reading.clause, reading.region
    trigger = reading.trigger
    sides = find_sides(document, clause, region, people)
    if not sides >= SUBJECT and is_of_third(reading.layers, clause, trigger):
        people, sides = [], frozenset({"other"})
    if not people and is_of_third_subject(document, clause, region, trigger):
        sides = frozenset({"other"})
    third = [] if reading.tells_of_three else find_third(document, region, trigger, people)
    apart = not reading.tells_of_three and is_of_third_pair(document, clause, region, trigger)
    # "Putin thanked the Americans for the talks between …"; envoys take part in such talks.
    here = [p for p in people if region.holds(p.start, p.end)]  # not those of the clause before
    apart = apart and len(here) <= 1 and {person.person_id for person in here} <= PRESIDENTS
    if third or apart or (not here and meets_third(document, clause, region)):
        return third, frozenset({"other"})
    return people, sides


def _back(reading: Reading) -> frozenset[str]:
    """Return what a region takes from the contact before: "there", "later that day"."""
    return frozenset(
        # "Il y a" of "il y a vu" is no "there is".
        "there" if m.key == NOTHING and runs_into(m, reading.region.triggers) else m.key
        for m in reading.clause.unquoted(reading.terms("same_place"))
    )


def _is_led_in(reading: Reading) -> bool:
    """Tell whether a sentence opens with a preposition and its contact: "at the meeting"."""
    first, last = token_range(reading.document, reading.sentence.start, reading.trigger.start)
    opening = reading.document.forms[first:last]
    prepositions = load_grammar(reading.document.language).prepositions
    return 0 < len(opening) <= _OPENING and opening[0] in prepositions


def _is_at_head(reading: Reading, word: Match) -> bool:
    first, last = token_range(reading.document, reading.sentence.start, word.start)
    return last - first <= _HEAD and word.end <= reading.trigger.start


def _is_in(word: Match, dates: Sequence[DateMention]) -> bool:
    return any(d.start <= word.start and word.end <= d.end for d in dates)


def _is_joint(reading: Reading, sides: frozenset[str], people: list[PersonMention]) -> bool:
    """Tell whether teams of both sides meet together with those of a third one."""
    if reading.trigger.key not in _JOINTLY or any(p.person_id in HEADS_OF_STATE for p in people):
        return False
    if reading.tells_of_three:
        return True
    # "Before Moscow they saw the Ukrainians": a city where somebody is, not the other side.
    visited = {p.country for p in reading.clause.placed if p.city and p.form == "name"}
    named = {person.side for person in people} | find_parties(
        reading.document, reading.clause, reading.region
    )
    return sides - (visited - named) >= SUBJECT | {"other"}
