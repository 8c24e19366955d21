"""Contact triggers: the words of contact that a sentence asserts."""

import re
from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers, Span
from tasks.extraction.contacts.edges import MARK, distance
from tasks.extraction.contacts.ellipsis import SAME, find_elided_after, find_ellipsis
from tasks.extraction.contacts.parties import find_parties
from tasks.extraction.contacts.prenominal import without_occasion_noun
from tasks.extraction.contacts.press import is_with_press
from tasks.extraction.contacts.regions import Region, load_contacts
from tasks.extraction.contacts.separators import find_separators
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention
from tasks.extraction.lexicon import load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between

SPOKEN, SPOKEN_TO = "spoken", "spoken_to"
NOTHING, PAIRED, DETAIL, TOOK_PLACE = "nothing", "paired", "detail", "took_place"
SEEN = "seen"
VISIT, WHOM = "visit", "whom"
_OF_BOTH = frozenset({PAIRED, SEEN, SPOKEN_TO, WHOM})
_STANDS_FOR = {SPOKEN_TO: SPOKEN, WHOM: "call"}
_NOUNS = frozenset({"round", "consultations", "talks", "summit", "conversation", "call"})
_REACH = 8  # from a word that points back to its verb
_TITLE = 5  # tokens between "called" and the name: "the Russian foreign minister"
_STOPS = (".", ",", ";", "")
_MARK = re.compile(r"[^\w\s]")
_VOICE = 3  # tokens from "had spoken" to "by phone"
_NEXT = 4  # characters from "that of" to whose team it is: "celle de la Russie"
_PARTY = 4  # tokens from a verb to whom it is with: "had lunch with the American officials"
_GOAL = 5  # tokens from "flew to" to where or whom
_NAME = 3


def find_pointers(document: Document, clause: ClauseLayers) -> list[Match]:
    """Return the words of a sentence that point back to a contact: "it", "the first"."""
    return clause.terms(load_terms(document.language, "back_words"))


def find_triggers(
    document: Document,
    clause: ClauseLayers,
    people: Sequence[PersonMention],
    teller: Sequence[PersonMention],
    *,
    they: bool,
) -> list[Match]:
    """Return the words of contact that a sentence asserts.

    A word that many other things are said with ("received", "discussed") counts only where people
    of both sides are named, or where a pronoun speaks of `they`, or where the `teller` of one side
    speaks of the other: "X said he would see Y".
    """
    terms = clause.unquoted(clause.terms(load_contacts(document.language)))
    found = [own for match in terms if (own := _beside_people(match, clause.everybody))]
    if not found and find_ellipsis(document, clause) is None:
        return []
    both = they or {person.side for person in people} >= SUBJECT
    asked = not both and not people and any(m.key in _OF_BOTH for m in found)
    both = both or (asked and _tells_parties(document, clause))
    tells = bool(teller) and {p.side for p in [*people, *teller]} >= SUBJECT
    alone = all(m.key in _OF_BOTH or m.key == NOTHING for m in found)
    told = [
        m._replace(key=_STANDS_FOR.get(m.key, m.key))
        for m in found
        if m.key != NOTHING
        and (
            both
            or m.key not in _OF_BOTH
            or (tells and _is_told(clause, m))
            or (alone and _meets_party(document, clause, people, m))
        )
        and (m.key != WHOM or _has_object(document, clause, m))
        and not _leads_nowhere(document, clause, m)
        and not is_with_press(document, clause, m)
    ]
    ellipsis = find_ellipsis(document, clause)
    words = _with_nouns(document, [m for m in told if m.key != TOOK_PLACE])
    words = _by_telephone(document, _without_other_team(document, clause, words))
    words = without_occasion_noun(document, clause, words)
    again = _taken_up(document, clause, told)
    if any(m.key != DETAIL for m in words):
        before = _elided_before(document, ellipsis, words[0])
        before = before or _taken_up_before(document, again, words[0])
        after = find_elided_after(document, words[-1])
        return [*before, *words, *([after] if after else [])]
    if ellipsis is not None:
        return [ellipsis, *(m for m in words if m.start >= ellipsis.end)]
    return sorted([*again, *words])


def _by_telephone(document: Document, words: Sequence[Match]) -> list[Match]:
    """Join a verb of speaking to what makes it a call: "had spoken on Monday by phone"."""
    told: list[Match] = []
    prepositions = load_grammar(document.language).prepositions
    for word in words:
        before = told[-1] if told else None
        if before and before.key == SPOKEN and word.key == "call":
            beside = tokens_between(document, before.end, word.start) <= _VOICE
            first, _ = token_range(document, word.start, word.end)
            beside = beside and document.forms[first] in prepositions
            if beside and not MARK.search(document.text, before.end, word.start):
                told[-1] = before._replace(key="call")
                continue
        told.append(word)
    return told


def _is_told(clause: ClauseLayers, word: Match) -> bool:
    """Tell whether a word stands in what somebody says, not in the clause of saying."""
    return not any(a.start <= word.start < a.end for a in clause.said)


