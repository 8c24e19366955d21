"""Title reading: one title at a time, from its first word to both sides."""

from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.extraction.layers import Document, Match
from tasks.extraction.marks import load_marks
from tasks.extraction.names import Name
from tasks.extraction.text import token_range
from tasks.extraction.titles.posts import is_president, side_of
from tasks.extraction.titles.words import GENERIC_HEADS, SERVANTS, TRUSTED, Vocabulary

_SAME = {"leader": "president", "head_of_state": "president"}  # when somebody serves them
_OWNER_BEFORE = 45  # characters between a name and the title of his servant
_OWNER_AFTER = 30
OTHER_SIDE = {"RU": "US", "US": "RU"}


class Title(NamedTuple):
    """A title as printed; `office` is None for a bare word such as "the minister"."""

    start: int
    end: int
    first_token: int
    end_token: int
    word: str  # the key of its head word: minister, spokesperson, presidents ...
    office: str | None
    sides: tuple[str, ...]
    gender: str = ""  # "m" or "f" when the text shows it
    plural: bool = False
    definite: bool = False
    indefinite: bool = False
    former: bool = False
    owner: int | None = None  # index of the name it serves


@dataclass(slots=True)
class Run:
    """A title being read: grows to both sides of its first word."""

    start: int
    end: int
    words: list[str]
    sides: list[str] = field(default_factory=list)
    host: str | None = None
    office: str | None = None
    owner: int | None = None
    plural: bool = False


