"""Title surroundings: the name a title stands beside, and what shows that it is nobody we know."""

import re
from functools import lru_cache

from tasks.extraction.layers import Document
from tasks.extraction.names import Name, load_names
from tasks.extraction.titles.posts import offices_of, side_of
from tasks.extraction.titles.reading import Title
from tasks.extraction.titles.words import load_vocabulary

_TITLE_TO_NAME = 40  # characters
_NAME_TO_TITLE = 60
_BEFORE_NAME = r"\s*(?:(?:{honorifics})\.?\s+)*[«\"“]?"
_AFTER_NAME = r"\s*[,(–—-]\s*(?:(?:{articles})[\s']+)?(?:[\w-]+\s+){{0,2}}"
_MARK = re.compile(r"\s*[,:(–—-]\s*")


@lru_cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_vocabulary(language).words
    honorifics, articles = (
        "|".join(map(re.escape, words[kind])) or r"(?!)" for kind in ("honorifics", "articles")
    )
    before = re.compile(_BEFORE_NAME.format(honorifics=honorifics))
    return before, re.compile(_AFTER_NAME.format(articles=articles))


class Surroundings:
    """Answers questions about the words around the titles of one document."""

    def __init__(self, document: Document, names: list[Name]) -> None:
        """Prepare the patterns of the document's language."""
        vocabulary = load_vocabulary(document.language)
        self._document = document
        self._names = names
        self._words = vocabulary.words
        self._calls = vocabulary.calls
        self._before_name, self._after_name = _patterns(document.language)

    def name_beside(self, title: Title) -> Name | None:
        """Return the name that a title stands beside as an apposition, or None."""
        folded = self._document.folded
        for name in self._names:
            if title.end <= name.start < title.end + _TITLE_TO_NAME:
                gap = folded[title.end : name.start]
                # "With his Russian counterpart, Trump spoke of …": not he.
                other = title.word == "counterpart" and gap == ", " and not self.fits(title, name)
                if self._before_name.fullmatch(gap) and not other:
                    return name
                if _MARK.fullmatch(gap) and self.fits(title, name):
                    return name
            elif name.end <= title.start < name.end + _NAME_TO_TITLE:
                gap = folded[name.end : title.start]
                if self._after_name.fullmatch(gap) and self.fits(title, name):
                    return name
            elif name.start > title.end + _TITLE_TO_NAME:
                break
        return None

    def fits(self, title: Title, name: Name) -> bool:
        """Tell whether the named person holds, or ever held, what the title says."""
        if title.sides and side_of(name.person_id) not in title.sides:
            return False
        if title.word == "counterpart":
            return True
        held = offices_of(name.person_id, None)
        if title.office:
            return title.office in held
        return bool(self._calls.get(title.word, frozenset()) & held)

    def names_a_stranger(self, title: Title) -> bool:
        """Tell whether an unlisted name follows: "Foreign Minister John Doe"."""
        tokens, text = self._document.tokens, self._document.text
        if title.end_token >= len(tokens):
            return False
        token = tokens[title.end_token]
        gap = text[title.end : token.start]
        if not text[token.start].isupper() or token.form in self._words["not_names"]:
            return False
        if gap == ", ":
            known = any(name.start == token.start for name in self._names)
            return not known and self._is_full_name(title.end_token)
        return gap in (" ", "\u00a0")

    def _is_full_name(self, first: int) -> bool:
        """Tell whether two capitalised words and a comma make an apposition: ", John Doe, said"."""
        tokens, text = self._document.tokens, self._document.text
        if first + 1 >= len(tokens) or tokens[first].form not in load_names().given:
            return False
        joined = text[tokens[first].end : tokens[first + 1].start] == " "
        return joined and text[tokens[first + 1].start].isupper()

    def belongs_elsewhere(self, title: Title) -> bool:
        """Tell whether the title goes on with a body nobody knows: "the president of the club"."""
        tokens = self._document.tokens
        if title.sides or title.end_token >= len(tokens):
            return False
        gap = self._document.folded[title.end : tokens[title.end_token].start]
        return gap in (" ", "") and tokens[title.end_token].form in self._words["genitive"]
