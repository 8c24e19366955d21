"""Roles: the titles of a text ("the Russian foreign minister"), read into a post and a side."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from tasks.extraction.layers import Document, Match
from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.names import Name
from tasks.extraction.text import fold

# Words for people who serve somebody: "Trump's envoy" is not Trump.
_SERVANTS = frozenset(
    [
        "envoy",
        "aide",
        "adviser",
        "spokesperson",
        "press_secretary",
        "foreign_policy_aide",
        "son_in_law",
        "national_security_adviser",
        "negotiator",
        "ukraine_envoy",
    ]
)
_SAME = {"leader": "president", "head_of_state": "president"}  # when somebody serves them
_OWNER_GAP = re.compile(r"'s? (?:[\w'-]+ ){0,2}(?:[\w'-]+ )?$")
_PRONOUNLIKE = frozenset({"us", "u.s", "u s"})  # "told us" is no country


@dataclass(frozen=True, slots=True)
class Title:
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


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The title words of one language, and the posts they make."""

    index: TermIndex
    offices: Mapping[frozenset[str], str]
    calls: Mapping[str, frozenset[str]]  # word → offices it calls back
    sides: Mapping[str, str]
    plurals: Mapping[str, str]
    gap: re.Pattern[str]
    joined: re.Pattern[str]
    posting: re.Pattern[str]
    posted: re.Pattern[str]
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(fold(word)) for word in words) or r"(?!)"


@lru_cache
def load_vocabulary(language: str) -> Vocabulary:
    """Return the title words of a language; an empty vocabulary when its pack has none."""
    table: dict[str, Any] = dict(load_pack(language).get("names", {}))
    shared = load_table("offices")
    terms: dict[str, list[str]] = {}
    for kind, name in (("w", "words"), ("e", "epithets"), ("p", "plurals"), ("a", "demonyms")):
        for key, forms in table.get(name, {}).items():
            terms[f"{kind}:{key}"] = list(forms)
    places = load_table("places")
    for country, forms in places["countries"].items():
        terms[f"c:{country}"] = list(forms)
    for city in places["cities"]:
        if city.get("capital"):
            terms.setdefault(f"h:{city['country']}", []).extend(city["forms"])
    calls: dict[str, set[str]] = {}
    offices: dict[frozenset[str], str] = {}
    for office, entry in shared["offices"].items():
        for part in entry["parts"]:
            offices[frozenset(part.split())] = office
        for word in entry["calls"]:
            calls.setdefault(word, set()).add(office)
    connectors = _alternatives(table.get("connectors", []))
    joiners = _alternatives(table.get("joiners", []))
    posting = _alternatives(table.get("posting", []))
    lists = ("articles", "genitive", "indefinite", "former", "honorifics", "not_names")
    return Vocabulary(
        TermIndex(terms) if table else TermIndex({}),
        offices,
        {word: frozenset(found) for word, found in calls.items()},
        shared["sides"],
        shared["plurals"],
        re.compile(rf"[ \-']*(?:(?:{connectors})[ \-']+)*"),
        re.compile(rf" *(?:,|{joiners})? *(?:(?:{connectors}|{joiners})[ \-']+)*"),
        re.compile(rf"\b(?:{posting})\b"),
        re.compile(rf" (?:(?:{connectors}|{posting})[ \-']+)+"),
        {name: frozenset(map(fold, table.get(name, []))) for name in lists},
    )


@dataclass(slots=True)
class _Run:
    """A title being read: grows to both sides of its first word."""

    start: int
    end: int
    words: list[str]
    sides: list[str] = field(default_factory=list)
    host: str | None = None
    office: str | None = None
    owner: int | None = None
    plural: bool = False


def find_titles(document: Document, names: list[Name]) -> list[Title]:
    """Return the titles of the text in order, without overlaps."""
    vocabulary = load_vocabulary(document.language)
    items = [m for m in vocabulary.index.find(document) if _is_meant(document, m)]
    name_starts = {name.start: number for number, name in enumerate(names)}
    name_ends = {name.end: number for number, name in enumerate(names)}
    covered = [(name.start, name.end) for name in names]
    items = (
        [m for m in items if not any(a <= m.start < b for a, b in covered)] if covered else items
    )
    reader = _Reader(document, vocabulary, items, names, name_starts, name_ends)
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
    if previous is not None and gap.startswith("'") and _OWNER_GAP.fullmatch(gap):
        office = title.office or vocabulary.offices.get(frozenset({title.word, "president"}))
        first = previous.first_token
        titles[-1] = replace(
            title,
            start=previous.start,
            first_token=first,
            sides=title.sides or previous.sides,
            office=office,
            definite=True,
        )
    elif (
        previous is None
        or previous.plural
        or not (0 < len(gap) <= 12 and vocabulary.gap.fullmatch(gap))
    ):
        titles.append(title)


def _is_meant(document: Document, match: Match) -> bool:
    if document.folded[match.start : match.end] in _PRONOUNLIKE:
        return document.text[match.start : match.end].isupper()
    return True