class TitleReader:
    """Reads one title at a time from the term matches of a document."""

    def __init__(
        self,
        document: Document,
        vocabulary: Vocabulary,
        items: list[Match],
        names: list[Name],
        name_starts: dict[int, int],
        name_ends: dict[int, int],
    ) -> None:
        self._document = document
        self._marks = load_marks(document.language)
        self._vocabulary = vocabulary
        self._items = items
        self._names = names
        self._name_starts = name_starts
        self._name_ends = name_ends

    def read(self, position: int, floor: int) -> tuple[Run, int]:
        """Return the title that begins with the item, and the index of the item after it."""
        item = self._items[position]
        kind, key = item.key.split(":", 1)
        run = Run(item.start, item.end, [key])
        if kind == "e":
            side, run.office = key.split(".", 1)
            run.sides.append(side)
            return run, position + 1
        run.plural = kind == "p"
        self._look_left(run, position, floor)
        following = self._look_right(run, position + 1)
        self._find_owner(run, floor)
        return run, following

    def _look_left(self, run: Run, position: int, floor: int) -> None:
        """Take in the adjectives before: "Russian and American"; "Russia's"."""
        for index in range(position - 1, max(position - 3, -1), -1):
            item = self._items[index]
            if item.start < floor or item.key[0] not in "ac":
                return
            gap = self._gap(item, run.start)
            if item.key[0] == "c" and not self._marks.country_gap.match(gap):
                return
            pattern = self._vocabulary.joined if run.sides else self._vocabulary.gap
            if not pattern.fullmatch(gap) or (run.sides and not run.plural):
                return
            run.sides.insert(0, item.key[2:])
            run.start = item.start

    def _gap(self, item: Match, end: int) -> str:
        folded = self._document.folded
        acronym = "." in folded[item.start : item.end] and folded[item.end : item.end + 1] == "."
        return folded[item.end + acronym : end]

    def _look_right(self, run: Run, position: int) -> int:
        """Take in what follows: a country, the body that is headed, the place of posting."""
        items, folded = self._items, self._document.folded
        while position < len(items):
            item = items[position]
            kind, key = item.key.split(":", 1)
            gap = folded[run.end : item.start]
            if gap.startswith(". ") and folded[run.end - 2 : run.end - 1] == ".":
                gap = gap[1:]  # "the top U.S. diplomat"
            joined = run.plural and run.sides and self._vocabulary.joined.fullmatch(gap)
            posted = self._is_posting(run, gap)
            if not joined and not posted and not self._vocabulary.gap.fullmatch(gap):
                break
            if kind in "ach" and posted:
                run.host = key
            elif kind in "ac" and (not run.sides or joined):
                loose = kind == "a" and gap.strip(" -") and not joined
                if loose and not self._leads_on(run, position):
                    break  # "the minister of the Russian ..."
                run.sides.append(key)
            elif kind == "w" and self._fits(run.words, key):
                run.words.append(_SAME.get(key, key))
            else:
                break
            run.end = item.end
            position += 1
        return position

    def _is_posting(self, run: Run, gap: str) -> bool:
        """Tell whether the words lead to where an ambassador is sent: "aux", "to the", "в"."""
        vocabulary = self._vocabulary
        return (
            run.words[0] == "ambassador"
            and vocabulary.posted.fullmatch(gap) is not None
            and vocabulary.posting.search(gap) is not None
        )

    def _leads_on(self, run: Run, position: int) -> bool:
        """Tell whether the adjective belongs to a body: "porte-parole du ministère russe des"."""
        if position + 1 >= len(self._items):
            return False
        item, after = self._items[position], self._items[position + 1]
        kind, key = after.key.split(":", 1)
        gap = self._document.folded[item.end : after.start]
        fitting = kind == "w" and self._fits(run.words, key)
        return fitting and self._vocabulary.gap.fullmatch(gap) is not None

    def _fits(self, words: list[str], key: str) -> bool:
        key = _SAME.get(key, key)
        wanted = {word.partition("/")[0] for word in words} | {key}
        return key not in words and any(wanted <= parts for parts in self._vocabulary.offices)

    def _find_owner(self, run: Run, floor: int) -> None:
        """Notice whom a servant serves: "Trump's envoy", "спецпосланник Трампа"."""
        if not SERVANTS & {word.partition("/")[0] for word in run.words}:
            return
        folded = self._document.folded
        for width in range(1, _OWNER_BEFORE):
            number = self._name_ends.get(run.start - width)
            if number is not None and run.start - width >= floor:
                owned = self._marks.owner_gap.fullmatch(folded, run.start - width, run.start)
                if owned and self._is_served(run, number):
                    run.owner = number
                break
        for width in range(1, _OWNER_AFTER):
            number = self._name_starts.get(run.end + width)
            if number is None:
                continue
            gap = folded[run.end : run.end + width]
            served = (
                self._is_served(run, number)
                if gap.strip()
                else is_president(self._names[number].person_id)
            )
            if self._vocabulary.owned.fullmatch(gap) and served and run.owner is None:
                run.owner = number
                run.end = self._names[number].end
            break

    def _is_served(self, run: Run, number: int) -> bool:
        return run.words not in (["servant"], [TRUSTED]) or is_president(
            self._names[number].person_id
        )

    def finish(self, run: Run) -> Title | None:
        """Return the title a run makes; None for a body without a head ("the foreign ministry")."""
        vocabulary = self._vocabulary
        word, _, gender = run.words[0].partition("/")
        words = [w.partition("/")[0] for w in run.words]
        sides = list(run.sides)
        office = run.office or self._office(run, words, sides)
        if run.owner is not None and not sides:
            sides.append(side_of(self._names[run.owner].person_id) or "")
        if not office and not run.plural:
            heads = [w for w in words if w in vocabulary.calls or w in GENERIC_HEADS]
            heads = [w for w in heads if w != TRUSTED]  # "the representative" is nobody's
            if not heads and run.owner is not None:
                heads = words[:1]
            if not heads:
                return None
            word = heads[-1]
        defaults = [vocabulary.sides[w] for w in words if w in vocabulary.sides]
        if defaults and sides and sides[0] != defaults[0]:
            office = None  # "the French secretary of state"
        elif defaults and not sides:
            sides = defaults[:1]
        first, end = token_range(self._document, run.start, run.end)
        before = self._document.tokens[first - 1].form if first else ""
        earlier = self._document.tokens[first - 2].form if first > 1 else ""
        own = self._document.tokens[first].form
        lists = vocabulary.words
        return Title(
            run.start,
            run.end,
            first,
            end,
            word,
            office,
            tuple(sides),
            gender,
            run.plural,
            bool({before, own, earlier} & lists["articles"]),
            bool({before, own, earlier} & lists["indefinite"]),
            before in lists["former"],
            run.owner,
        )

    def _office(self, run: Run, words: list[str], sides: list[str]) -> str | None:
        if run.plural:
            return self._vocabulary.plurals.get(words[0]) or None
        if words[0] == "ambassador":
            host = run.host or OTHER_SIDE.get(sides[0] if sides else "")
            return f"ambassador_to_{host}" if host and sides else None
        parts = set(words)
        if run.owner is not None and is_president(self._names[run.owner].person_id):
            office = self._vocabulary.offices.get(frozenset(parts | {"president"}))
            if office:
                return office
        return self._vocabulary.offices.get(frozenset(parts))
