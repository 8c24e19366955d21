"""Clause edges: how far the words of time, place and listeners around a verb of saying reach."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.layers import Document, Match, Sentence, Token
from tasks.extraction.lexicon import load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.speech import voice as v
from tasks.extraction.speech.grammar import Grammar, load_grammar
from tasks.extraction.speech.voice import Voice
from tasks.extraction.text import token_range

BREAK = re.compile(r"[,;:—–«»“”\"\n()]|\s-\s")
STOP = re.compile(r"[;:«»“”\"\n()]|\s-\s")
_LONGEST_OPENING = 9
_FEW = 5  # tokens between a name and its verb
_TITLE = 10  # tokens of a title between a name and its verb
_OBJECT = 5  # tokens in which the object of a verb tells what it is
_NOUN = 3  # tokens of a noun that takes a name up: "Valdai, the yearly forum held in …"


@lru_cache
def _load_occasion(language: str) -> re.Pattern[str] | None:
    """Return the pattern of ", the forum taking place in Moscow"."""
    words = load_pack(language).get("reporting_forms", {}).get("occasion", ())
    if not words:
        return None
    return re.compile(rf"[»”\"\s]*,?\s+(?:\w+\s+){{0,{_NOUN}}}(?:{'|'.join(words)})\b[^,;:.\n«“]*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where one clause is looked for: a part of a sentence outside quotation marks."""

    document: Document
    sentence: Sentence
    start: int
    end: int
    voices: Sequence[Voice]  # of the sentence, outside quotation marks

    @property
    def grammar(self) -> Grammar:
        """The reporting grammar of the document's language."""
        return load_grammar(self.document.language)

    def tokens(self, start: int, end: int) -> Sequence[Token]:
        """Return the tokens that begin in [start, end)."""
        first, last = token_range(self.document, start, end)
        return self.document.tokens[first:last]


def segment_start(stretch: Stretch, position: int) -> int:
    """Return where the segment between two marks of punctuation that holds `position` begins."""
    start = stretch.start
    for mark in BREAK.finditer(stretch.document.text, stretch.start, position):
        start = mark.end()
    return start


def left_of_verb(stretch: Stretch, verb: Match, left: int) -> int:
    """Return where the helping words before an inverted verb begin."""
    start = verb.start
    for token in reversed(stretch.tokens(left, verb.start)):
        if token.form not in stretch.grammar.auxiliaries:
            break
        start = token.start
    return start


def title_start(stretch: Stretch, subject: Voice) -> int:
    """Return where the title before a name begins: "Kremlin spokesman Dmitry Peskov"."""
    start = subject.start
    for voice in reversed(stretch.voices):
        gap = stretch.document.text[voice.end : start]
        if (
            voice.end <= start
            and re.fullmatch(r"[\s\u00a0]?,?[\s\u00a0]", gap)
            and (voice.speaker in (subject.speaker, None) or voice.kind == v.INSTITUTION)
        ):
            start = voice.start
    return start


def opening(stretch: Stretch, position: int) -> int:
    """Return where the words of time and place before the subject begin ("In Moscow on Friday")."""
    if _is_framed(stretch, stretch.start, position) and not STOP.search(
        stretch.document.text[stretch.start : position]
    ):
        tokens = stretch.tokens(stretch.start, position)
        return tokens[0].start if tokens else position
    left = segment_start(stretch, position)
    tokens = stretch.tokens(left, position)
    return tokens[0].start if tokens and _is_framed(stretch, left, position) else position


def _is_framed(stretch: Stretch, start: int, end: int) -> bool:
    grammar, text = stretch.grammar, stretch.document.text
    tokens = stretch.tokens(start, end)
    helping = grammar.frame | grammar.auxiliaries
    if any(token.form in grammar.content - grammar.auxiliaries for token in tokens):
        return False  # "After the talks in Riyadh on Tuesday" tells of the talks
    return len(tokens) <= _LONGEST_OPENING and all(
        token.form in helping or token.form.isdigit() or text[token.start].isupper()
        for token in tokens
    )


