"""Clauses of saying: from a verb of saying to its subject and to the words that frame it."""

import re
from typing import NamedTuple

from tasks.extraction.layers import Document, Match, Token
from tasks.extraction.marks import load_marks
from tasks.extraction.speech import voice as v
from tasks.extraction.speech.apposition import name_in_apposition, titles_name
from tasks.extraction.speech.edges import (
    BREAK,
    STOP,
    Stretch,
    explained_subject,
    is_after_statement,
    is_title,
    left_of_verb,
    opening,
    right_edge,
    segment_start,
    title_start,
    with_occasion,
)
from tasks.extraction.speech.grammar import Grammar
from tasks.extraction.speech.heads import frame_of_verb, head_subject, is_headless, voice_of_source
from tasks.extraction.speech.voice import Voice

# Farther than this from its verb, a noun is no subject.
_REACH = 14
_REACH_OF_QUOTED = 3
_APPOSED = re.compile(r"\s*,\s*(?:[\w'’-]+\s+){0,6}")  # "X, the Kremlin's foreign policy aide"


class Clause(NamedTuple):
    """A reporting clause: its span, its subject as printed, and whether the subject follows."""

    start: int
    end: int
    voice: Voice | None
    inverted: bool
    weighs: bool = True  # False: a speech act in passing, which a pronoun does not remember


def find_clause(stretch: Stretch, verb: Match, previous: Voice | None) -> Clause | None:
    """Return the clause of a verb of saying, None when nothing can be its subject.

    `previous` is the subject of the clause of saying before it in the sentence: "X said … and
    added", "X said …, adding".
    """
    left = segment_start(stretch, verb.start)
    shares = _is_gerund(stretch.document, verb) or _is_coordinated(stretch, verb)
    subject = previous or _first_subject(stretch, verb.start) if shares else None
    if not shares:
        subject = _nearest_left(stretch, left, verb.start) or explained_subject(stretch, left, verb)
    inverted = False
    if subject is None and (subject := _nearest_right(stretch, verb)) is not None:
        inverted = True
        # "X, asked by Fox News", "X, in an interview, described Putin as": no subject follows.
        agent = subject.kind == v.OUTLET and is_agent(stretch, subject)
        if agent or (verb.key == "judge" and stretch.start == stretch.sentence.start):
            before = _subject_of_segments_before(stretch, verb.start, previous)
            subject, inverted = before or subject, before is None
    subject = subject or _subject_of_segments_before(stretch, verb.start, previous) or previous
    subject = subject if inverted else head_subject(stretch, subject)
    if subject is None:
        if not is_headless(stretch, verb.start):
            return None
        end = right_edge(stretch, verb.end, loose=True)
        return Clause(left, end, _pointed_at(stretch, verb), inverted=True)
    limit = stretch.end if inverted else verb.start
    named = name_in_apposition(stretch.document, stretch.voices, subject, limit, inverted)
    return _clause_around(stretch, verb, named, left, inverted)


def _pointed_at(stretch: Stretch, verb: Match) -> Voice | None:
    """Return "cet ancien banquier" after a verb: somebody spoken of before, by another noun."""
    grammar = stretch.grammar
    for token in stretch.tokens(verb.end, stretch.end)[:1]:
        kind = "he" if token.form in grammar.this_man else "she"
        if kind == "he" or token.form in grammar.this_woman:
            return Voice(token.start, token.end, kind, None, "")
    return None


def _is_coordinated(stretch: Stretch, verb: Match) -> bool:
    """Tell "… and then added": a verb that shares the subject of the one before."""
    grammar = stretch.grammar
    for token in reversed(stretch.tokens(stretch.start, verb.start)[-4:]):
        if token.form in grammar.conjunctions:
            return True
        if token.form not in grammar.auxiliaries:
            return False
    return False


