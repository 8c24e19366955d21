"""Reading: a text made ready for the finders, with its language's abbreviations and boilerplate."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from tasks.extraction.layers import Document, Sentence
from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import Abbreviations, read_document

_NOTHING = re.compile(r"(?!)")


def read(text: str, language: str, published: date, title: str = "") -> Document:
    """Return the document of a text in a supported language; KeyError when there is no pack."""
    document = read_document(text, language, published, title, _load_abbreviations(language))
    return replace(document, sentences=_mark_boilerplate(document))


@lru_cache
def _load_abbreviations(language: str) -> Abbreviations:
    table = load_pack(language).get("text", {})
    return Abbreviations(
        frozenset(table.get("abbreviations", ())),
        frozenset(table.get("abbreviations_before_name", ())),
        frozenset(table.get("opening_words", ())),
    )


@lru_cache
def _load_boilerplate(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = load_pack(language).get("text", {})
    return (
        _alternatives(table.get("boilerplate_lines", ())),
        _alternatives(table.get("boilerplate_sentences", ())),
    )


def _alternatives(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(joined) if joined else _NOTHING


def _mark_boilerplate(document: Document) -> tuple[Sentence, ...]:
    """Return the sentences, those of the page rather than of the article marked.

    A line pattern condemns the whole line, a sentence pattern its own sentence; both are matched
    at the start, folded.
    """
    lines, single = _load_boilerplate(document.language)
    condemned: set[int] = set()
    marked: list[Sentence] = []
    paragraph = -1
    for sentence in document.sentences:
        folded = document.folded[sentence.start : sentence.end].lstrip("-–—•*>|([ ")
        if sentence.paragraph != paragraph and lines.match(folded):
            condemned.add(sentence.paragraph)
        paragraph = sentence.paragraph
        bad = paragraph in condemned or single.match(folded) is not None
        marked.append(replace(sentence, boilerplate=True) if bad else sentence)
    return tuple(marked)