def right_edge(
    stretch: Stretch, position: int, loose: bool, to_comma: bool = False, last: bool = False
) -> int:
    """Return where the words of time, place and listeners after `position` end.

    After an inverted verb everything up to the next comma or content word belongs to the frame
    (`loose`); after "X said" only words that can frame, after "according to X" (`to_comma`)
    only those up to the comma, beside a title. After what was said (`last`) they lead to others.
    """
    document, grammar = stretch.document, stretch.grammar
    possessive = load_marks(document.language).possessive
    tokens = stretch.tokens(position, stretch.end)
    end = last_full = position
    # "Trifft nach Angaben Moskaus am Dienstag eine Delegation": no comma ends whose words they are.
    inside = to_comma and load_marks(document.language).capital_nouns
    if not loose and not to_comma and _tells_of_contact(stretch, position):
        return position
    for token in tokens:
        gap = document.text[end : token.start] if end <= token.start else ""
        leads_on = inside and token.form in grammar.prepositions | grammar.auxiliaries
        if STOP.search(gap) or token.form in grammar.content or leads_on:
            break
        apposed = any(x.start <= token.start < x.end and not x.is_subject for x in stretch.voices)
        framing = (
            token.form in grammar.frame
            or _is_listener(stretch, position, token)
            or token.form.isdigit()
            or (document.text[token.start].isupper() and not _is_new_subject(stretch, token))
        )
        if "," in gap or "—" in gap or "–" in gap:
            titled = apposed or _is_apposition(stretch, token)
            if not ((framing and not to_comma) or titled):
                break
            loose = loose and titled  # "as X said, in the coming days …": what he said begins
        elif not loose and not framing and not (last and _is_governed(stretch, position, token)):
            break
        if possessive.match(document.folded, token.end) and not loose:
            break
        if not loose and not to_comma and _is_told(stretch, position, token):
            break
        end = token.end
        trailing = token.form in grammar.prepositions or token.form in grammar.definite
        if not (trailing or token.form in grammar.indefinite):
            last_full = end
    return last_full


def is_title(stretch: Stretch, start: int, end: int) -> bool:
    """Tell whether a few words, or a title between commas, stand between a name and its verb."""
    words = [token.form for token in stretch.tokens(start, end)]
    title = stretch.document.text[start:end].lstrip().startswith(",")
    title = title and (stretch.grammar.content | stretch.grammar.subordinate).isdisjoint(words)
    return len(words) <= (_TITLE if title else _FEW)


def explained_subject(stretch: Stretch, left: int, verb: Match) -> Voice | None:
    """Return who opens a sentence and is explained up to the verb: "X, who he is, said"."""
    document, grammar = stretch.document, stretch.grammar
    first = next((x for x in stretch.voices if x.kind == v.PERSON and not x.is_role), None)
    if first is None or not first.is_subject or first.is_owner or not first.end < left:
        return None
    begin = len(document.text[:left].rstrip()) - 1
    marks = document.text[first.end] + document.text[begin] * (begin > first.end)
    if marks != ",," or STOP.search(document.text, first.end, left):
        return None
    lead = stretch.tokens(segment_start(stretch, first.start), first.start)
    own = stretch.tokens(left, verb.start)
    if len(lead) > _FEW or not is_title(stretch, first.end, left):
        return None
    return first if all(token.form in grammar.auxiliaries for token in own) else None


def is_after_statement(stretch: Stretch, subject: Voice) -> bool:
    """Tell whether what was said stands before the subject: "…, X said", "“…”, X said"."""
    begin = segment_start(stretch, subject.start)
    return begin > stretch.start or stretch.start > stretch.sentence.start


