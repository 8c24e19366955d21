"""Roles: the titles of a text ("the Russian foreign minister"), read into a post and a side."""

from bisect import bisect_right
from operator import attrgetter

from tasks.extraction.layers import Document, Match
from tasks.extraction.marks import load_marks
from tasks.extraction.names import Name
from tasks.extraction.titles.reading import Title, TitleReader
from tasks.extraction.titles.words import Vocabulary, load_vocabulary

_INSTITUTION_REACH = 400  # characters back that "its spokesman" can point
_LONGEST_OWNED_GAP = 12
_START = attrgetter("start")


def _is_inside(position: int, names: list[Name]) -> bool:
    """Tell whether a character lies in one of the names, which are in order and apart."""
    number = bisect_right(names, position, key=_START)
    return number > 0 and position < names[number - 1].end


def find_titles(document: Document, names: list[Name]) -> list[Title]:
    """Return the titles of the text in order, without overlaps."""
    vocabulary = load_vocabulary(document.language)
    items = [m for m in vocabulary.index.find(document) if _is_meant(document, m)]
    name_starts = {name.start: number for number, name in enumerate(names)}
    name_ends = {name.end: number for number, name in enumerate(names)}
    items = [m for m in items if not _is_inside(m.start, names)] if names else items
    reader = TitleReader(document, vocabulary, items, names, name_starts, name_ends)
    titles: list[Title] = []
    position = 0
    while position < len(items):
        if items[position].key[0] not in "wep":
            position += 1
            continue
        run, following = reader.read(position, titles[-1].end if titles else 0)
        title = reader.finish(run)
        if title is not None:
            _take_over(document, vocabulary, titles, title)
        position = max(following, position + 1)
    return titles


def _take_over(
    document: Document, vocabulary: Vocabulary, titles: list[Title], title: Title
) -> None:
    """Add a title; of two that belong together, only the one who serves stays.

    "The Russian president's aide" is the aide, and so is "an aide to the Russian president".
    """
    previous = titles[-1] if titles else None
    gap = document.folded[previous.end : title.start] if previous else ""
    owner_gap = load_marks(document.language).owner_gap
    if previous is not None and owner_gap.fullmatch(document.folded, previous.end, title.start):
        office = title.office or vocabulary.offices.get(frozenset({title.word, "president"}))
        first = previous.first_token
        titles[-1] = title._replace(
            start=previous.start,
            first_token=first,
            sides=title.sides or previous.sides,
            office=office,
            definite=True,
        )
    elif (
        previous is None
        or previous.plural
        or not (0 < len(gap) <= _LONGEST_OWNED_GAP and vocabulary.gap.fullmatch(gap))
    ):
        titles.append(title)


def _is_meant(document: Document, match: Match) -> bool:
    if document.folded[match.start : match.end] in load_marks(document.language).initials:
        return document.text[match.start : match.end].isupper()
    return True


def institution_before(document: Document, title: Title) -> tuple[str, str] | None:
    """Return the post and side that "its spokesman" has by the institution named before."""
    vocabulary = load_vocabulary(document.language)
    first = title.first_token
    while first and title.start - document.tokens[first - 1].start < _INSTITUTION_REACH:
        first -= 1
    for match in reversed(vocabulary.index.find(document, first, title.first_token)):
        kind, body = match.key.split(":", 1)
        office = vocabulary.offices.get(frozenset({body, title.word})) if kind == "w" else None
        if office and body in vocabulary.sides:
            return office, vocabulary.sides[body]
    return None
