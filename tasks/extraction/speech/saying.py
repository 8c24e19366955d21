"""Saying: whether a verb reports speech where it stands, or has its everyday sense."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.clauses import find_clause
from tasks.extraction.speech.edges import Stretch
from tasks.extraction.text import token_range

# Verbs and phrases that report nothing where no quotation stands.
_BESIDE_QUOTATION = ("weak", "judge", "quoted", "signed", "document", "same", "verbatim")
_CONTENT = re.compile(r"[,:«»“”\"—–]")
_LAST = 3  # tokens of "the last time"
_WORDS_AFTER = 3  # tokens after a verb in which the other party stands: "говорил с ним"


def is_saying(stretch: Stretch, verb: Match, *, near: bool) -> bool:
    """Tell whether a verb reports speech where it stands; `near`: a quotation is beside it."""
    if _speaks_with(stretch.document, verb) or _says_nothing(stretch, verb):
        return False
    if _is_noun(stretch, verb):
        return False
    if near or verb.key not in _BESIDE_QUOTATION:
        return True
    return verb.key == "weak" and _ends_with(stretch, verb)


@lru_cache
def _load_before_noun(language: str) -> re.Pattern[str] | None:
    """Return the pattern of what stands right before a noun that looks like a verb of saying."""
    words = load_pack(language).get("reporting_forms", {}).get("before_noun", ())
    return re.compile("|".join(words)) if words else None


def _is_noun(stretch: Stretch, verb: Match) -> bool:
    """Tell "cette annonce", or "L'annonce" at the head of a sentence, from "annonce X"."""
    pattern = _load_before_noun(stretch.document.language)
    word = stretch.document.text[verb.start : verb.end]
    if pattern is None or " " in word:
        return False
    before = stretch.document.folded[stretch.sentence.start : verb.start]
    return pattern.search(before) is not None


def _ends_with(stretch: Stretch, verb: Match) -> bool:
    """Tell whether a sentence ends with a verb and its subject: "…, hopes the minister X."."""
    document, sentence = stretch.document, stretch.sentence
    if document.text[stretch.start : verb.start].rstrip()[-1:] != ",":
        return False
    clause = find_clause(stretch, verb, None)
    if clause is None or not clause.inverted or clause.voice is None:
        return False
    return not document.text[clause.voice.end : sentence.end].strip(" .!")


def _says_nothing(stretch: Stretch, verb: Match) -> bool:
    """Tell "они говорили 12 февраля": two who speak, and no word of what they say."""
    document = stretch.document
    first, last = token_range(document, verb.start, verb.end)
    contacts = load_contacts(document.language)
    own = contacts.find(document, first, last)
    if _is_last_time(document, contacts.find(document, max(first - _LAST, 0), first), verb):
        return any(w.key == "paired" for w in own)
    if _CONTENT.search(document.text, verb.end, _clause_end(stretch, verb)):
        return False
    ends = stretch.end == stretch.sentence.end  # else a quotation follows
    return ends and any(w.key == "paired" for w in own)


def _clause_end(stretch: Stretch, verb: Match) -> int:
    """Return where the clause of a verb ends: "they spoke for an hour; this time …"."""
    end = stretch.document.text.find(";", verb.end, stretch.end)
    return stretch.end if end < 0 else end


def _is_last_time(document: Document, words: Sequence[Match], verb: Match) -> bool:
    """Tell "who last spoke on 18 March, …": right before the verb it is told of a contact."""
    return any(w.key == "same" and document.text[w.end : verb.start].isspace() for w in words)


def _speaks_with(document: Document, verb: Match) -> bool:
    """Tell a verb by which two converse: "он говорил по телефону с", "говорил с ним"."""
    first, last = token_range(document, verb.start, verb.end)
    words = load_contacts(document.language).find(document, first, last + _WORDS_AFTER)
    own = [w for w in words if w.start == verb.start]
    if any(w.key == "spoken" and w.end > verb.end for w in own):
        return True
    calls = (w for w in words if w.key == "call" and w.start > verb.end)
    return bool(own) and any(document.text[verb.end : w.start].isspace() for w in calls)
