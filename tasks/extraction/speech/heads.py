"""Heads of sentences whose verb of saying ends them: who says it, and where, stands before it all.

"Peskov, Moskova'da yaptığı açıklamada, … söyledi": the head reaches to the second comma.
"""

from collections.abc import Sequence

from tasks.extraction.layers import Match
from tasks.extraction.marks import load_marks
from tasks.extraction.speech import voice as v
from tasks.extraction.speech.edges import BREAK, Stretch, opening, segment_start, title_start
from tasks.extraction.speech.voice import Voice

_REACH = 16  # tokens from the subject to the noun that ends its setting: "at a news conference"
_APOSTROPHES = "'’"
_SHORT_LEAD = 2  # words before a verb that its subject is left out of: "Poi aggiunge"
_DATIVE = frozenset({"a", "e", "ya", "ye"})
_TO_HEARER = 4  # tokens from who speaks to whom he tells it: the day
_OF_SOURCE = 3  # tokens from a name to "according to": "X'in açıklamasına göre"


def find_head(stretch: Stretch, verb_start: int, subject: Voice | None) -> tuple[int, int] | None:
    """Return the span of the subject and its setting where both open a sentence that a verb ends.

    None where the verb stands right behind them, and where the subject follows the verb.
    """
    settings = stretch.grammar.setting
    if not settings or subject is None or not subject.is_subject:
        return None
    if subject.end > verb_start or subject.kind == v.OUTLET:
        return None
    start = title_start(stretch, subject)
    lead = segment_start(stretch, start)
    before = stretch.tokens(lead, start)
    start = lead if before and before[-1].form in settings else opening(stretch, start)
    return start, _end_of_setting(stretch, subject, verb_start)


def head_subject(stretch: Stretch, subject: Voice | None) -> Voice | None:
    """Return who opens the sentence before a comma, where what stands nearer is nobody by name.

    "Peskov, Kremlin Danışmanı Uşakov'un … belirtti": it is not the Kremlin that says so.
    """
    if not stretch.grammar.setting or subject is None or subject.kind == v.PERSON:
        return subject
    for voice in stretch.voices:
        named = voice.kind == v.PERSON and voice.is_subject and voice.end < subject.start
        if named and stretch.document.text[voice.end : voice.end + 1] == ",":
            return voice
    return subject


def _end_of_setting(stretch: Stretch, subject: Voice, limit: int) -> int:
    """Return where a subject ends with what tells when and where it spoke."""
    settings = stretch.grammar.setting
    text = stretch.document.text
    end = subject.end
    others = [x.start for x in stretch.voices if x.kind == v.PERSON and x.start >= subject.end]
    limit = min([limit, *others])
    for token in stretch.tokens(subject.end, limit)[:_REACH]:
        if token.form in settings:
            end = token.end
    if end == subject.end and text[end : end + 1] == ",":
        end = _end_of_hearer(stretch, end, limit)
    comma = BREAK.search(text, subject.end, limit + 1)
    if end == subject.end and comma is not None:
        between = stretch.tokens(subject.end, comma.start())
        framing = stretch.grammar.frame
        if all(
            t.form in framing
            or t.form.isdigit()
            or text[t.start].isupper()
            or text[t.start - 1] in _APOSTROPHES
            for t in between
        ):
            end = comma.start()
    return end


def _end_of_hearer(stretch: Stretch, start: int, limit: int) -> int:
    """Return where the outlet ends that is told: "X, salı günü RIA Novosti'ye … söyledi"."""
    for voice in stretch.voices:
        if voice.kind != v.OUTLET or not start < voice.start <= limit:
            continue
        after = stretch.tokens(voice.end, limit)[:1]
        told = bool(after) and after[0].form in _DATIVE and after[0].start == voice.end + 1
        if told and len(stretch.tokens(start, voice.start)) <= _TO_HEARER:
            return after[0].end
    return start


def frame_of_verb(stretch: Stretch, verb: Match, left: int) -> int:
    """Return where the words of time and place right before a verb begin: "çarşamba günü"."""
    start = verb.start
    helping = stretch.grammar.auxiliaries | stretch.grammar.frame
    for token in reversed(stretch.tokens(left, verb.start)):
        if token.form not in helping and not token.form.isdigit():
            break
        start = token.start
    return start


def voice_of_source(stretch: Stretch, source: Match, voices: Sequence[Voice]) -> Voice | None:
    """Return whom a word for "according to" follows: "Uşakov'a göre"."""
    possessive = load_marks(stretch.document.language).possessive
    for voice in reversed(voices):
        if voice.end > source.start:
            continue
        ending = possessive.match(stretch.document.folded, voice.end)
        begin = ending.end() if ending else voice.end
        near = len(stretch.tokens(begin, source.start)) <= _OF_SOURCE
        marked = BREAK.search(stretch.document.text, begin, source.start)
        known = voice.kind in (v.PERSON, v.INSTITUTION, v.OUTLET)
        return voice if near and not marked and known else None
    return None


def is_headless(stretch: Stretch, position: int) -> bool:
    """Tell a verb right after a quotation, or at the head of a sentence without a subject."""
    grammar = stretch.grammar
    lead = stretch.tokens(stretch.start, position)
    if stretch.start > stretch.sentence.start:
        return len(lead) <= _SHORT_LEAD
    drops = load_marks(stretch.document.language).drops_subject and not grammar.setting
    framing = grammar.conjunctions | grammar.auxiliaries
    return drops and len(lead) <= _SHORT_LEAD and all(token.form in framing for token in lead)