def _clause_around(
    stretch: Stretch, verb: Match, subject: Voice, left: int, inverted: bool
) -> Clause:
    if inverted:
        end = right_edge(stretch, max(verb.end, subject.end), loose=True)
        end = with_occasion(stretch, end)
        return Clause(left_of_verb(stretch, verb, left), end, subject, inverted)
    if stretch.grammar.setting:
        start = frame_of_verb(stretch, verb, max(left, subject.end))
        return Clause(start, right_edge(stretch, verb.end, loose=False), subject, inverted)
    last = verb.key == "say" and is_after_statement(stretch, subject)
    end = right_edge(stretch, verb.end, loose=False, last=last)
    end = with_occasion(stretch, end) if last else end
    if subject.start < left or subject.end > verb.start or _is_coordinated(stretch, verb):
        # "Lavrov, who was in Doha, said": the frame starts where the verb's own words do, but
        # a title between commas belongs to it.
        near = subject.end <= verb.start and is_title(stretch, subject.end, verb.start)
        start = subject.start if near else left_of_verb(stretch, verb, left)
    else:
        start = opening(stretch, title_start(stretch, subject))
    return Clause(start, end, subject, inverted)


def find_source(stretch: Stretch, source: Match) -> Clause | None:
    """Return the clause of "according to X": X is the first voice after it, or right before it."""
    if stretch.grammar.setting:
        named = voice_of_source(stretch, source, stretch.voices)
        return Clause(named.start, source.end, named, inverted=False) if named else None
    for voice in stretch.voices:
        if voice.start < source.start or voice.is_owner or _is_possessive(stretch.document, voice):
            continue
        if voice.start <= source.end + 40 and not STOP.search(
            stretch.document.text[source.end : max(source.end, voice.start)]
        ):
            named = voice
            if (
                voice.kind != v.OUTLET
            ):  # "according to Axios, Witkoff …": who follows does not speak
                named = name_in_apposition(
                    stretch.document, stretch.voices, voice, stretch.end, inverted=True
                )
            end = right_edge(stretch, max(source.end, named.end), loose=False, to_comma=True)
            return Clause(source.start, end, named, inverted=True)
        break
    end = right_edge(stretch, source.end, loose=True, to_comma=True)
    return Clause(source.start, end, None, inverted=True) if end > source.end else None


def _is_possessive(document: Document, voice: Voice) -> bool:
    return load_marks(document.language).possessive.match(document.folded, voice.end) is not None


def find_quoted(stretch: Stretch, verb: Match) -> Clause | None:
    """Return the clause of "TASS quoted Peskov as saying": the one quoted speaks."""
    passed = verb.end
    for voice in stretch.voices:
        inside = verb.start <= voice.start and voice.end <= verb.end
        if inside and voice.kind in v.PRONOUNS:  # "приводит его слова"
            return Clause(verb.start, right_edge(stretch, verb.end, loose=True), voice, True)
        if voice.start < verb.end:
            continue
        between = stretch.tokens(passed, voice.start)
        if voice.kind in v.PRONOUNS or len(between) > _REACH_OF_QUOTED:
            return None
        if voice.kind in (v.OUTLET, v.NOBODY):
            passed = voice.end  # "приводит телеканал CNN слова X"
            continue
        if "," in stretch.document.text[passed : voice.start]:
            return None
        named = name_in_apposition(
            stretch.document, stretch.voices, voice, stretch.end, inverted=True
        )
        start = left_of_verb(stretch, verb, segment_start(stretch, verb.start))
        end = right_edge(stretch, max(verb.end, named.end), loose=True)
        return Clause(start, end, named, inverted=True)
    return None


def is_agent(stretch: Stretch, voice: Voice) -> bool:
    """Tell whether a voice is the agent of a passive: "annoncé par le Kremlin"."""
    before = [t.form for t in stretch.tokens(stretch.start, voice.start)]
    return stretch.grammar.passive in before[-2:]


def _is_gerund(document: Document, verb: Match) -> bool:
    word = document.folded[verb.start : verb.end].split()[0]
    return word.endswith(load_marks(document.language).gerunds)


def _nearest_left(stretch: Stretch, left: int, right: int) -> Voice | None:
    """Return the subject nearest to the verb in its segment; an outlet only if alone in it."""
    inside = [x for x in stretch.voices if left <= x.start and x.end <= right and x.is_subject]
    if any(x.kind != v.OUTLET for x in inside):
        inside = [x for x in inside if x.kind != v.OUTLET]
    if not inside or len(stretch.tokens(inside[-1].end, right)) > _REACH:
        return None
    return inside[-1]


