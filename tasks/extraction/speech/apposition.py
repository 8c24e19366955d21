"""Apposition: the name that goes with a title, and which voices lie where."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.layers import Document
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.speech.subjects import is_oblique
from tasks.extraction.speech.voice import NOBODY, OFFICIAL, PERSON, Voice
from tasks.extraction.text import token_range

_GAP = re.compile(r"[\s\u00a0]*[,—–-]?[\s\u00a0]*")
_FEW_WORDS = re.compile(r"(?:-\w+)?(?:[\s\u00a0]+[\w.'’-]+){0,3}[\s\u00a0]+")
# "le conseiller diplomatique du Kremlin, X": the rest of a title, up to its comma.
_REST_OF_TITLE = re.compile(r"(?:[\s\u00a0]+[\w.'’-]+){1,6}[\s\u00a0]*,?[\s\u00a0]+")
_JOINED = re.compile(r"[\s\u00a0]{1,2}")


def voices_between(voices: Sequence[Voice], start: int, end: int) -> Sequence[Voice]:
    """Return the voices that lie in [start, end)."""
    first = bisect_left(voices, start, key=lambda v: v.start)
    last = bisect_right(voices, end, key=lambda v: v.end)
    return voices[first:last]


def name_in_apposition(
    document: Document, voices: Sequence[Voice], voice: Voice, limit: int, inverted: bool
) -> Voice:
    """Return the name that follows a title or an institution directly, else the voice itself.

    The name ends before `limit`, the verb.

    "the Kremlin spokesman, Dmitry Peskov", "le chef de la diplomatie russe Sergueï Lavrov"; after
    an inverted verb a name may also lead to another: "said Trump envoy Keith Kellogg".
    """
    named = voice.kind == PERSON and not voice.is_role
    nameless = voice.kind in (NOBODY, OFFICIAL)
    index = bisect_left(voices, voice.start, key=lambda v: v.start)
    for following in voices[index + 1 : index + 3]:
        if (
            following.kind != PERSON
            or following.is_role
            or following.is_owner
            or is_oblique(document, following)
        ):
            continue
        if following.end > limit:
            break
        if named and not (inverted and following.is_subject):
            continue
        gap = document.text[voice.end : following.start]
        few = _FEW_WORDS.fullmatch(gap) and not _has_grammar(document, voice.end, following.start)
        apart = _JOINED if nameless else _GAP
        # Not inverted, the name must stand between commas.
        closed = inverted or document.text[following.end : following.end + 1] == ","
        titled = not named and closed and not nameless and following.is_subject
        if titled and _REST_OF_TITLE.fullmatch(gap):
            few = not _has_clause(document, voice.end, following.start)
        if few or (not named and apart.fullmatch(gap)):
            return replace(following, start=voice.start)
    return voice


def titles_name(document: Document, voices: Sequence[Voice], noun: Voice) -> bool:
    """Tell whether a name stands right after a noun: "one of the envoys, the senator X"."""
    following = next((x for x in voices if x.start > noun.start), None)
    if following is None or following.kind != PERSON or not noun.kind.startswith("back_"):
        return False
    return document.text[noun.end : following.start].isspace()


def _has_clause(document: Document, start: int, end: int) -> bool:
    grammar = load_grammar(document.language)
    first, last = token_range(document, start, end)
    verbs = load_reporting_verbs(document.language).find(document, first, last)
    stop = grammar.content | (grammar.auxiliaries - grammar.prepositions)
    return bool(verbs) or any(token.form in stop for token in document.tokens[first:last])


def _has_grammar(document: Document, start: int, end: int) -> bool:
    grammar = load_grammar(document.language)
    stop = grammar.prepositions | grammar.content | grammar.frame | grammar.auxiliaries
    first, last = token_range(document, start, end)
    return any(
        token.form in stop and document.text[token.start].islower()
        for token in document.tokens[first:last]
    )
