"""New people: delegates whom no list knows, recognised by the title beside their name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.layers import Document, PersonMention, Token
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.names import Name, load_names
from tasks.extraction.text import fold, token_range
from tasks.extraction.titles.posts import offices_of
from tasks.extraction.titles.reading import Title
from tasks.extraction.titles.words import load_vocabulary
from tasks.extraction.transliteration import nominative, skeleton, slug

_WINDOW = 12  # words between a title and the name it leads to
_STOP = re.compile(r"[.;:!?«»“”\"()\n]")
_SIDE_REACH = 80


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int  # tokens of the whole name
    last: int
    surname: int  # the token of the surname
    given: bool  # begins with a known given name


@lru_cache
def _load_led_by(language: str) -> TermIndex | None:
    terms = load_pack(language).get("names", {}).get("led_by", {}).get("terms", ())
    return TermIndex({"led_by": terms}) if terms else None


class Newcomers:
    """Finds the unlisted people of one document, and unlisted spellings of listed ones."""

    def __init__(self, document: Document, names: list[Name], titles: list[Title]) -> None:
        """Prepare the spans that are taken."""
        self._document = document
        self._titles = titles
        self._taken = {i for name in names for i in range(name.first_token, name.end_token)}
        self._taken |= {i for t in titles for i in range(t.first_token, t.end_token)}
        self._words = load_vocabulary(document.language).words
        self._given = load_names().given
        self._listed = load_table("people")

    def respelt(self) -> list[Name]:
        """Return listed people in a spelling no table has: the sound proposes, the context decides.

        A given name of that person, or a title he holds, must stand directly before the surname.
        """
        skeletons = load_names().skeletons
        found: list[Name] = []
        before = {title.end_token: title for title in self._titles}
        forms, tokens = self._document.forms, self._document.tokens
        named = {index for index, form in enumerate(forms, 1) if form in self._given}
        for index in sorted((named | before.keys()) - self._taken):
            if index >= len(tokens):
                continue
            token = tokens[index]
            given = self._given.get(forms[index - 1]) if index else None
            if not self._is_capitalised(token) or not self._adjoins(index - 1):
                continue
            proposed = skeletons.get(skeleton(token.form) or "", frozenset())
            fitting = [i for i in proposed if given and load_names().given_of[i] & given]
            first = index - 1 if fitting else index
            if not fitting and index in before:
                fitting = [i for i in proposed if self._holds(i, before[index])]
            if len(fitting) == 1:
                start = self._document.tokens[first].start
                found.append(Name(start, token.end, first, index + 1, fitting[0], True, True))
        return found

    def _holds(self, person_id: str, title: Title) -> bool:
        side = self._listed[person_id].get("side")
        fits = title.office is not None and title.office in offices_of(person_id, None)
        return fits and (not title.sides or side in title.sides)

    def mentions(self) -> list[PersonMention]:
        """Return the mentions of people whom no list has, each named with a title at least once."""
        found: dict[int, PersonMention] = {}
        for candidate, title in self._introduced():
            mention = self._introduce(candidate, title)
            if mention is not None:
                found.setdefault(candidate.first, mention)
        for mention in list(found.values()):
            for index, again in self._repeated(mention):
                if not any(m.start <= again.start < m.end for m in found.values()):
                    found[index] = again
        return sorted(found.values(), key=lambda mention: mention.start)

    def _introduced(self) -> Iterable[tuple[_Candidate, Title | None]]:
        for title in self._titles:
            if title.plural or title.owner is not None:
                continue
            candidate = self._after(title) or self._before(title)
            if candidate is not None:
                yield candidate, title
        index = _load_led_by(self._document.language)
        if index is None:
            return
        for match in index.find(self._document):
            _, after = token_range(self._document, match.start, match.end)
            candidate = self._name_from(after)
            if candidate is not None:
                yield candidate, None

    def _after(self, title: Title) -> _Candidate | None:
        """Return the name that follows a title, at once or after the body it heads."""
        tokens, text = self._document.tokens, self._document.text
        if self._adjoins(title.end_token - 1):
            candidate = self._name_from(title.end_token)
            if candidate is not None:
                return candidate
        if title.end_token < len(tokens):
            gap = text[title.end : tokens[title.end_token].start]
            candidate = self._name_from(title.end_token) if gap == ", " else None
            if candidate is not None and candidate.given and self._is_closed(candidate):
                return candidate
        for index in range(title.end_token, min(title.end_token + _WINDOW, len(tokens) - 1)):
            if (
                _STOP.search(text[tokens[index - 1].end : tokens[index].start])
                or index in self._taken
            ):
                return None
            candidate = self._name_from(index) if self._given_at(index) else None
            comma = "," in text[tokens[index - 1].end : tokens[index].start]
            if (
                candidate is not None
                and candidate.given
                and (not comma or self._is_closed(candidate))
            ):
                return candidate
            if comma:
                return None
        return None

    def _is_closed(self, candidate: _Candidate) -> bool:
        """Tell whether a mark ends the apposition: "the director, Jane Roe, said"."""
        end = self._document.tokens[candidate.last - 1].end
        return self._document.text[end : end + 1] in (",", ".", ";", ")", "")

    def _before(self, title: Title) -> _Candidate | None:
        """Return the name a title follows: "Jane Roe, the deputy director of ..."."""
        tokens, text = self._document.tokens, self._document.text
        end = title.first_token
        while end and tokens[end - 1].form in self._words["articles"]:
            end -= 1
        if not end or text[tokens[end - 1].end : tokens[end].start].strip() != ",":
            return None
        for first in range(max(0, end - 4), end - 1):
            if self._given_at(first):
                candidate = self._name_from(first)
                if candidate is not None and candidate.last == end and candidate.given:
                    return candidate
        return None

    def _name_from(self, first: int) -> _Candidate | None:
        """Return the personal name that begins at a token: two words or three, capitalised."""
        tokens = self._document.tokens
        if first >= len(tokens):
            return None
        index, words = first, list[int]()
        while index < len(tokens) and len(words) < 3:
            if index in self._taken or (index > first and not self._continues(index - 1)):
                break
            token = tokens[index]
            if words and token.form in _load_particles():
                index += 1
                continue
            if not self._may_be_name(token) or token.form in self._words["not_names"]:
                break
            words.append(index)
            index += 1
        if len(words) < 2 or not self._looks_personal(words):
            return None
        if not self._given_at(words[0]) and (len(words) > 2 or self._goes_on(words[-1])):
            return None  # the capitals of a headline: "Prime Minister Dodges Criticism During"
        return _Candidate(first, words[-1] + 1, words[-1], bool(self._given_at(words[0])))

    def _goes_on(self, index: int) -> bool:
        """Tell whether yet another capitalised word follows."""
        tokens = self._document.tokens
        return self._adjoins(index) and self._is_capitalised(tokens[index + 1])

    def _continues(self, index: int) -> bool:
        """Tell whether a name goes on after a token: a space, a hyphen, an initial's full stop."""
        token = self._document.tokens[index]
        return self._adjoins(index, "-. " if token.end - token.start == 1 else "- ")

    def _looks_personal(self, words: list[int]) -> bool:
        text, tokens = self._document.text, self._document.tokens
        printed = [text[tokens[i].start : tokens[i].end] for i in words]
        if any(word.isupper() and len(word) > 1 for word in printed):
            return False
        places = _place_words()
        return not any(tokens[i].form in places for i in words)

    def _introduce(self, candidate: _Candidate, title: Title | None) -> PersonMention | None:
        tokens, text = self._document.tokens, self._document.text
        start, end = tokens[candidate.first].start, tokens[candidate.last - 1].end
        surname = text[tokens[candidate.surname].start : tokens[candidate.surname].end]
        given = text[tokens[candidate.first].start : tokens[candidate.first].end]
        person_id = slug(surname, given, self._document.language)
        if not person_id:
            return None
        if person_id in self._listed:
            person_id = f"{person_id}_{slug(given)}"
        side = title.sides[0] if title is not None and title.sides else self._side_near(start)
        return PersonMention(start, end, person_id, text[start:end], side, "new")

    def _side_near(self, start: int) -> str | None:
        """Return the side of the last country word before a name, in the same sentence."""
        vocabulary = load_vocabulary(self._document.language)
        tokens = self._document.tokens
        end = next((i for i, token in enumerate(tokens) if token.start >= start), len(tokens))
        first = end
        while first and tokens[first - 1].start > start - _SIDE_REACH:
            if _STOP.search(self._document.text[tokens[first - 1].end : start]):
                break
            first -= 1
        sides = [
            m.key[2:] for m in vocabulary.index.find(self._document, first, end) if m.key[0] in "ac"
        ]
        return sides[-1] if sides else None

    def _repeated(self, mention: PersonMention) -> Iterable[tuple[int, PersonMention]]:
        """Return the later mentions by surname alone, in whatever case."""
        words = mention.name.split()
        wanted = nominative(words[-1].split("-")[-1], words[0])
        for index, token in enumerate(self._document.tokens):
            if token.start < mention.end or index in self._taken or not self._is_capitalised(token):
                continue
            if wanted in (token.form, nominative(token.form)):
                printed = self._document.text[token.start : token.end]
                yield (
                    index,
                    PersonMention(
                        token.start, token.end, mention.person_id, printed, mention.side, "new"
                    ),
                )

    def _may_be_name(self, token: Token) -> bool:
        initial = self._document.text[token.end : token.end + 1] == "."
        return self._is_capitalised(token) or (
            initial and token.end - token.start == 1 and self._document.text[token.start].isupper()
        )

    def _is_capitalised(self, token: Token) -> bool:
        word = self._document.text[token.start : token.end]
        return word[0].isupper() and len(word) > 1

    def _given_at(self, index: int) -> frozenset[str]:
        tokens = self._document.tokens
        if not 0 <= index < len(tokens) or not self._is_capitalised(tokens[index]):
            return frozenset()
        return self._given.get(tokens[index].form, frozenset())

    def _adjoins(self, index: int, between: str = " ") -> bool:
        """Tell whether only a space parts a token from the next one."""
        tokens = self._document.tokens
        if not 0 <= index < len(tokens) - 1:
            return False
        gap = self._document.text[tokens[index].end : tokens[index + 1].start]
        return 0 < len(gap) <= 2 and not gap.strip(between + "\u00a0")


@lru_cache(maxsize=1)
def _load_particles() -> frozenset[str]:
    return frozenset(load_table("given_names")["particles"])


@lru_cache(maxsize=1)
def _place_words() -> frozenset[str]:
    table = load_table("places")
    forms = [
        form
        for section in ("cities", "venues", "regions")
        for e in table[section]
        for form in e["forms"]
    ]
    forms += [form for country in table["countries"].values() for form in country]
    return frozenset(word for form in forms for word in re.findall(r"[^\W_]+", fold(form)))