class _Reader:
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
        self._vocabulary = vocabulary
        self._items = items
        self._names = names
        self._name_starts = name_starts
        self._name_ends = name_ends
        self._token_at = {token.start: index for index, token in enumerate(document.tokens)}
        self._token_to = {token.end: index + 1 for index, token in enumerate(document.tokens)}

    def read(self, position: int, floor: int) -> tuple[_Run, int]:
        """Return the title that begins with the item, and the index of the item after it."""
        item = self._items[position]
        kind, key = item.key.split(":", 1)
        run = _Run(item.start, item.end, [key])
        if kind == "e":
            side, run.office = key.split(".", 1)
            run.sides.append(side)
            return run, position + 1
        run.plural = kind == "p"
        self._look_left(run, position, floor)
        following = self._look_right(run, position + 1)
        self._find_owner(run, floor)
        return run, following

    def _look_left(self, run: _Run, position: int, floor: int) -> None:
        """Take in the adjectives before: "Russian and American"; "Russia's"."""
        for index in range(position - 1, max(position - 3, -1), -1):
            item = self._items[index]
            if item.start < floor or item.key[0] not in "ac":
                return
            gap = self._gap(item, run.start)
            if item.key[0] == "c" and not gap.startswith(("'s", "-")):
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

    def _look_right(self, run: _Run, position: int) -> int:
        """Take in what follows: a country, the body that is headed, the place of posting."""
        items, folded = self._items, self._document.folded
        while position < len(items):
            item = items[position]
            kind, key = item.key.split(":", 1)
            gap = folded[run.end : item.start]
            joined = run.plural and run.sides and self._vocabulary.joined.fullmatch(gap)
            posted = self._is_posting(run, gap)
            if not joined and not posted and not self._vocabulary.gap.fullmatch(gap):
                break
            if kind in "ach" and posted:
                run.host = key
            elif kind in "ac" and (not run.sides or joined):
                if (
                    kind == "a"
                    and gap.strip(" -")
                    and not joined
                    and not self._leads_on(run, position)
                ):
                    break  # "the minister of the Russian ..."
                run.sides.append(key)
            elif kind == "w" and self._fits(run.words, key):
                run.words.append(_SAME.get(key, key))
            else:
                break
            run.end = item.end
            position += 1
        return position

    def _is_posting(self, run: _Run, gap: str) -> bool:
        """Tell whether the words lead to where an ambassador is sent: "aux", "to the", "в"."""
        vocabulary = self._vocabulary
        return (
            run.words[0] == "ambassador"
            and vocabulary.posted.fullmatch(gap) is not None
            and vocabulary.posting.search(gap) is not None
        )

    def _leads_on(self, run: _Run, position: int) -> bool:
        """Tell whether the adjective belongs to a body: "du ministère russe des ..."."""
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

    def _find_owner(self, run: _Run, floor: int) -> None:
        """Notice whom a servant serves: "Trump's envoy", "спецпосланник Трампа"."""
        if run.words[-1] not in _SERVANTS and run.words[0] not in _SERVANTS:
            return
        folded = self._document.folded
        for width in range(2, 45):
            number = self._name_ends.get(run.start - width)
            if number is not None and run.start - width >= floor:
                if _OWNER_GAP.fullmatch(folded[run.start - width : run.start]):
                    run.owner = number
                break
        for width in range(1, 8):
            number = self._name_starts.get(run.end + width)
            if number is None:
                continue
            gap = folded[run.end : run.end + width]
            served = bool(gap.strip()) or _is_president(self._names[number].person_id)
            if self._vocabulary.gap.fullmatch(gap) and served and run.owner is None:
                run.owner = number
                run.end = self._names[number].end
            break

    def finish(self, run: _Run) -> Title | None:
        """Return the title a run makes; None for a body without a head ("the foreign ministry")."""
        vocabulary = self._vocabulary
        word, _, gender = run.words[0].partition("/")
        words = [w.partition("/")[0] for w in run.words]
        sides = list(run.sides)
        office = run.office or self._office(run, words, sides)
        if run.owner is not None and not sides:
            sides.append(_side_of(self._names[run.owner].person_id))
        if not office and not run.plural:
            heads = [w for w in words if w in vocabulary.calls or w in _GENERIC_HEADS]
            if not heads:
                return None
            word = heads[-1]
        defaults = [vocabulary.sides[w] for w in words if w in vocabulary.sides]
        if defaults and sides and sides[0] != defaults[0]:
            office = None  # "the French secretary of state"
        elif defaults and not sides:
            sides = defaults[:1]
        first, end = self._tokens_of(run)
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

    def _office(self, run: _Run, words: list[str], sides: list[str]) -> str | None:
        if run.plural:
            return self._vocabulary.plurals.get(words[0]) or None
        if words[0] == "ambassador":
            host = run.host or {"RU": "US", "US": "RU"}.get(sides[0] if sides else "")
            return f"ambassador_to_{host}" if host and sides else None
        parts = set(words)
        if run.owner is not None and _is_president(self._names[run.owner].person_id):
            office = self._vocabulary.offices.get(frozenset(parts | {"president"}))
            if office:
                return office
        return self._vocabulary.offices.get(frozenset(parts))

    def _tokens_of(self, run: _Run) -> tuple[int, int]:
        return self._token_at[run.start], self._token_to[run.end]


# Heads that say "an official" without naming a post; an unlisted name beside them is a person.
_GENERIC_HEADS = frozenset(
    [
        "head",
        "deputy_head",
        "under_secretary",
        "deputy_assistant_secretary",
        "counterpart",
        "deputy_minister",
        "general",
        "admiral",
        "senator",
        "speaker",
        "secretary",
    ]
)


@lru_cache(maxsize=1024)
def _is_president(person_id: str) -> bool:
    roles = load_table("people")[person_id].get("roles", ())
    return any(role["office"].endswith(".president") for role in roles)


@lru_cache(maxsize=1024)
def _side_of(person_id: str) -> str:
    return str(load_table("people")[person_id].get("side", ""))
