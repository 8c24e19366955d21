"""References: whom a title means, by the post's holder that day or by who was named before."""

import re

from tasks.extraction.discourse import PAIR_REACH, Discourse
from tasks.extraction.layers import SUBJECT, Document, PersonMention
from tasks.extraction.lexicon import load_table
from tasks.extraction.marks import load_marks
from tasks.extraction.names import Name
from tasks.extraction.titles.posts import holders, is_chief, offices_of, side_of
from tasks.extraction.titles.reading import OTHER_SIDE, Title
from tasks.extraction.titles.roles import institution_before
from tasks.extraction.titles.surroundings import Surroundings
from tasks.extraction.titles.words import TRUSTED, load_vocabulary

_TITLE = 6  # tokens of "the American president" before his name
_BREAK = re.compile(r"[.!?…»”]")
_SPEAKING = frozenset({"spokesperson", "press_secretary"})
_TELLING = _SPEAKING | {"presidential_aide"}  # those who tell of the contacts of presidents


class Reader:
    """Walks through names and titles in order, and tells who is named and who is meant."""

    def __init__(self, document: Document, names: list[Name], titles: list[Title]) -> None:
        """Prepare the words of the document's language."""
        self._document = document
        self._names = names
        self._titles = titles
        self._around = Surroundings(document, names)
        self._past = Discourse(document)
        self._calls = load_vocabulary(document.language).calls
        # A language with articles shows by them that a bare word points back: "the minister".
        self._has_articles = bool(load_vocabulary(document.language).words["articles"])

    def mentions(self) -> list[PersonMention]:
        """Return the people named and meant, in order."""
        confirmed = self._confirm()
        owners = {title.owner for title in self._titles}
        events: list[tuple[int, int, Name | Title]] = [
            (name.start, number, name) for number, name in enumerate(self._names)
        ]
        events += [(title.start, -1, title) for title in self._titles]
        found: list[PersonMention] = []
        for _, number, event in sorted(events, key=lambda event: event[:2]):
            if isinstance(event, Title):
                meant, form = self._meant(event), "role"
            else:
                known = event.sure or event.person_id in confirmed
                meant, form = (event.person_id,) if known else (), "name"
                if number in owners:
                    form = "owner"
            for person_id in meant:
                found.append(self._mention(event.start, event.end, person_id, form))
                self._past.add(person_id, event.start)
        return found

    def _confirm(self) -> set[str]:
        """Return the people whose ambiguous surname stands beside a fitting title."""
        beside = [(title, self._around.name_beside(title)) for title in self._titles]
        return {
            name.person_id
            for title, name in beside
            if name is not None and not name.sure and self._around.fits(title, name)
        }

    def _mention(self, start: int, end: int, person_id: str, form: str) -> PersonMention:
        printed = self._document.text[start:end]
        if form == "role":
            printed = str(load_table("people")[person_id]["name"])
        return PersonMention(start, end, person_id, printed, side_of(person_id), form)

    def _meant(self, title: Title) -> tuple[str, ...]:
        if title.former or title.indefinite:
            return ()
        if self._around.name_beside(title) is not None:
            return ()
        if title.plural:
            return self._several(title)
        if self._around.names_a_stranger(title):
            return ()
        person = self._counterpart(title) if title.word == "counterpart" else self._one(title)
        return (person,) if person else ()

    def _one(self, title: Title) -> str | None:
        if title.office and title.sides:
            return self._holder(title, f"{title.sides[0]}.{title.office}")
        vague = self._has_articles and not title.definite and title.word != TRUSTED
        if vague or self._around.belongs_elsewhere(title):
            return None
        on = self._document.published
        if title.office == "president":
            own = self._single(f"{self._speaker_side(title)}.president")
            if own and self._past.has(own):
                return own
        posts = {title.office} if title.office else self._calls.get(title.word, frozenset())
        unlike = load_vocabulary(self._document.language).unlike.get(title.word)
        unlike = unlike or self._host_beside(title)
        recent = self._past.latest(
            title,
            lambda person_id: (
                bool(posts & offices_of(person_id, on)) and side_of(person_id) != unlike
            ),
        ) or self._past.latest(title, lambda person_id: bool(posts & offices_of(person_id, on)))
        if recent is None and title.word in _SPEAKING:
            found = institution_before(self._document, title)
            return self._single(f"{found[1]}.{found[0]}") if found else None
        return recent

    def _host_beside(self, title: Title) -> str | None:
        """Return the side of a president named before: "Putin kept the envoy for hours"."""
        last = self._past.traces[-1] if self._past.traces else None
        if last is None or title.word == "president" or not title.definite:
            return None
        on = self._document.published
        if "president" not in offices_of(last.person_id, on):
            return None
        return None if self._past.parted(last.position, title.start) else side_of(last.person_id)

    def _holder(self, title: Title, post: str) -> str | None:
        """Return who holds a post; of several the one mentioned last, else the chief one."""
        current = holders(post, self._document.published)
        if len(current) == 1:
            return current[0]
        recent = self._past.latest(title, lambda person_id: person_id in current)
        if recent or not current:
            return recent
        return current[0] if is_chief(current[0], post) else None

    def _single(self, post: str) -> str | None:
        current = holders(post, self._document.published)
        return current[0] if len(current) == 1 else None

    def _speaker_side(self, title: Title) -> str | None:
        """Return the side of the official who says "the president", quoted or in his sentence."""
        text, on = self._document.text, self._document.published
        begin = text.rfind("\n", 0, title.start) + 1
        quoted = _is_open(text[begin : title.start])
        last = self._past.traces[-1] if self._past.traces else None
        if last is not None and "president" not in offices_of(last.person_id, on):
            together = not self._past.parted(last.position, title.start)
            if together or (quoted and last.position >= begin):
                return side_of(last.person_id)
        stop = text.find("\n", title.end)
        after = [n for n in self._names if title.end < n.start and (stop < 0 or n.start < stop)]
        if not quoted or not after or "president" in offices_of(after[0].person_id, on):
            return None
        return side_of(after[0].person_id)  # the speaker named after the quotation

    def _counterpart(self, title: Title) -> str | None:
        """Return who holds, on the other side, the post of the person mentioned last."""
        on = self._document.published
        if following := self._of_following(title):
            return following
        for trace in reversed(self._past.traces):
            if title.start - trace.position > PAIR_REACH:
                return None
            side = side_of(trace.person_id)
            target = title.sides[0] if title.sides else OTHER_SIDE.get(side or "")
            if target is None or target == side:
                continue
            for office in sorted(offices_of(trace.person_id, on)):
                person = self._single(f"{target}.{office}")
                if person and (title.sides or self._past.has(person)):
                    return person
        return None

    def _of_following(self, title: Title) -> str | None:
        """Return whom "in a call with his Russian counterpart, Trump said" means.

        He who is named right after the comma has him for a counterpart.
        """
        names = [n for n in self._names if n.start >= title.end]
        if not names or len(title.sides) != 1:
            return None
        gap = self._document.text[title.end : names[0].start]
        if not gap.startswith(", ") or len(gap.split()) > _TITLE or _BREAK.search(gap):
            return None
        sentence = next(s for s in self._document.sentences if title.start < s.end)
        if any(sentence.start <= n.start < title.start for n in self._names):
            return None
        if side_of(names[0].person_id) == title.sides[0]:
            return None
        offices = sorted(offices_of(names[0].person_id, self._document.published))
        told = (self._single(f"{title.sides[0]}.{office}") for office in offices)
        return next((person for person in told if person), None)

    def _several(self, title: Title) -> tuple[str, ...]:
        counted = title.end_token - title.first_token > 1  # "the two leaders", not "leaders"
        if title.office is None:
            if not (counted or self._has_articles or self._opens_sentence(title)):
                return ()  # "политики" is "of the policy" too
            together = self._past.last_together(title)
            return together or self._principals(
                self._past.last_two(title, lambda person_id: True, PAIR_REACH)
            )
        if len(title.sides) == 2:
            people = [self._single(f"{side}.{title.office}") for side in title.sides]
            return tuple(person for person in people if person)
        if title.sides or not (counted or self._stands_alone(title)):
            return ()
        return self._pair(title, title.office, counted)

    def _principals(self, pair: tuple[str, ...]) -> tuple[str, ...]:
        """Return the two presidents where one was named last beside the other's aide, who tells."""
        on = self._document.published
        posts = [offices_of(person_id, on) for person_id in pair]
        both = [self._single(f"{side}.president") for side in sorted(SUBJECT)]
        known = tuple(person for person in both if person and self._past.has(person))
        one = any("president" in offices for offices in posts)
        aide = any(offices & _TELLING for offices in posts)
        return known if one and aide and len(known) == len(both) else pair

    def _pair(self, title: Title, office: str, counted: bool) -> tuple[str, ...]:
        """Return the two holders of a post a plural means.

        Those named last, unless the Russian and the American were named and nobody else is paired.
        """
        on = self._document.published
        near = self._past.last_two(
            title, lambda person_id: office in offices_of(person_id, on), PAIR_REACH // 2
        )
        people = [self._single(f"{side}.{office}") for side in sorted(SUBJECT)]
        subject = tuple(person for person in people if person)
        if len(subject) == len(people) and set(near) != set(subject):
            named = all(map(self._past.has, subject))
            # "X called Y between talks with Z": the presidents are X and Y.
            everybody = {*subject, *near}
            three = named and bool({*subject} & {*near}) and self._past.are_together(everybody)
            if named and (three or not self._past.are_together(near)):
                return subject
            if not near:
                return subject if counted and not self._past.has_third(office) else ()
        return near

    def _opens_sentence(self, title: Title) -> bool:
        return any(s.first_token == title.first_token for s in self._document.sentences)

    def _stands_alone(self, title: Title) -> bool:
        """Tell whether a bare plural means those just named: "the leaders", "Министры обсудили"."""
        if self._has_articles:
            return title.definite
        before = self._document.tokens[title.first_token - 1].form if title.first_token else ""
        return not before.endswith(load_marks(self._document.language).plural_adjectives)


def _is_open(line: str) -> bool:
    """Tell whether a quotation is open at the end of a piece of text."""
    opened, closed = sum(map(line.count, "«“„")), sum(map(line.count, "»”"))
    return opened > closed or line.count('"') % 2 == 1
