"""Pairs: the people of both sides beside a word of contact, and whom "the two men" can mean."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from tasks.extraction.clause_layers import Layers
from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.contacts.edges import MARK, distance
from tasks.extraction.contacts.kinds import PRESIDENTS, SPOKESPEOPLE
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, Sentence
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between
from tasks.extraction.timex.words import load_calendar
from tasks.extraction.titles.words import load_vocabulary

BESIDE = 6  # tokens after a word of contact in which its own pair stands: "a call between X and Y"
_TO_BETWEEN = 3  # tokens from "a meeting" to "between X and Y": "une rencontre prochaine entre"
_TITLE = 6  # tokens of "and the Russian president's aide"
_TWO = 2
_JOINED = 5  # characters of " and "
_PAIR_WORDS = "p:pair"  # "the two men", not "the two presidents"


def has_other_pair(document: Document, people: Sequence[PersonMention], later: Match) -> bool:
    """Tell whether both words have a pair of people of their own, and not the same."""
    after = _pair(p for p in people if p.start >= later.end and _is_beside(document, later, p))
    before = _pair(p for p in people if p.end <= later.start)
    return bool(after and before) and not after & before


def _is_beside(document: Document, word: Match, person: PersonMention) -> bool:
    """Tell who stands near after a word of contact: "встретятся ли X и Y"."""
    if MARK.search(document.text, word.end, person.start):
        return distance(document, person.start, person.end, word) <= BESIDE
    return tokens_between(document, word.end, person.start) <= BESIDE


def pair_before(
    document: Document, people: Sequence[PersonMention], earlier: Match, later: Match
) -> int | None:
    """Return where a pair of its own begins right before the later word, if there is one.

    "Trump and Putin spoke by phone and their diplomats, Rubio and Lavrov, met six days later".
    """
    between = [p for p in people if earlier.end <= p.start and p.end <= later.start]
    if not between or distance(document, between[-1].start, between[-1].end, later) > BESIDE:
        return None
    pairs = (i for i in reversed(range(len(between))) if _pair(between[i:]))
    first = between[next(pairs, 0)].start
    after = _pair(p for p in between if p.start >= first)
    before = _pair(p for p in people if p.start < first)
    return first if after and before and not after & before else None


def named_between(
    document: Document, trigger: Match, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the two of "a call between X and Y", whoever the sentence names after them."""
    first, _ = token_range(document, trigger.end, len(document.text))
    calendar = load_calendar(document.language)
    words = calendar.between if calendar else frozenset[str]()
    near = [t for t in document.tokens[first : first + _TO_BETWEEN] if t.form in words]
    if not near or MARK.search(document.text, trigger.end, near[0].start):
        return []
    named = [p for p in people if p.start >= trigger.end]
    for i, person in enumerate(named):
        before = named[i - 1].end if i else trigger.end
        low, high = token_range(document, before, person.start)
        if high - low > _TITLE or any(tells_tense(document, j) for j in range(low, high)):
            return []
        told = named[: i + 1]
        if {p.side for p in told} >= SUBJECT:
            return told + _listed_after(document, person, named[i + 1 :])
    return []


def _listed_after(
    document: Document, last: PersonMention, named: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return who is listed right after the two: "between X, Y and Z"."""
    joining = load_grammar(document.language).conjunctions
    told: list[PersonMention] = []
    for person in named:
        between = document.forms[slice(*token_range(document, last.end, person.start))]
        gap = document.text[last.end : person.start]
        listed = gap == ", " or (len(between) == 1 and between[0] in joining)
        if not listed or person.side not in SUBJECT:
            break
        told.append(person)
        last = person
    return told


def behind_two(people: Sequence[PersonMention], edge: int) -> int:
    """Return where a clause begins, not within "Rubio and Lavrov" of "after a call of …, teams"."""
    for one, other in pairwise(people):
        if one.end <= edge <= other.start <= one.end + _JOINED and one.side != other.side:
            return other.end
    return edge


def find_joined(people: Sequence[PersonMention], who: frozenset[str]) -> PersonMention | None:
    """Return the first of two people of a set who are named in one breath: "X and Y"."""
    for one, other in pairwise(sorted(people, key=lambda p: p.start)):
        if {one.person_id, other.person_id} == who and other.start <= one.end + _JOINED:
            return one
    return None


def are_meant(document: Document, people: Sequence[PersonMention]) -> bool:
    """Tell whether people are those whom "the two men" means, and nobody is named."""
    index = load_vocabulary(document.language).index
    return bool(people) and all(
        p.form == "role"
        and any(w.key == _PAIR_WORDS for w in index.find(document, *_tokens(document, p)))
        for p in people
    )


def _tokens(document: Document, person: PersonMention) -> tuple[int, int]:
    return token_range(document, person.start, person.end)


def named_last(layers: Layers, sentence: Sentence) -> tuple[str, ...]:
    """Return whom the text names before a sentence, the last one first."""
    index = load_vocabulary(layers.document.language).index
    words = index.find(layers.document, 0, sentence.first_token)
    pairs = {word.start for word in words if word.key == _PAIR_WORDS}
    named = [p for p in layers.people if p.start < sentence.start and p.start not in pairs]
    return tuple(dict.fromkeys(p.person_id for p in reversed(named)))


def of_other_side(
    layers: Layers, sentence: Sentence, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Let "the two men" who meet one of a side be two of the other: "the two men saw X in Davos".

    They are those named last, of whom presidents are none: these send them.
    """
    meant = [p for p in people if are_meant(layers.document, [p])]
    named = [p for p in people if p not in meant]
    sides = {p.side for p in named}
    if not meant or len(sides) != 1 or not sides < SUBJECT:
        return list(people)
    start, end = meant[0].start, meant[0].end
    near = [s.start for s in layers.document.sentences if s.paragraph >= sentence.paragraph - 1]
    before = {
        p.person_id: PersonMention(start, end, p.person_id, p.name, p.side, "name")
        for p in reversed(layers.people)
        if near[0] <= p.start < start
        and p.side in SUBJECT - sides
        and p.form != "owner"
        and p.person_id not in PRESIDENTS | SPOKESPEOPLE
        and not are_meant(layers.document, [p])
    }
    team = list(before.values())[:_TWO]
    return [*(team if len(team) == _TWO else (p for p in meant if p.side not in sides)), *named]


def _pair(people: Iterable[PersonMention]) -> set[str]:
    found = {p.person_id: p.side for p in people}
    return set(found) if {"RU", "US"} <= set(found.values()) else set()
