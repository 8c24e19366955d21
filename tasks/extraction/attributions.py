"""Attributions: the reporting clauses, who said something, when and where."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.extraction.layers import Attribution, Document, Match, PersonMention, Quotation, Sentence
from tasks.extraction.marks import load_marks
from tasks.extraction.speech import voice as v
from tasks.extraction.speech.apposition import name_in_apposition, voices_between
from tasks.extraction.speech.asides import find_aside, find_clause_of_aside
from tasks.extraction.speech.clauses import Clause, find_clause, find_quoted, find_source
from tasks.extraction.speech.edges import Stretch
from tasks.extraction.speech.heads import find_head
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.speech.marked import (
    find_introduction,
    find_reference,
    find_signature,
    find_tag,
)
from tasks.extraction.speech.memory import Memory
from tasks.extraction.speech.quoted_names import without_quoted_names
from tasks.extraction.speech.saying import is_saying
from tasks.extraction.speech.subjects import is_oblique
from tasks.extraction.speech.voice import Voice
from tasks.extraction.speech.voices import find_voices
from tasks.extraction.text import token_range

_NEAR = 3
_NEAR_DOCUMENT = 6  # words between "a statement" and whose it is


def find_attributions(
    document: Document, quotations: Sequence[Quotation], people: Sequence[PersonMention]
) -> list[Attribution]:
    """Return the spans that say who said something, in order; the speaker is None when unnamed.

    A span holds the verb of saying, its subject and what tells when, where and to whom it was
    said; what was said stays outside. Where no verb of saying stands ("Witkoff was upbeat. “We
    are close.”"), the span is the name of the one the sentence before the quotation is about.
    """
    document, quotations = without_quoted_names(document, quotations)
    voices = find_voices(document, people)
    memory = Memory()
    found: list[Attribution] = []
    for sentence in document.sentences:
        if sentence.boilerplate:
            continue
        memory.enter(sentence.paragraph)
        stretches = _stretches(document, sentence, quotations, voices)
        clauses = list(_find_clauses(stretches, sentence, quotations))
        if len(clauses) == 1 and _is_of_subject(clauses[0], stretches):
            clauses = [clauses[0]._replace(weighs=True)]
        if not clauses and _is_under_quotation(document, sentence, quotations):
            signature = find_signature(stretches[0]) if len(stretches) == 1 else None
            clauses += [signature] if signature else []
        if not clauses and (implied := _implied_clause(stretches, sentence, quotations)):
            clauses.append(implied)
        told = [_attribute(memory, clause, stretches) for clause in clauses]
        found += [*told, *_heads(stretches, clauses, told)]
        subject = _pronoun_subject(memory, stretches) or _subject_of(stretches)
        memory.leave(subject, stretches[0].voices if stretches else ())
    return _without_overlaps(found)


def _heads(
    stretches: Sequence[Stretch], clauses: Sequence[Clause], told: Sequence[Attribution]
) -> Iterator[Attribution]:
    """Yield the heads of clauses whose subject stands far before its verb."""
    for clause, attribution in zip(clauses, told, strict=True):
        for stretch in stretches if clause.voice and not clause.inverted else ():
            if clause.voice in stretch.voices:
                head = find_head(stretch, clause.start, clause.voice)
                if head and head[1] <= clause.start:
                    yield replace(attribution, start=head[0], end=head[1])


def _attribute(memory: Memory, clause: Clause, stretches: Sequence[Stretch]) -> Attribution:
    voice = clause.voice
    if voice is None:
        meant = memory.last_speaker()
        if meant is None and load_marks(stretches[0].document.language).drops_subject:
            meant = memory.dropped_subject()
            memory.hear(meant or Voice(clause.start, clause.end, v.NOBODY, None, ""))
        return Attribution(clause.start, clause.end, meant.speaker if meant else None, None)
    meant = _house_of(stretches, voice) if voice.kind == v.DOCUMENT else None
    if meant is None and voice.kind == v.DOCUMENT and is_oblique(stretches[0].document, voice):
        meant = memory.find_issuer()  # "говорится в документе"
        return Attribution(clause.start, clause.end, meant.speaker if meant else None, voice.name)
    if voice.kind in v.PRONOUNS and _goes_on(stretches[0], clause):
        meant = memory.who_goes_on(voice)
    named = [x for x in stretches[0].voices if x.kind == v.PERSON and x.end <= voice.start]
    meant = meant or memory.resolve(voice, _subject_before(stretches, voice), named)
    if clause.weighs:
        memory.hear(meant or replace(voice, kind=v.NOBODY, speaker=None))
    speaker = meant.speaker if meant else None
    return Attribution(clause.start, clause.end, speaker, voice.name)


def _house_of(stretches: Sequence[Stretch], document: Voice) -> Voice | None:
    """Return the house named after a document: "in a statement posted on the embassy's site"."""
    for stretch in stretches:
        for voice in stretch.voices:
            if voice.start >= document.end and voice.kind in (v.PERSON, v.INSTITUTION):
                near = len(stretch.tokens(document.end, voice.start)) <= _NEAR_DOCUMENT
                return voice if near and voice.kind == v.INSTITUTION else None
    return None


def _goes_on(stretch: Stretch, clause: Clause) -> bool:
    words = (token.form for token in stretch.tokens(clause.start, clause.end))
    return not stretch.grammar.adding.isdisjoint(words)


def _stretches(
    document: Document,
    sentence: Sentence,
    quotations: Sequence[Quotation],
    voices: Sequence[Voice],
) -> list[Stretch]:
    """Return the parts of a sentence outside quotation marks."""
    spans: list[tuple[int, int]] = []
    begin = sentence.start
    for quotation in quotations:
        if quotation.depth or quotation.end <= begin:
            continue
        if quotation.start >= sentence.end:
            break
        if quotation.start > begin:
            spans.append((begin, quotation.start))
        begin = quotation.end
    if begin < sentence.end:
        spans.append((begin, sentence.end))
    own = [x for a, b in spans for x in voices_between(voices, a, b)]
    return [Stretch(document, sentence, a, b, own) for a, b in spans]


def _find_clauses(
    stretches: Sequence[Stretch], sentence: Sentence, quotations: Sequence[Quotation]
) -> Iterator[Clause]:
    # "“How was the flight?” Putin asked.": the full stop parts the quotation from its verb.
    quoted = any(
        q.start < sentence.end and sentence.start < q.end + _NEAR and not q.depth
        for q in quotations
    )
    last = -1
    previous: Voice | None = None
    for stretch in stretches:
        document = stretch.document
        verbs = load_reporting_verbs(document.language)
        matches = verbs.find(document, *token_range(document, stretch.start, stretch.end))
        near = quoted or document.text[: stretch.end].rstrip().endswith(":")
        for match in matches:
            if match.start < last or not is_saying(stretch, match, near=near):
                continue
            clause = _clause_of(stretch, match, previous)
            if clause is not None:
                # "said the text was “ready” and added": what stands before was quoted.
                clause = clause._replace(start=max(clause.start, stretch.start))
                last, previous = clause.end, clause.voice or previous
                yield clause
        if last <= stretch.start and stretch.start > sentence.start:
            tag = find_tag(stretch)
            if tag is not None:
                last, previous = tag.end, tag.voice
                yield tag
        begin = _last_segment(stretch)
        if last <= begin and _introduces(stretch, quotations):
            introduction = find_introduction(replace(stretch, start=begin))
            if introduction is not None:
                last = introduction.end
                yield introduction


def _implied_clause(
    stretches: Sequence[Stretch], sentence: Sentence, quotations: Sequence[Quotation]
) -> Clause | None:
    """Return the subject of a sentence that holds or announces a quotation without saying so."""
    subject = next((x for s in stretches[:1] for x in s.voices if _can_imply(s, x)), None)
    if subject is None or subject.kind in (v.NOBODY, v.OFFICIAL, v.OUTLET):
        return None
    document = stretches[0].document
    for quotation in quotations:
        if quotation.depth or quotation.start < subject.end:
            continue
        gap = document.text[sentence.end : quotation.start]
        if quotation.start >= sentence.end and (gap.strip(" \n—–-") or gap.count("\n") > 1):
            return None
        named = name_in_apposition(
            document, stretches[0].voices, subject, stretches[0].end, inverted=False
        )
        return Clause(named.start, named.end, named, inverted=False, weighs=False)
    return None


def _can_imply(stretch: Stretch, voice: Voice) -> bool:
    """Tell the subject of a sentence, or the one whose view it gives ("Pour Lavrov, …")."""
    grammar = stretch.grammar
    if voice.kind in v.PRONOUNS:
        following = stretch.tokens(voice.end, stretch.end)[:1]
        return voice.kind != "it" and not any(t.form in grammar.impersonal for t in following)
    lead = [token.form for token in stretch.tokens(stretch.sentence.start, voice.start)]
    view = len(lead) <= 2 and bool(grammar.viewpoint.intersection(lead[:1]))
    return voice.is_subject or (view and voice.kind in (v.PERSON, v.INSTITUTION))


def _clause_of(stretch: Stretch, match: Match, previous: Voice | None) -> Clause | None:
    if match.key in ("source", "signed"):
        return find_source(stretch, match)
    if match.key == "quoted":
        return find_quoted(stretch, match)
    if match.key in ("document", "same", "verbatim"):
        return find_reference(stretch, match)
    aside = find_aside(stretch, match)
    clause = find_clause_of_aside(aside, match) if aside else find_clause(stretch, match, previous)
    return clause._replace(weighs=match.key != "judge") if clause else None


def _introduces(stretch: Stretch, quotations: Sequence[Quotation]) -> bool:
    if not stretch.document.text[stretch.start : stretch.end].rstrip().endswith(":"):
        return False
    return any(0 <= q.start - stretch.end <= _NEAR for q in quotations if not q.depth)


def _is_under_quotation(
    document: Document, sentence: Sentence, quotations: Sequence[Quotation]
) -> bool:
    """Tell whether the sentence is a line by itself, right under one that a quotation ends."""
    text = document.text
    if text[sentence.end :].lstrip(" .\u00a0")[:1] not in ("", "\n"):
        return False
    gaps = (text[q.end : sentence.start] for q in quotations if q.end <= sentence.start)
    return any("\n" in gap and not gap.strip(" .\n—–-\u00a0") for gap in gaps)


def _last_segment(stretch: Stretch) -> int:
    """Return where the words after the last semicolon begin."""
    return stretch.document.text.rfind(";", stretch.start, stretch.end) + 1 or stretch.start


def _subject_of(stretches: Sequence[Stretch]) -> Voice | None:
    """Return the first person or house a sentence is about."""
    for stretch in stretches[:1]:
        for voice in stretch.voices:
            if voice.is_subject and voice.kind in (v.PERSON, v.INSTITUTION):
                return name_in_apposition(
                    stretch.document, stretch.voices, voice, stretch.end, inverted=False
                )
    return None


def _is_of_subject(clause: Clause, stretches: Sequence[Stretch]) -> bool:
    """Tell whether the one a sentence is about says all that is said in it.

    "Dmitriev called the day “good”" makes him the one who spoke, "a day Dmitriev called “good”"
    does not.
    """
    subject, voice = _subject_of(stretches), clause.voice
    if subject is None or voice is None:
        return False
    return voice.end == subject.end or (voice.kind in ("he", "she") and subject.end <= voice.start)


def _pronoun_subject(memory: Memory, stretches: Sequence[Stretch]) -> Voice | None:
    """Return whom a sentence goes on about: in "He met Lavrov" the one met is no subject."""
    for stretch in stretches[:1]:
        first = next((x for x in stretch.voices if x.is_subject), None)
        if first is None or first.start >= stretch.end or first.kind not in ("he", "she"):
            return None
        following = stretch.tokens(first.end, stretch.end)[:1]
        if any(token.form in stretch.grammar.impersonal for token in following):
            return None
        return memory.resolve(first)
    return None


def _subject_before(stretches: Sequence[Stretch], pronoun: Voice) -> Voice | None:
    """Return the sentence's subject when a pronoun after it can mean it.

    Not that of a subordinate clause: in "Asked whether Putin would come, he said" the one asked
    is meant.
    """
    subject = _subject_of(stretches)
    if subject is None or subject.end > pronoun.start:
        return None
    lead = stretches[0].tokens(stretches[0].start, subject.start)
    subordinate = any(token.form in stretches[0].grammar.content for token in lead)
    return None if subordinate else subject


def _without_overlaps(found: list[Attribution]) -> list[Attribution]:
    kept: list[Attribution] = []
    for attribution in sorted(found, key=lambda a: (a.start, -a.end)):
        if kept and attribution.start < kept[-1].end:
            if attribution.end > kept[-1].end and attribution.speaker == kept[-1].speaker:
                kept[-1] = replace(kept[-1], end=attribution.end)
            continue
        kept.append(attribution)
    return kept