def _with_nouns(document: Document, words: Sequence[Match]) -> list[Match]:
    """Leave out "the third" where its noun stands right after it: "die dritte Runde"."""
    nouns = [w for w in words if w.key in _NOUNS]
    return [
        word
        for word in words
        if word.key != SAME
        or not any(document.text[word.end : noun.start].isspace() for noun in nouns)
    ]


def _without_other_team(
    document: Document, clause: ClauseLayers, words: Sequence[Match]
) -> list[Match]:
    """Leave out "that of the United States" after a team: "X led the delegation, Y that of …"."""
    sides = clause.terms(load_terms(document.language, "contact_sides"))
    details = [w for w in words if w.key == DETAIL]
    return [
        word
        for word in words
        if word.key != SAME
        or not any(d.end <= word.start for d in details)
        or not any(s.end > word.end and s.start - word.end <= _NEXT for s in sides)
    ]


def _beside_people(word: Match, everybody: Sequence[PersonMention]) -> Match | None:
    """Return a word of contact without the title in it: "встреча" of "встреча президентов США"."""
    for person in everybody:
        if person.start < word.end and word.start < person.end:
            return word._replace(end=person.start - 1) if word.start < person.start else None
    return word


def _tells_parties(document: Document, clause: ClauseLayers) -> bool:
    """Tell whether people of both sides who have no names are those who do something."""
    whole = Region(clause.start, clause.end, ())
    return find_parties(document, clause, whole) >= SUBJECT


def _meets_party(
    document: Document, clause: ClauseLayers, people: Sequence[PersonMention], word: Match
) -> bool:
    """Tell whether right after a verb stands who of the other side has no name.

    "X has seen the Russians", "X had lunch with American bankers".
    """
    sides = {person.side for person in people if person.end <= word.start}
    if len(sides) != 1 or not sides < SUBJECT:
        return False
    after = token_range(document, word.end, clause.end)[0]
    reach = document.tokens[min(after + _PARTY, len(document.tokens)) - 1].end
    mark = MARK.search(document.text, word.end, reach)
    region = Region(word.start, min(mark.start() if mark else reach, clause.end), ())
    return not SUBJECT.isdisjoint(find_parties(document, clause, region) - sides)


def _taken_up(document: Document, clause: ClauseLayers, told: Sequence[Match]) -> list[Match]:
    """Return the verb that tells so of a contact before: "the first two had taken place in …"."""
    back = clause.terms(load_terms(document.language, "back_words"))
    return [
        Match(m.start, m.end, SAME)
        for m in told
        if m.key == TOOK_PLACE
        and any(b.start < m.end and distance(document, b.start, b.end, m) <= _REACH for b in back)
    ][:1]


def _has_object(document: Document, clause: ClauseLayers, word: Match) -> bool:
    """Tell a verb right before whom it calls: "called Putin on Monday", not "called Putin weak"."""
    grammar = load_grammar(document.language)
    for person in clause.everybody:
        first, last = token_range(document, word.end, person.start)
        between = [token.form for token in document.tokens[first:last]]
        marks = _MARK.search(document.text, word.end, person.start)
        if person.start < word.end or len(between) > _TITLE or marks:
            continue
        if not grammar.prepositions.isdisjoint(between):
            continue
        after = document.text[person.end : person.end + 1]
        following = token_range(document, person.end, len(document.text))[0]
        forms = [token.form for token in document.tokens[following : following + 1]]
        return after in _STOPS or not grammar.prepositions.union(grammar.conjunctions).isdisjoint(
            forms
        )
    return False


def _leads_nowhere(document: Document, clause: ClauseLayers, word: Match) -> bool:
    """Tell a verb of travel after whose preposition neither a place nor a person stands.

    "He came to his envoy's defence", "it went to great lengths".
    """
    last = token_range(document, word.start, word.end)[1]
    prepositions = load_grammar(document.language).prepositions
    if word.key != VISIT or document.tokens[last - 1].form not in prepositions:
        return False
    goals: list[Span] = [*clause.placed, *clause.everybody]
    if any(
        g.end > word.end and token_range(document, word.end, g.start)[1] - last <= _GOAL
        for g in goals
    ):
        return False
    names = document.tokens[last : last + _NAME]  # a place that nobody knows
    return not any(document.text[token.start].isupper() for token in names)


def _taken_up_before(document: Document, again: Sequence[Match], first: Match) -> list[Match]:
    """Return that verb where another contact is taken up after a semicolon."""
    return [
        m
        for m in again
        if first.key == SAME and m.end <= first.start and ";" in document.text[m.end : first.start]
    ]


def _elided_before(document: Document, ellipsis: Match | None, first: Match) -> list[Match]:
    """Return the ellipsis of a sentence that tells of another contact after it.

    "The last, on 12 February, had led to a meeting of the ministers."
    """
    if ellipsis is None or first.start < ellipsis.end:
        return []
    parted = any(
        ellipsis.end <= s.start and s.end <= first.start for s in find_separators(document, first)
    )
    return [ellipsis] if parted else []
