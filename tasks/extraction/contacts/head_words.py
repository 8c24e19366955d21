"""Head words: the words of one sentence by which who led a team is told, and what stands beside."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.extraction.clause_layers import Layers, Span, overlap
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, Sentence
from tasks.extraction.lexicon import load_context, load_terms
from tasks.extraction.parties import find_acronyms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.text import token_range, tokens_between

_OTHER = "other"  # a side that is neither of the two
_DENIED = 3  # tokens before the word in which a denial stands
_OWN = 2  # tokens between a team and the word that says whose it is
_JOINED = 9  # tokens from one who leads to the next: "and the deputy minister Y"
_APPOSED = 18  # ... where commas close what stands between
_TITLE = 12  # tokens of a title before a name
_SAYING = frozenset({"say", "judge"})
_LEADING = frozenset(
    {"by", "represented_by", "behind", "verb", "verb_of_teams", "participle", "represents"}
)
_CUT = re.compile(r"[;!?«»“”\"]")


@dataclass(frozen=True, slots=True)
class HeadWords:
    """One sentence: the words of leading, the words for sides, and who is named."""

    document: Document
    sentence: Sentence
    words: Sequence[Match]
    sides: Sequence[Match]
    people: Sequence[PersonMention]

    def teams(self, *, talks: bool = True) -> list[Match]:
        """Return the words for those who are led, and for the talks."""
        return [w for w in self.words if w.key == "team" or (talks and w.key == "talks")]

    def gap(self, one: Span, other: Span) -> int:
        """Return how many words stand between two spans, the first one first."""
        return tokens_between(self.document, one.end, other.start)

    def is_cut(self, one: Span, other: Span) -> bool:
        """Tell whether a mark that ends a clause stands between two spans."""
        return _CUT.search(self.document.text, one.end, other.start) is not None

    def is_plain(self, one: Span, other: Span, marks: re.Pattern[str]) -> bool:
        """Tell whether none of these marks and nobody else stands between two spans."""
        named = any(one.end <= p.start and p.end <= other.start for p in self.people)
        return not named and marks.search(self.document.text, one.end, other.start) is None

    def side_of(self, team: Span) -> str | None:
        """Return whose a team is by the words beside it; None when they do not say, or say two."""
        near = [side.key for side in self.sides if overlap(side, team) or self.owns(side, team)]
        return near[0] if len(set(near)) == 1 else None

    def owns(self, side: Span, team: Span) -> bool:
        """Tell whether a word for a side says whose team it is: "the team of the Americans"."""
        one, other = (side, team) if side.end <= team.start else (team, side)
        first, last = token_range(self.document, one.end, other.start)
        if last - first > _OWN or MARK.search(self.document.text, one.end, other.start):
            return False
        grammar = load_grammar(self.document.language)
        small = grammar.prepositions | grammar.definite
        return one is side or small.issuperset(self.document.forms[first:last])

    def fits(self, person: PersonMention, side: str | None) -> bool:
        """Tell whether somebody can lead the team of a side."""
        if side is None or person.side is None:
            return True
        return person.side == side or (side == _OTHER and person.side not in SUBJECT)

    def is_denied(self, word: Match) -> bool:
        """Tell whether a denial stands beside a word: "will not lead the team"."""
        first, last = token_range(self.document, word.start, word.end)
        start = max(first - _DENIED, self.sentence.first_token)
        end = min(last + 1, self.sentence.end_token)
        return bool(load_context(self.document.language, "denied").find(self.document, start, end))

    def speaks(self, one: Span, other: Span) -> bool:
        """Tell whether somebody says something between two spans."""
        verbs = load_reporting_verbs(self.document.language)
        span = token_range(self.document, one.end, other.start)
        return any(verb.key in _SAYING for verb in verbs.find(self.document, *span))

    def joins(self, one: Span, other: Span) -> bool:
        """Tell whether nothing but a joining word, and a title, leads from one to the next."""
        first, last = token_range(self.document, one.end, other.start)
        joining = load_grammar(self.document.language).conjunctions
        joined = [i for i in range(first, last) if self.document.forms[i] in joining]
        if not joined or self.speaks(one, other):
            return False
        # "by X, the ambassador of his country to the other one, and Y"
        comma = self.document.text[: self.document.starts[joined[-1]]].rstrip().endswith(",")
        return last - first <= (_APPOSED if comma else _JOINED)

    def listed(self, start: Span, side: str | None) -> list[PersonMention]:
        """Return the people who follow a word, as far as they are joined: "by X, Y and Z"."""
        found: list[PersonMention] = []
        waiting: list[PersonMention] = []  # after a comma, until "and" closes the list
        last = start
        for person in self.people:
            if person.start < start.end:
                continue
            gap = self.gap(last, person)
            if self.is_cut(last, person) or self._leads(last, person):
                break
            if not self.fits(person, side) or gap > (_APPOSED if found else _TITLE):
                break
            if not found or person.start == found[-1].start:  # "the two ministers"
                found.append(person)
            elif self.joins(last, person):
                found += [*waiting, person]
                waiting = []
            elif self._goes_on(last, person):
                waiting.append(person)
            else:
                break
            last = person
        return found

    def _goes_on(self, one: Span, other: Span) -> bool:
        """Tell whether only a comma and a title lead from one to the next."""
        gap = self.document.text[one.end : other.start]
        return gap.startswith(",") and "," not in gap[1:] and not self.speaks(one, other)

    def joined_before(self, person: PersonMention, side: str | None) -> list[PersonMention]:
        """Return somebody with those named right before him, joined by nothing but "and"."""
        found = [person]
        joining = load_grammar(self.document.language).conjunctions
        for other in reversed([p for p in self.people if p.start <= person.start]):
            if other is person or not self.fits(other, side):
                continue
            first, last = token_range(self.document, other.end, found[0].start)
            joined = first < last and self.document.forms[first] in joining
            joined = joined or (len(found) > 1 and first == last)
            if other.start != person.start and not (joined and last - first <= _JOINED):
                break
            found.insert(0, other)
        return found

    def is_before_verb(self, person: PersonMention) -> bool:
        """Tell whether a verb of leading follows a name at once, as where verbs stand last."""
        verbs = [word for word in self.words if word.key in _LEADING and word.start >= person.end]
        return bool(verbs) and self.gap(person, verbs[0]) == 0

    def _leads(self, one: Span, other: Span) -> bool:
        """Tell whether another word of leading stands between two spans."""
        between = (w for w in self.words if one.end <= w.start and w.end <= other.start)
        return any(word.key in _LEADING for word in between)


def nearest(items: Iterable[PersonMention], start: int) -> list[PersonMention]:
    """Return the people named before an offset, the nearest first."""
    return sorted((p for p in items if p.end <= start), key=lambda p: -p.end)


def read_heads(layers: Layers, sentence: Sentence) -> HeadWords:
    """Return what a sentence says of who leads; nothing where it belongs to the page."""
    document = layers.document
    span = sentence.first_token, sentence.end_token
    words = load_terms(document.language, "contact_heads").find(document, *span)
    if sentence.boilerplate or not words:
        return HeadWords(document, sentence, (), (), ())
    people = [
        p for p in layers.people if sentence.start <= p.start < sentence.end and p.form != "owner"
    ]
    sides = [
        side
        for side in load_terms(document.language, "contact_sides").find(document, *span)
        if side.key != "nothing"
    ]
    sides += [party for party in find_acronyms(document, sentence) if party.key in SUBJECT]
    sides += [
        Match(place.start, place.end, _OTHER)
        for place in layers.places
        if sentence.start <= place.start < sentence.end
        and place.city is None
        and place.country not in SUBJECT
    ]
    return HeadWords(document, sentence, words, sides, people)
