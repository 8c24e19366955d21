"""References: whom a title means, by the post's holder that day or by who was named before."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tasks.extraction.layers import Document, PersonMention
from tasks.extraction.lexicon import load_table
from tasks.extraction.names import Name, load_names
from tasks.extraction.roles import Title, load_vocabulary

_OTHER_SIDE = {"RU": "US", "US": "RU"}
_REACH = 2500  # characters back that a bare word such as "the diplomat" can point
_PAIR_REACH = 700
_BETWEEN_TITLE_AND_NAME = r"\s*(?:(?:{honorifics})\.?\s+)*[«\"“]?"
_AFTER_NAME = r"\s*[,(–—-]\s*(?:(?:{articles})[\s']+)?(?:[\w-]+\s+){{0,2}}"


@lru_cache(maxsize=4096)
def holders(office: str, on: date) -> tuple[str, ...]:
    """Return who held a post such as "RU.foreign_minister" that day, the chief ones first."""
    found = [
        (not role.get("chief"), person_id)
        for person_id, entry in load_table("people").items()
        for role in entry.get("roles", ())
        if role["office"] == office and _covers(role, on)
    ]
    return tuple(person_id for _, person_id in sorted(found, key=lambda pair: pair[0]))


def is_chief(person_id: str, office: str) -> bool:
    """Tell whether a post that several hold means this person when nobody is named."""
    roles = load_table("people")[person_id].get("roles", ())
    return any(role["office"] == office and role.get("chief") for role in roles)


@lru_cache(maxsize=8192)
def offices_of(person_id: str, on: date | None) -> frozenset[str]:
    """Return the posts a person holds that day, or ever held; without the side."""
    roles = load_table("people").get(person_id, {}).get("roles", ())
    return frozenset(
        role["office"].split(".", 1)[1] for role in roles if on is None or _covers(role, on)
    )


def _covers(role: dict[str, date], on: date) -> bool:
    since, until = role.get("since"), role.get("until")
    return (since is None or since <= on) and (until is None or on < until)


def _side(person_id: str) -> str | None:
    side = load_table("people").get(person_id, {}).get("side")
    return str(side) if side else None


@dataclass(frozen=True, slots=True)
class _Trace:
    """A person the text has mentioned, and where."""

    person_id: str
    position: int


class Reader:
    """Walks through names and titles in order, and remembers who was mentioned."""

    def __init__(self, document: Document, names: list[Name], titles: list[Title]) -> None:
        """Prepare the patterns of the document's language."""
        self._document = document
        self._names = names
        self._titles = titles
        self._words = load_vocabulary(document.language).words
        self._calls = load_vocabulary(document.language).calls
        honorifics = "|".join(map(re.escape, self._words["honorifics"])) or r"(?!)"
        articles = "|".join(map(re.escape, self._words["articles"])) or r"(?!)"
        self._to_name = re.compile(_BETWEEN_TITLE_AND_NAME.format(honorifics=honorifics))
        self._after_name = re.compile(_AFTER_NAME.format(articles=articles))
        self._past: list[_Trace] = []

    def beside(self, title: Title) -> Name | None:
        """Return the name that a title stands beside as an apposition, or None."""
        folded = self._document.folded
        for name in self._names:
            if name.start >= title.end and name.start - title.end < 40:
                gap = folded[title.end : name.start]
                if self._to_name.fullmatch(gap):
                    return name
                if re.fullmatch(r"\s*[,:(–—-]\s*", gap) and self._compatible(title, name):
                    return name
            elif name.end <= title.start and title.start - name.end < 60:
                gap = folded[name.end : title.start]
                if self._after_name.fullmatch(gap) and self._compatible(title, name):
                    return name
            elif name.start > title.end + 40:
                break
        return None

    def _compatible(self, title: Title, name: Name) -> bool:
        if title.sides and _side(name.person_id) not in title.sides:
            return False
        if title.word == "counterpart":
            return True
        held = offices_of(name.person_id, None)
        if title.office:
            return title.office in held
        return bool(self._calls.get(title.word, frozenset()) & held)

    def mentions(self) -> list[PersonMention]:
        """Return the people named and meant, in order."""
        confirmed = self._confirm()
        owners = {title.owner for title in self._titles}
        events: list[tuple[int, int, Name | Title]] = [
            (n.start, i, n) for i, n in enumerate(self._names)
        ]
        events += [(t.start, -1, t) for t in self._titles]
        found: list[PersonMention] = []
        for start, number, event in sorted(events, key=lambda event: event[:2]):
            if isinstance(event, Name):
                if event.sure or event.person_id in confirmed:
                    form = "owner" if number in owners else "name"
                    found.append(self._mention(event.start, event.end, event.person_id, form))
                    self._past.append(_Trace(event.person_id, start))
                continue
            found.extend(
                self._mention(event.start, event.end, person_id, "role")
                for person_id in self._meant(event)
            )
            self._past += [
                _Trace(m.person_id, start)
                for m in found[-2:]
                if m.start == event.start and m.form == "role"
            ]
        return found

    def _confirm(self) -> set[str]:
        """Return the people whose ambiguous surname stands beside a fitting title."""
        confirmed = set()
        for title in self._titles:
            name = self.beside(title)
            if name is not None and not name.sure and self._compatible(title, name):
                confirmed.add(name.person_id)
        return confirmed

    def _mention(self, start: int, end: int, person_id: str, form: str) -> PersonMention:
        printed = self._document.text[start:end]
        if form == "role":
            printed = str(load_table("people")[person_id]["name"])
        return PersonMention(start, end, person_id, printed, _side(person_id), form)

    def _meant(self, title: Title) -> tuple[str, ...]:
        if title.former or title.indefinite:
            return ()
        if title.plural:
            return self._several(title)
        if self.beside(title) is not None or self._names_a_stranger(title):
            return ()
        person = self._counterpart(title) if title.word == "counterpart" else self._one(title)
        return (person,) if person else ()

    def _names_a_stranger(self, title: Title) -> bool:
        """Tell whether an unlisted name follows: "Foreign Minister John Doe"."""
        tokens, text = self._document.tokens, self._document.text
        if title.end_token >= len(tokens):
            return False
        token = tokens[title.end_token]
        gap = text[title.end : token.start]
        if not text[token.start].isupper() or token.form in self._words["not_names"]:
            return False
        if gap == ", ":
            return self._is_full_name(title.end_token)
        return gap in (" ", "\u00a0")

    def _is_full_name(self, first: int) -> bool:
        """Tell whether two capitalised words and a comma make an apposition: ", John Doe, said"."""
        tokens, text = self._document.tokens, self._document.text
        if first + 1 >= len(tokens) or tokens[first].form not in load_names().given:
            return False
        joined = text[tokens[first].end : tokens[first + 1].start] == " "
        return joined and text[tokens[first + 1].start].isupper()

    def _belongs_elsewhere(self, title: Title) -> bool:
        """Tell whether the title goes on with a body nobody knows: "the president of the club"."""
        tokens = self._document.tokens
        if title.sides or title.end_token >= len(tokens):
            return False
        gap = self._document.folded[title.end : tokens[title.end_token].start]
        return gap in (" ", "") and tokens[title.end_token].form in self._words["genitive"]

    def _one(self, title: Title) -> str | None:
        on = self._document.published
        if title.office and title.sides:
            post = f"{title.sides[0]}.{title.office}"
            current = holders(post, on)
            if len(current) == 1:
                return current[0]
            recent = self._latest(title, lambda i: i in current)
            if recent or not current:
                return recent
            return current[0] if is_chief(current[0], post) else None
        if self._needs_article() and not title.definite and not title.sides:
            return None
        if self._belongs_elsewhere(title):
            return None
        if title.office and not title.sides:
            office = title.office
            own = self._speaker_side(title) if office == "president" else None
            if own:
                current = holders(f"{own}.president", on)
                if len(current) == 1 and any(t.person_id == current[0] for t in self._past):
                    return current[0]
            return self._latest(title, lambda i: office in offices_of(i, on))
        if self._needs_article() and not title.definite:
            return None
        called = self._calls.get(title.word, frozenset())
        return self._latest(title, lambda i: bool(called & offices_of(i, on)))

    def _speaker_side(self, title: Title) -> str | None:
        """Return the side of the official who says "the president"."""
        text, on = self._document.text, self._document.published
        begin = text.rfind("\n", 0, title.start) + 1
        line = text[begin : title.start]
        quoted = sum(map(line.count, "«“„")) > sum(map(line.count, "»”"))
        quoted = quoted or line.count('"') % 2 == 1
        last = self._past[-1] if self._past else None
        if last is not None and "president" not in offices_of(last.person_id, on):
            together = not re.search(r"[.!?…]\s|\n", text[last.position : title.start])
            if together or (quoted and last.position >= begin):
                return _side(last.person_id)
        if not quoted:
            return None
        stop = text.find("\n", title.end)
        for name in self._names:  # the speaker named after the quotation
            if title.end < name.start and (stop < 0 or name.start < stop):
                return (
                    None if "president" in offices_of(name.person_id, on) else _side(name.person_id)
                )
        return None

    def _needs_article(self) -> bool:
        return bool(self._words["articles"])

    def _latest(self, title: Title, fits: Callable[[str], bool]) -> str | None:
        for trace in reversed(self._past):
            if title.start - trace.position > _REACH:
                return None
            entry = load_table("people")[trace.person_id]
            if title.sides and entry.get("side") not in title.sides:
                continue
            if title.gender and bool(entry.get("female")) != (title.gender == "f"):
                continue
            if fits(trace.person_id):
                return trace.person_id
        return None

    def _counterpart(self, title: Title) -> str | None:
        """Return who holds, on the other side, the post of the person mentioned last."""
        on = self._document.published
        mentioned = {trace.person_id for trace in self._past}
        for trace in reversed(self._past):
            if title.start - trace.position > _PAIR_REACH:
                return None
            side = _side(trace.person_id)
            target = title.sides[0] if title.sides else _OTHER_SIDE.get(side or "")
            if target is None or target == side:
                continue
            for office in sorted(offices_of(trace.person_id, on)):
                current = holders(f"{target}.{office}", on)
                if len(current) == 1 and (title.sides or current[0] in mentioned):
                    return current[0]
        return None

    def _several(self, title: Title) -> tuple[str, ...]:
        on = self._document.published
        if not title.office:
            return self._last_two(title, lambda person_id: True, _PAIR_REACH)
        office = title.office
        if len(title.sides) == 2:
            pairs = [holders(f"{side}.{office}", on) for side in title.sides]
            return tuple(current[0] for current in pairs if len(current) == 1)
        if title.sides or (title.end_token - title.first_token == 1 and not title.definite):
            return ()
        near = self._last_two(title, lambda i: office in offices_of(i, on), _PAIR_REACH // 2)
        pair = self._subject_pair(office)
        if pair and (
            not near or _side(near[0]) not in _OTHER_SIDE or _side(near[1]) not in _OTHER_SIDE
        ):
            seen = {trace.person_id for trace in self._past}
            if set(pair) <= seen and not self._named_together(near):
                return pair
        if near:
            return near
        return pair if self._counted(title) and not self._has_third(office) else ()

    def _counted(self, title: Title) -> bool:
        return title.end_token - title.first_token > 1

    def _subject_pair(self, office: str) -> tuple[str, ...]:
        """Return the Russian and the American holder of a post."""
        on = self._document.published
        pair = [holders(f"{side}.{office}", on) for side in ("RU", "US")]
        return tuple(current[0] for current in pair if len(current) == 1) if all(pair) else ()

    def _has_third(self, office: str) -> bool:
        """Tell whether somebody of a third country, holding such a post, was mentioned."""
        on = self._document.published
        return any(
            office in offices_of(trace.person_id, on) and _side(trace.person_id) not in _OTHER_SIDE
            for trace in self._past
        )

    def _named_together(self, pair: tuple[str, ...]) -> bool:
        """Tell whether two people were last mentioned in one sentence."""
        last = {trace.person_id: trace.position for trace in self._past}
        spots = sorted(last[person_id] for person_id in pair)
        between = self._document.text[spots[0] : spots[-1]] if spots else "\n"
        return not re.search(r"[.!?…]\s|\n", between)

    def _last_two(self, title: Title, fits: Callable[[str], bool], reach: int) -> tuple[str, ...]:
        last: str | None = None
        for trace in reversed(self._past):
            if title.start - trace.position > reach:
                return ()
            if not fits(trace.person_id):
                continue
            if last is None:
                last = trace.person_id
            elif _side(trace.person_id) != _side(last):
                return (trace.person_id, last)
        return ()
