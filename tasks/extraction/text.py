"""Text made ready: a fold that keeps every offset, tokens, sentences."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import accumulate

from tasks.extraction.layers import Document, Sentence, Token

# й and ї are letters of their own: their marks carry meaning, é's does not for our terms.
_KEPT = frozenset("йїЙЇ")
_SINGLE = {"ё": "е", "ı": "i", "ß": "s", "ø": "o", "ł": "l", "đ": "d", "æ": "a", "œ": "o"}
_SINGLE |= {"’": "'", "ʼ": "'", "`": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
_SINGLE |= {"‑": "-", "‐": "-"}

# Every capital of the Latin, Greek and Cyrillic alphabets, for a class of a pattern.
CAPITALS = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())

_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"([^\W_]+)")
_LINE = re.compile(r"[^\n]+")
_OPENERS = "«“„\"‘'(["
_NETWORK = "X"  # "wrote on X." ends a sentence, unlike "J. Smith"
_DASHES = "—–-"
_CLOSERS = "»”“\"’')]"
_END = "[.!?…]"
_MARKS = rf"{_END}*(?:[" + re.escape(_CLOSERS) + r"]|[\s\u00a0][»”])*"
# Pages lose the space between two paragraphs of one block: "…over.The next…", but not "Lenta.Ru".
_GLUED = (
    rf"(?<=[^\W\d_][^\W\d_]{_END})[»”]?(?=[«“\"]?[^\W\d_])"
    r"(?!(?i:ru|com|net|org|su|ua|by|info|tv|eu|fr|de|uk)\b)(?!\"\s)"
)
# Both begin with one class of marks, to which a search then leaps.
_SENTENCE_END = re.compile(rf"{_END}(?:{_MARKS}(?=\s)|{_GLUED})")


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Folded words whose full stop is no end, or an end only before a word that opens sentences."""

    never: frozenset[str] = frozenset()  # "mr", "им"
    before_name: frozenset[str] = frozenset()  # "inc", "г": end when an opening word follows
    opening: frozenset[str] = frozenset()  # "the", "le": cannot go on a name


class _Folding(dict[int, str]):
    """Character → its fold, worked out once: `str.translate` then runs at the speed of C."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in _KEPT:
            folded = character.lower()
        else:
            base = unicodedata.normalize("NFD", character)[0].lower()
            # Some capitals have a two-character lower case (İ): only the first keeps the length.
            folded = _SINGLE.get(base, base)[0]
        self[code] = folded
        return folded


_FOLDING = _Folding()
_WORD_LENGTH = 24  # characters up to which a text is taken for words, which come again


def fold(text: str) -> str:
    """Return the text lower-cased, without accents, with plain apostrophes: same length."""
    return _fold_word(text) if len(text) <= _WORD_LENGTH else _fold(text)


@lru_cache(maxsize=8192)
def _fold_word(word: str) -> str:
    return _fold(word)


def _fold(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text) or "Σ" in text:  # whose lower case hangs on what follows
        return text.translate(_FOLDING)
    # A text has few characters that another stands for, and `str.replace` is far the faster.
    for character in set(lower):
        folded = _FOLDING[ord(character)]
        if folded != character:
            lower = lower.replace(character, folded)
    return lower


# What Token(...) comes to, without a call of Python for each.
_make_token: Callable[[tuple[int, int, str]], Token] = partial(tuple.__new__, Token)


def tokenize(folded: str) -> tuple[Token, ...]:
    """Return the runs of letters or digits of a folded text; marks and hyphens separate."""
    parts = _PARTS.split(folded)  # what stands between two words, a word, and so on
    ends = list(accumulate(map(len, parts)))
    return tuple(map(_make_token, zip(ends[::2], ends[1::2], parts[1::2], strict=False)))


def split_sentences(
    text: str, tokens: tuple[Token, ...], abbreviations: Abbreviations | None = None
) -> tuple[Sentence, ...]:
    """Return the sentences in order; a line break always ends one.

    They do not overlap, and every character that is no space lies in one of them.
    """
    known = abbreviations or Abbreviations()
    starts = [token.start for token in tokens]
    sentences: list[Sentence] = []
    position = 0
    for paragraph, line in enumerate(_LINE.finditer(text)):
        for start, end in _spans(text, line.start(), line.end(), known):
            first = bisect_left(starts, start, position)
            last = bisect_left(starts, end, first)
            sentences.append(Sentence(start, end, paragraph, first, last))
            position = last
    return tuple(sentences)


def _spans(text: str, start: int, end: int, abbreviations: Abbreviations) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    begin = start
    for mark in _SENTENCE_END.finditer(text, start, end):
        following = text[mark.end() : end].lstrip()
        if not following or not _ends_sentence(text, begin, mark, following, abbreviations):
            continue
        spans.append((begin, mark.end()))
        begin = end - len(following)
    if text[begin:end].strip():
        spans.append((begin, end))
    return [_trim(text, a, b) for a, b in spans]


def _ends_sentence(
    text: str, begin: int, mark: re.Match[str], following: str, abbreviations: Abbreviations
) -> bool:
    bare = following.lstrip(_OPENERS + _DASHES + " \u00a0\u202f")
    if bare[:1].islower():
        return False
    if text[mark.end()] not in " \n\t\u00a0\u202f" and not bare[1:2].islower():
        return False
    if mark.group() != ".":
        return True
    word = _last_word(text, begin, mark.start())
    form = fold(word)
    if form in abbreviations.never:
        return False
    initial = len(word) == 1 and word.isupper() and word not in _NETWORK
    acronym = initial and text[mark.start() - 2 : mark.start() - 1] == "."
    if form in abbreviations.before_name or acronym:
        opener = _WORD.match(fold(bare))
        # "в 2025 г. Москва": after a number, the shortened unit ends its phrase.
        counted = bool(re.search(r"\d\s*[^\W\d_]+$", text[begin : mark.start()]))
        return counted or bool(opener and opener.group() in abbreviations.opening)
    return not initial


def _last_word(text: str, begin: int, end: int) -> str:
    start = end
    while start > begin and text[start - 1].isalnum():
        start -= 1
    return text[start:end]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def token_range(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the indexes of the tokens that begin in [start, end)."""
    first = bisect_left(document.starts, start)
    return first, bisect_left(document.starts, end, first) if end > start else first


def tokens_between(document: Document, start: int, end: int) -> int:
    """Return how many tokens begin in [start, end)."""
    first, last = token_range(document, start, end)
    return last - first


def read_document(
    text: str,
    language: str,
    published: date,
    title: str = "",
    abbreviations: Abbreviations | None = None,
) -> Document:
    """Return the text made ready for the finders."""
    folded = fold(text)
    tokens = tokenize(folded)
    sentences = split_sentences(text, tokens, abbreviations)
    forms = tuple([token.form for token in tokens])
    starts = tuple([token.start for token in tokens])
    return Document(text, folded, language, published, title, tokens, sentences, forms, starts)