def with_occasion(stretch: Stretch, end: int) -> int:
    """Return where the words on the occasion end: "told TASS at the forum, held in Sochi in May".

    A contact is none, nor is what people are named for: that is what was told.
    """
    document = stretch.document
    pattern = _load_occasion(document.language)
    found = pattern.match(document.folded, end, stretch.sentence.end) if pattern else None
    if found is None:
        return end
    near = stretch.tokens(stretch.start, end)[-_NOUN:]
    first, last = token_range(document, near[0].start if near else end, found.end())
    if load_contacts(document.language).find(document, first, last):
        return end
    people = [x for x in stretch.voices if x.kind == v.PERSON and found.start() <= x.start]
    return end if any(x.start < found.end() for x in people) else found.end()


def _is_governed(stretch: Stretch, start: int, token: Token) -> bool:
    """Tell whether a preposition leads to a word: "said at the economic forum in Sochi".

    Not to a word of contact, which is what was told: "told reporters of a meeting in Sochi".
    """
    grammar = stretch.grammar
    first, last = token_range(stretch.document, token.start, stretch.end)
    if any(
        m.start == token.start
        for m in load_contacts(stretch.document.language).find(stretch.document, first, last)
    ):
        return False
    articles = grammar.definite | grammar.indefinite
    before = [t.form for t in stretch.tokens(start, token.start)]
    while before and (before[-1] in articles or before[-1] not in grammar.frame):
        before.pop()
    return bool(before) and before[-1] in grammar.prepositions


def _is_listener(stretch: Stretch, position: int, token: Token) -> bool:
    """Tell whether a word is of those who were told: "told a news conference in Doha"."""
    grammar = stretch.grammar
    first, last = token_range(stretch.document, position, token.end)
    noun = stretch.document.forms[first:last]
    articles = grammar.definite | grammar.indefinite
    verb = stretch.document.forms[first - 1] if first else ""
    few = 1 < len(noun) <= _NOUN and grammar.prepositions.isdisjoint(noun)
    return few and verb in grammar.addressed and noun[0] in articles


def _is_told(stretch: Stretch, start: int, token: Token) -> bool:
    """Tell whether a word of contact is what was told: "said the summit was off".

    Not where a preposition leads to it: "said at the summit that".
    """
    grammar = stretch.grammar
    first, last = token_range(stretch.document, token.start, stretch.end)
    found = load_contacts(stretch.document.language).find(
        stretch.document, first, min(last, first + _NOUN)
    )
    if not any(m.start == token.start for m in found) or _is_listener(stretch, start, token):
        return False
    before = [t.form for t in stretch.tokens(start, token.start)]
    return not any(word in grammar.prepositions for word in before[-_NOUN:])


def _tells_of_contact(stretch: Stretch, position: int) -> bool:
    """Tell whether a verb has a contact as its object: "recalled the summit in Anchorage"."""
    grammar, document = stretch.grammar, stretch.document
    first, last = token_range(document, position, stretch.end)
    if first == last or document.forms[first] not in grammar.definite | grammar.indefinite:
        return False
    if first and document.forms[first - 1] in grammar.addressed:
        return False  # "told a meeting of …"
    for index in range(first + 1, min(first + _OBJECT, last)):
        token = document.tokens[index]
        if BREAK.search(document.text, document.tokens[index - 1].end, token.start):
            return False
        found = load_contacts(document.language).find(document, index, last)
        if found and found[0].start == token.start:
            return True
        if token.form in grammar.prepositions:
            return False
    return False


def _is_new_subject(stretch: Stretch, token: Token) -> bool:
    return any(
        x.start <= token.start < x.end and x.is_subject and x.kind != v.OUTLET
        for x in stretch.voices
    )


def _is_apposition(stretch: Stretch, token: Token) -> bool:
    """Tell whether a title follows the name: "said Ushakov, the Kremlin aide"."""
    grammar = stretch.grammar
    for voice in stretch.voices:
        if not token.start <= voice.start <= token.start + 45:
            continue
        words = stretch.tokens(token.start, voice.start)
        if voice.kind != v.PERSON:
            return voice.kind.startswith("official") or voice.kind.startswith("back_")
        led = all(
            w.form in grammar.definite
            or w.form in grammar.indefinite
            or stretch.document.text[w.start].isupper()
            for w in words
        )
        return voice.is_role and led
    return False