def _subject_of_segments_before(
    stretch: Stretch, right: int, previous: Voice | None
) -> Voice | None:
    """Return the subject of the nearest segment before the verb's own that has one.

    "Rubio, the secretary of state, said", "Asked by Fox News, Vance, who had met Lavrov, said":
    a segment that opens a subordinate clause is passed over, and the clause of saying between
    commas in "Trump, Peskov added, called".
    """
    document, grammar = stretch.document, stretch.grammar
    start = stretch.sentence.start
    marks = [m.span() for m in BREAK.finditer(document.text, start, right)]
    begins = [start, *(end for _, end in marks)]
    ends = [*(first for first, _ in marks), right]
    outlet: Voice | None = None
    for begin, end in reversed(list(zip(begins, ends, strict=True))):
        inside = [x for x in stretch.voices if begin <= x.start and x.end <= end and x.is_subject]
        opening_words = [token.form for token in stretch.tokens(begin, end)[:2]]
        if not inside or any(word in grammar.subordinate for word in opening_words):
            continue
        if begin > start and opening_words and _is_participle(grammar, opening_words[0]):
            continue  # ", flanked by Vance and Rubio,"
        if previous is not None and any(x.end == previous.end for x in inside):
            continue
        # "Посол России в США Александр Дарчиев": the name, not the post before it.
        names = [x for x in inside if x.kind == v.PERSON and not x.is_role]
        first = names[0] if names and inside[0].kind != v.PERSON else inside[0]
        if first.kind != v.OUTLET:
            return _named_before(stretch, first)
        outlet = outlet or inside[0]
    return outlet


def _is_participle(grammar: Grammar, word: str) -> bool:
    endings = tuple(grammar.participle_endings)
    return word in grammar.participles or (bool(endings) and word.endswith(endings))


def _named_before(stretch: Stretch, title: Voice) -> Voice:
    """Return the name that a title between commas explains: "Dmitry Peskov, the spokesman,"."""
    if title.kind == v.PERSON and not title.is_role:
        return title
    for voice in reversed(stretch.voices):
        if voice.end <= title.start and voice.kind == v.PERSON and voice.is_subject:
            gap = stretch.document.text[voice.end : title.start]
            return voice if _APPOSED.fullmatch(gap) else title
    return title


def _nearest_right(stretch: Stretch, verb: Match) -> Voice | None:
    grammar = stretch.grammar
    for voice in stretch.voices:
        if voice.start < verb.end:
            continue
        between = stretch.document.text[verb.end : voice.start]
        tokens = stretch.tokens(verb.end, voice.start)
        if len(tokens) > _REACH or STOP.search(between):
            return None
        if any(token.form in grammar.content - grammar.auxiliaries for token in tokens):
            return None
        named = (voice.kind == v.PERSON and not voice.is_role) or titles_name(
            stretch.document, stretch.voices, voice
        )
        titled = named and between.find(",") == len(between.rstrip()) - 1  # "…, the aide, X"
        if "," in between and not (titled or all(_is_framing(stretch, t) for t in tokens)):
            return None
        is_object = stretch.document.folded[voice.start : voice.end] in grammar.objects
        if is_object and voice.is_subject:
            return None
        if voice.kind == v.OUTLET and _is_listener(stretch, verb):
            continue
        if any(t.form in grammar.finite for t in stretch.tokens(voice.end, stretch.end)[:1]):
            return None
        if _stands_after_verb(stretch, voice, verb):
            return voice
    return None


def _is_listener(stretch: Stretch, verb: Match) -> bool:
    words = stretch.document.folded[verb.start : verb.end].split()
    return bool(words) and words[-1] in stretch.grammar.addressed


def _is_framing(stretch: Stretch, token: Token) -> bool:
    printed = stretch.document.text[token.start]
    return token.form in stretch.grammar.frame or printed.isdigit() or printed.isupper()


def _stands_after_verb(stretch: Stretch, voice: Voice, verb: Match) -> bool:
    printed = " ".join(re.findall(r"\w+", stretch.document.folded[verb.start : verb.end]))
    if voice.is_subject or printed in stretch.grammar.readings:
        return True
    # "annoncé par le Kremlin": the agent of a passive.
    return bool(stretch.grammar.passive) and is_agent(stretch, voice)


def _first_subject(stretch: Stretch, before: int) -> Voice | None:
    for voice in stretch.voices:
        if voice.end <= before and voice.is_subject:
            return voice
    return None
