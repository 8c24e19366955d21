"""Tellings: the day on which a contact was told of, which is not that of the contact.

"Moscow said on Thursday that the meeting planned for the 25th is off", "on Monday Axios revealed a
meeting in Doha".
"""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.brackets import load_brackets
from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.separators import load_separators
from tasks.extraction.layers import DateMention, Document, Match
from tasks.extraction.lexicon import TermIndex, load_context, load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.tense_cues import load_tense_cues
from tasks.extraction.text import fold, token_range, tokens_between

_VERB = 4  # tokens of a verb of saying before its day: "a fait savoir", "said on"
_BESIDE = 1  # tokens between the verb and the day: "on"
_SUBJECT = 5  # tokens from a day to the verb: "on Monday the newspaper Kommersant reported"
_STOPS = ("", *".,;:!?")
_OBJECT = 6  # tokens from the verb to what it reveals: "a long and secret telephone call"


@lru_cache
def load_that(language: str) -> frozenset[str]:
    """Return the words that open what somebody says: "that"."""
    words = load_pack(language).get("reporting_forms", {}).get("that", ())
    return frozenset(fold(word) for word in words)


def is_of_telling(
    document: Document, clause: ClauseLayers, day: DateMention, words: TermIndex
) -> bool:
    """Tell whether on a day a contact was only told of; `words`: those of contact."""
    first, after = token_range(document, day.start, day.end)
    if document.tokens[after : after + 1] and document.forms[after] in load_that(document.language):
        verbs = load_reporting_verbs(document.language).find(document, max(first - _VERB, 0), first)
        if any(
            v.key == "say" and tokens_between(document, v.end, day.start) <= _BESIDE for v in verbs
        ):
            return True
    told = clause.unquoted(clause.terms(words))
    if day.precision == "week" and _opens_saying(document, clause, day):
        return True
    if _ends_saying(document, day, told):
        return True
    return any(
        _reveals(document, clause, day, verb, words)
        or _tells_about(document, day, verb, told)
        or _is_told_by(document, day, verb, told)
        or _is_told_then(document, day, verb, told)
        for verb in clause.unquoted(clause.terms(load_context(document.language, "reveals")))
    ) or any(opens(document, clause, day, told) for opens in (_opens_about, _is_ahead_of_about))


def _opens_saying(document: Document, clause: ClauseLayers, day: DateMention) -> bool:
    """Tell the week at the head of "This week X said that the summit would be …"."""
    if tokens_between(document, clause.start, day.start) > _BESIDE:
        return False
    first, _ = token_range(document, day.end, day.end + 1)
    verbs = load_reporting_verbs(document.language).find(document, first, first + _SUBJECT)
    return any(v.key == "say" for v in verbs)


def _ends_saying(document: Document, day: DateMention, told: Sequence[Match]) -> bool:
    """Tell the day in ", agencies reported on Wednesday", behind all that is told."""
    comma = document.text.rfind(",", 0, day.start)
    first, last = token_range(document, comma, day.start)
    if comma < 0 or last - first > _VERB or any(m.end > comma for m in told):
        return False
    verbs = load_reporting_verbs(document.language).find(document, first, last)
    return any(
        document.text[comma + 1 : v.start].isspace()
        and tokens_between(document, v.end, day.start) <= _BESIDE
        for v in verbs
    )


@lru_cache
def _load_about(language: str) -> frozenset[str]:
    """Return the prepositions of what a verb tells of: "wrote about"."""
    words = load_pack(language).get("contact_context", {}).get("reveals", ())
    return load_grammar(language).prepositions & {fold(word).split()[-1] for word in words}


def _tells_about(document: Document, day: DateMention, verb: Match, told: Sequence[Match]) -> bool:
    """Tell the day after "wrote about the visit", "a révélé cette visite": that of the writing."""
    last = token_range(document, verb.start, verb.end)[1]
    about = document.forms[last - 1] in _load_about(document.language)
    grammar = load_grammar(document.language)
    after = document.forms[last : last + 1]
    known = bool(after) and after[0] in grammar.this_man | grammar.this_woman
    return (about or known) and any(
        verb.end <= m.start
        and m.end <= day.start
        and tokens_between(document, verb.end, m.start) <= _OBJECT
        and tokens_between(document, m.end, day.start) <= _BESIDE
        for m in told
    )


