"""Separators: the words that part two contacts of a sentence: "after", "ahead of", "agreed to"."""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.brackets import load_brackets
from tasks.extraction.clause_layers import overlap
from tasks.extraction.clause_tense import tells_tense
from tasks.extraction.contacts.edges import is_adverb, is_said_of
from tasks.extraction.contacts.ellipsis import SAME
from tasks.extraction.layers import DateMention, Document, Match, Sentence
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range

SPOKEN_OF = "spoken_of"
_GOVERNED = 3  # tokens from "after" to the word of contact that it governs


@lru_cache
def load_separators(language: str) -> TermIndex:
    """Return the index of the words of a language that part two contacts of a sentence.

    What there is only "talk of" is not the contact told before it.
    """
    pack = load_pack(language)
    talked_of = pack.get("status_cues", {}).get("talked_of", ())
    return TermIndex(pack.get("contact_separators", {}) | {SPOKEN_OF: talked_of})


def find_separators(document: Document, before: Match) -> list[Match]:
    """Return what parts contacts in the sentence of a word, up to that word."""
    sentence = next(s for s in document.sentences if s.start <= before.start < s.end)
    last = token_range(document, sentence.start, before.start)[1]
    return load_separators(document.language).find(document, sentence.first_token, last)


def find_separators_after(document: Document, sentence: Sentence, word: Match) -> list[Match]:
    """Return what parts contacts in a sentence after a word: "before", "after"."""
    first = token_range(document, word.end, sentence.end)[0]
    found = load_separators(document.language).find(document, first, sentence.end_token)
    return [separator for separator in found if separator.key == "apart"]


def find_parting(
    document: Document,
    sentence: Sentence,
    triggers: Sequence[Match],
    days: Sequence[DateMention],
    dates: Sequence[DateMention],
) -> list[Match]:
    """Return the words of a sentence that may part two contacts."""
    span = sentence.first_token, sentence.end_token
    words = load_separators(document.language).find(document, *span)
    found = [_up_to_word(document, s, triggers) for s in words]
    # "Announced on May 8, two days after he had seen him": the days are of what comes after.
    return [
        s._replace(start=min([s.start, *(d.start for d in dates if d.start < s.start < d.end)]))
        if triggers[0].end <= s.start
        else s
        for s in found
        if not any(overlap(s, t) for t in triggers)
        and (s.key != SPOKEN_OF or is_said_of(document, s, triggers))
        # "The day before", "a day earlier in Riyadh" part nothing.
        and not (
            s.key == "apart"
            and any(overlap(s, d) and _tells_only_when(document, s, d) for d in days)
        )
    ]


def _tells_only_when(document: Document, separator: Match, day: DateMention) -> bool:
    """Tell whether a day ends with the separator in it, which governs nothing: "a day earlier".

    Not "two days after he". Where "after" stands behind, the day may open a clause all the same.
    """
    if load_grammar(document.language).setting:
        return day.end <= separator.end and document.text[: day.start][-2:] != ", "
    return day.end <= separator.end and is_adverb(document, separator.end)


def _up_to_word(document: Document, separator: Match, triggers: Sequence[Match]) -> Match:
    """Return "and will" up to the word of contact that begins in it: "and will speak"."""
    starts = [t.start for t in triggers if separator.start < t.start < separator.end <= t.end]
    first = document.forms[token_range(document, separator.start, separator.end)[0]]
    joins = separator.key == "onward" and first in load_grammar(document.language).conjunctions
    return separator._replace(end=starts[0]) if joins and starts else separator


def with_day(
    document: Document, days: Sequence[DateMention], start: int, trigger: Match, position: int
) -> int:
    """Return where a clause begins, before the day that its word has: "… the July 30 call"."""
    if position != trigger.start:
        return position
    beside = [d for d in days if start <= d.start and document.text[d.end : position].isspace()]
    return beside[-1].start if beside else position


def find_comma(
    document: Document, earlier: Match, later: Match, days: Sequence[DateMention]
) -> int:
    """Return the comma that ends "after a call", -1 for none.

    "Two days before the trip, on 9 March, they spoke": the first one, the day is of what follows.
    """
    first = document.text.find(",", earlier.end, later.start)
    if first < 0:
        return _verb_behind(document, earlier.end, later.end) - 1
    last = document.text.rfind(",", earlier.end, later.start)
    between = [d for d in days if first < d.start and d.end <= last]
    alone = between and not document.text[first + 1 : between[0].start].strip()
    return first if alone and not document.text[between[-1].end : last].strip() else last


def _verb_behind(document: Document, start: int, end: int) -> int:
    """Return where the main clause goes on after an opening without a comma, 0 for nowhere.

    "Nach dem Gipfel mit Y in Alaska rief X …": in such a language the verb follows right there.
    """
    if not load_brackets(document.language):
        return 0
    small = load_grammar(document.language).prepositions
    for i in range(*token_range(document, start, end)):
        begin = document.starts[i]
        verb = document.text[begin].islower() and document.forms[i] not in small
        if verb and tells_tense(document, i):
            return begin
    return 0


def governs(document: Document, separator: Match, word: Match) -> bool:
    """Tell "nach dem Telefonat" from "zuvor telefoniert": before a verb an adverb stands alone."""
    verb = load_marks(document.language).capital_nouns and document.text[word.start].islower()
    first, _ = token_range(document, separator.start, separator.end)
    return not verb or document.forms[first] in load_grammar(document.language).subordinate


def says_which(document: Document, separator: Match) -> bool:
    """Tell whether a separator opens no clause but says which contact: "their last visit"."""
    previous = load_pack(document.language).get("another", {}).get("previous", ())
    words = document.folded[separator.start : separator.end].split()
    return len(words) > 1 and words[-1] in map(fold, previous)


def last_time_start(document: Document, earlier: Match, later: Match) -> int | None:
    """Return the comma before the last contact of those named: "X and Y, who last met in May"."""
    comma = document.text.rfind(",", earlier.end, later.start)
    if comma < 0 or ":" in document.text[comma : later.start]:
        return None
    words = document.forms[slice(*token_range(document, comma, later.start))]
    back = set(map(fold, load_pack(document.language).get("another", {}).get("previous", ())))
    end = token_range(document, later.start, later.end)[1]
    # "X et Y, qui se sont vus pour la dernière fois en mai"
    beside = words[-1:] if len(words) > 1 else document.forms[end : end + _GOVERNED]
    who = words[:1] and words[0] in load_who(document.language)
    told = not back.isdisjoint(beside) or (later.key == SAME and (who or len(words) > 1))
    if not told or not 0 < len(words) <= _GOVERNED + 1:
        return None
    return comma if who or words[0] in load_grammar(document.language).subordinate else None


@lru_cache
def load_who(language: str) -> frozenset[str]:
    """Return the words with which a clause about several people begins: "diplomats who"."""
    words = load_pack(language).get("contact_groups", {}).get("who", ())
    return frozenset(map(fold, words))
