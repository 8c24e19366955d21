"""Clauses that a mark makes, not a verb: the words after a quotation, before a colon, on a line."""

import re

from tasks.extraction.layers import Document, Match, Token
from tasks.extraction.speech import voice as v
from tasks.extraction.speech.apposition import name_in_apposition
from tasks.extraction.speech.clauses import Clause, is_agent
from tasks.extraction.speech.edges import STOP, Stretch, right_edge
from tasks.extraction.speech.grammar import Grammar
from tasks.extraction.speech.voice import Voice

_REACH_OF_TAG = 12
_TAG = re.compile(r"[\s\u00a0]*(?:[,—–-][\s\u00a0]*)+(?=[^\W\d_])")
_SIGNED = re.compile(r"[\s\u00a0]*[—–-][\s\u00a0]+(?=\w)")
_LONGEST_SIGNATURE = 10
# Whom a phrase without a name means: the house of a document, the source before, any speaker.
_MEANT = {"document": v.DOCUMENT, "same": v.SAME, "verbatim": "official"}


def find_tag(stretch: Stretch) -> Clause | None:
    """Return the clause right after a quotation whose verb no list knows: «…», — вздохнул Песков.

    A comma or a dash, a word in small letters and a subject soon after it are enough; in English
    the subject itself follows the mark.
    """
    document, grammar = stretch.document, stretch.grammar
    lead = _TAG.match(document.text, stretch.start, stretch.end)
    tokens = stretch.tokens(lead.end(), stretch.end)[:_REACH_OF_TAG] if lead else []
    if not tokens or not _may_be_verb(document, grammar, tokens[0]):
        return None
    for voice in stretch.voices:
        if voice.start < tokens[0].start or voice.end > tokens[-1].end:
            continue
        between = document.text[tokens[0].start : voice.start]
        if not voice.is_subject or voice.kind == v.OUTLET or STOP.search(between) or "," in between:
            return None
        end = right_edge(stretch, voice.end, loose=True)
        named = name_in_apposition(document, stretch.voices, voice, stretch.end, inverted=True)
        return Clause(tokens[0].start, max(end, named.end), named, inverted=True)
    return None


def _may_be_verb(document: Document, grammar: Grammar, token: Token) -> bool:
    if token.form in grammar.subordinate | grammar.conjunctions | grammar.indefinite:
        return False
    # "a pesté": folded, the helping word looks like the preposition "à".
    helping = document.text[token.start : token.end].casefold() == token.form
    return token.form not in grammar.prepositions or (
        helping and token.form in grammar.auxiliaries and token.form in grammar.perfect
    )


def find_introduction(stretch: Stretch) -> Clause | None:
    """Return the clause that a colon ends right before a quotation, with no verb of saying."""
    own = [voice for voice in stretch.voices if voice.start >= stretch.start]
    subject = next((voice for voice in own if voice.is_subject), None)
    subject = subject or next((voice for voice in stretch.voices if voice.is_subject), None)
    if subject is None and stretch.grammar.passive:
        subject = next((x for x in stretch.voices if is_agent(stretch, x)), None)
    if subject is None:  # "Putin's message to Trump was blunt:"
        spoken = (v.PERSON, v.INSTITUTION)  # "Из Госдепа:"
        subject = next((x for x in stretch.voices if x.kind in spoken), None)
    if subject is None:
        return None
    named = name_in_apposition(
        stretch.document, stretch.voices, subject, stretch.end, inverted=False
    )
    return Clause(max(subject.start, stretch.start), stretch.end, named, inverted=False)


def find_signature(stretch: Stretch) -> Clause | None:
    """Return the line under a quotation that only names its speaker: "— Sergey Ryabkov"."""
    document = stretch.document
    tokens = stretch.tokens(stretch.start, stretch.end)
    if not tokens or len(tokens) > _LONGEST_SIGNATURE or not stretch.voices:
        return None
    subject = stretch.voices[0]
    signed = _SIGNED.match(document.text, stretch.start)
    named = subject.kind == v.PERSON and not subject.is_role
    if not (signed or named) or subject.start > tokens[0].start or not subject.is_subject:
        return None
    named_voice = name_in_apposition(document, stretch.voices, subject, stretch.end, inverted=False)
    return Clause(tokens[0].start, stretch.end, named_voice, inverted=True)


def find_reference(stretch: Stretch, phrase: Match) -> Clause | None:
    """Return the clause of a phrase that names nobody: "on y lit", "selon cette source".

    "Verbatim" needs its colon, and nothing before it.
    """
    text = stretch.document.text
    end = right_edge(stretch, phrase.end, loose=True)
    if phrase.key == "verbatim":
        lead = text[stretch.sentence.start : phrase.start].strip(" \u00a0—–-")
        if lead or text[phrase.end : stretch.end].strip() != ":":
            return None
        end = stretch.end
    voice = Voice(phrase.start, phrase.end, _MEANT[phrase.key], None, "")
    return Clause(phrase.start, max(end, phrase.end), voice, inverted=True)