def _is_told_by(document: Document, day: DateMention, verb: Match, told: Sequence[Match]) -> bool:
    """Tell the day of "the summit was revealed on Sunday by X", "… by X on Sunday"."""
    passive = load_grammar(document.language).passive
    first, last = token_range(document, verb.end, day.end)
    after = document.forms[last : last + 1]
    by = passive in document.forms[first : min(last, first + _BESIDE + 1)] or after == (passive,)
    near = verb.end <= day.start and last - first <= _SUBJECT + _BESIDE
    return bool(passive) and by and near and any(m.end <= verb.start for m in told)


def _is_told_then(document: Document, day: DateMention, verb: Match, told: Sequence[Match]) -> bool:
    """Tell the day of "der Gipfel wurde am 8. August angekündigt", whose verb ends the clause.

    And that of "hatte am 8. August einen Gipfel in X angekündigt".
    """
    if verb.start < day.end or document.text[verb.end : verb.end + 1] not in _STOPS:
        return False
    first, _ = token_range(document, day.start, verb.end)
    forms = document.forms[max(first - _VERB, 0) : first]
    if document.text[day.end : verb.start].isspace():
        words = load_pack(document.language).get("status_cues", {}).get("helping", ())
        led = not {fold(w) for w in words}.isdisjoint(forms)
        return led and any(m.end <= day.start for m in told)
    inside = any(day.end <= m.start and m.end <= verb.start for m in told)
    helped = bool(load_brackets(document.language)) and not _load_auxiliaries(
        document.language
    ).isdisjoint(forms)
    return inside and helped and not MARK.search(document.text, day.end, verb.start)


def _load_auxiliaries(language: str) -> frozenset[str]:
    cues = load_tense_cues(language)
    return frozenset(w for w in load_grammar(language).auxiliaries if cues.terms.get(w) == "past")


def _opens_about(
    document: Document, clause: ClauseLayers, day: DateMention, told: Sequence[Match]
) -> bool:
    """Tell the day of "about the coming visit X wrote on Monday", whose object comes first."""
    first, _ = token_range(document, clause.start, day.start)
    opening = document.forms[first : first + _OBJECT]
    fronted = [m for m in told if m.end <= day.start][:1]
    if not fronted or not opening or opening[0] not in _load_about(document.language):
        return False
    if tokens_between(document, clause.start, fronted[0].start) > _OBJECT:
        return False
    verbs = load_reporting_verbs(document.language)
    end = token_range(document, day.start, day.end)[1]
    found = verbs.find(document, token_range(document, fronted[0].end, day.end)[0], end + _VERB)
    # "Of the summit X told on 8 August, two days after …": the first day alone.
    return any(MARK.search(document.text, v.end, day.start) is None for v in found)


def _is_ahead_of_about(
    document: Document, clause: ClauseLayers, day: DateMention, told: Sequence[Match]
) -> bool:
    """Tell the day of "on 4 August, of the visit planned for the 6th told X", verb last."""
    first, last = token_range(document, day.end, clause.end)
    fronted = [m for m in told if m.start >= day.end][:1]
    if not fronted or document.forms[first : first + 1] == ():
        return False
    if document.forms[first] not in _load_about(document.language):
        return False
    if tokens_between(document, clause.start, day.start) > _BESIDE:
        return False
    near = tokens_between(document, day.end, fronted[0].start) <= _BESIDE + 2
    after = token_range(document, fronted[0].end, clause.end)[0]
    return near and bool(load_reporting_verbs(document.language).find(document, after, last))


def _reveals(
    document: Document, clause: ClauseLayers, day: DateMention, verb: Match, words: TermIndex
) -> bool:
    """Tell whether a verb that a day stands beside has a word of contact for its object."""
    before = day.end <= verb.start and tokens_between(document, day.end, verb.start) <= _SUBJECT
    beside = verb.end <= day.start and tokens_between(document, verb.end, day.start) <= _BESIDE
    if not (before or beside) or _is_adjective(document, verb):
        return False
    subject = clause.terms(words)
    if any(day.end <= m.start and m.end <= verb.start for m in subject):
        return False  # "on Monday the meeting revealed …"
    for word in subject:
        first, last = token_range(document, verb.end, word.start)
        plain = load_that(document.language).isdisjoint(document.forms[first:last])
        plain = plain and not load_separators(document.language).find(document, first, last)
        if word.start >= verb.end and last - first <= _OBJECT and plain:
            return True
    return False


def _is_adjective(document: Document, verb: Match) -> bool:
    """Tell "the reported meeting"."""
    first = token_range(document, verb.start, verb.end)[0]
    grammar = load_grammar(document.language)
    return first > 0 and document.forms[first - 1] in grammar.definite | grammar.indefinite
