"""Subjects: whether a mention stands where the subject of a verb does."""

import re
from collections.abc import Sequence

from tasks.extraction.layers import Document
from tasks.extraction.marks import load_marks
from tasks.extraction.names import load_honorifics
from tasks.extraction.speech.grammar import Grammar, load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.speech.voice import (
    DOCUMENT,
    HOUSES,
    INSTITUTION,
    OUTLET,
    PERSON,
    PRONOUNS,
    Voice,
)
from tasks.extraction.text import fold, token_range
from tasks.extraction.transliteration import is_declined, nominative

_MARK = re.compile(r"[,.;:«»“”\"\n]")
_TOLD_REACH = 4
_JOINED = re.compile(r"[\s\u00a0]{1,2}")


def stands_as_subject(document: Document, voices: Sequence[Voice], index: int) -> bool:
    """Tell whether the mention can be a subject: no preposition before, no genitive."""
    voice = voices[index]
    grammar, marks = load_grammar(document.language), load_marks(document.language)
    if (
        voice.is_owner
        or marks.possessive.match(document.folded, voice.end)
        or (voice.kind == PERSON and marks.possessive_plain.match(document.folded, voice.end))
    ):
        return False
    if is_oblique(document, voice):
        return _is_collective(document, voice)
    if _is_pronoun_object(document, grammar, voice) or _is_told(document, grammar, voice):
        return False
    start = voice.start
    if index and not marks.has_cases:
        before = voices[index - 1]
        gap = document.text[before.end : voice.start]
        if _JOINED.fullmatch(gap) and before.is_owner:
            start = before.start  # "Putins Sprecher"
        # "le porte-parole Dmitri Peskov" stands as its title does.
        elif _JOINED.fullmatch(gap) and (
            before.kind in {PERSON, "official", DOCUMENT, *HOUSES}
            or before.kind.startswith("back_")
        ):
            return stands_as_subject(document, voices, index - 1) or before.kind == INSTITUTION
        if (
            before.kind == PERSON
            and fold(gap).strip() in grammar.conjunctions
            and not stands_as_subject(document, voices, index - 1)
        ):
            return False  # "of Putin and Trump"
    return not _follows_preposition(document, grammar, voice, start)


def _is_pronoun_object(document: Document, grammar: Grammar, voice: Voice) -> bool:
    """Tell "lui a répondu Lavrov" from "Lui, en revanche, a dit"."""
    if document.folded[voice.start : voice.end] not in grammar.clitics:
        return False
    _, last = token_range(document, voice.start, voice.end)
    verbs = load_reporting_verbs(document.language)
    following = document.tokens[last : last + 1]
    helped = any(t.form in grammar.perfect for t in following)
    joined = bool(following) and _JOINED.fullmatch(document.text[voice.end : following[0].start])
    return bool(joined) and (helped or bool(verbs.find(document, last, last + 1)))


def _is_told(document: Document, grammar: Grammar, voice: Voice) -> bool:
    """Tell an outlet with a noun before it to which something is said: "à la chaîne CBS"."""
    if voice.kind != OUTLET:
        return False
    first, _ = token_range(document, voice.start, voice.end)
    begin = max(0, first - _TOLD_REACH)
    for token in reversed(document.tokens[begin:first]):
        if _MARK.search(document.text[token.end : voice.start]):
            return False
        if token.form in grammar.told_to:
            # "a" of "a dit" is no preposition: its letter has an accent.
            return document.text[token.start : token.end].casefold() not in grammar.perfect
    return False


def _follows_preposition(document: Document, grammar: Grammar, voice: Voice, start: int) -> bool:
    first, _ = token_range(document, start, voice.end)
    passed = grammar.definite | grammar.indefinite | load_honorifics(document.language)
    while first and document.tokens[first - 1].form in passed:
        if document.tokens[first - 1].form in grammar.prepositions:
            break
        first -= 1
    previous = document.tokens[first - 1] if first else None
    if previous is None or previous.form not in grammar.prepositions:
        return False
    if _MARK.search(document.text[previous.end : start]):
        return False
    if first >= 2 and document.tokens[first - 2].form in grammar.clefts:
        return previous.form not in grammar.subordinate  # "ce que Lavrov appelle"
    # "As Lavrov put it": a conjunction when it opens its clause.
    opens = first < 2 or re.search(
        r"[.;:,—–«»“”\"\n]", document.text[document.tokens[first - 2].end : previous.start]
    )
    return not opens or previous.form not in (grammar.subordinate | grammar.conjunctions)


def is_oblique(document: Document, voice: Voice) -> bool:
    """Tell whether its ending shows a mention in another case than the nominative."""
    marks = load_marks(document.language)
    if not marks.has_cases or voice.kind in PRONOUNS:
        return False
    chunks = fold(document.text[voice.start : voice.end]).split()
    words = [re.split(r"[\W_]+", chunk.strip("«»\"'.,"))[-1] for chunk in chunks]
    if not words:
        return False
    if voice.kind == PERSON and not voice.is_role:
        if voice.is_woman:
            return bool(marks.oblique_woman.search(words[-1]))
        if len(words) > 1 and nominative(words[-1], words[0]) == words[-1]:
            return is_declined(words[0])  # "Алексей Чепа", "Марка Рютте"
        oblique = bool(marks.oblique_word.search(words[-1]))
        return oblique and not marks.nominative_name.search(words[-1])
    # "замминистра" is a nominative of its own, "администрация" a feminine one.
    oblique = bool(marks.oblique_word.search(words[0]))
    return oblique and not marks.nominative_word.search(words[0])


def _is_collective(document: Document, voice: Voice) -> bool:
    """Tell "в МИД", "в документе": the house or its paper as the place where it is said."""
    if voice.kind not in {*HOUSES, DOCUMENT}:
        return False
    first, _ = token_range(document, voice.start, voice.end)
    locative = load_marks(document.language).house_locative
    return first > 0 and document.tokens[first - 1].form in locative
