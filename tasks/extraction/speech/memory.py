"""Memory: who was last spoken of, for pronouns and for nouns that point back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.extraction.speech import voice as v
from tasks.extraction.speech.voice import Voice
from tasks.extraction.titles.posts import is_president, side_of

# A speaker stays in mind for this many paragraphs; then the latest subject is meant.
_PARAGRAPHS = 2


class _Entry(NamedTuple):
    paragraph: int
    voice: Voice
    spoke: bool


@dataclass(slots=True)
class Memory:
    """The speakers and subjects of a text so far, one sentence after the other."""

    _paragraph: int = -1
    _entries: list[_Entry] = field(default_factory=list)
    _mentions: list[Voice] = field(default_factory=list)
    _houses: list[_Entry] = field(default_factory=list)
    _heard: bool = False

    def enter(self, paragraph: int) -> None:
        """Begin a sentence of a paragraph."""
        self._paragraph = paragraph
        self._heard = False

    def hear(self, voice: Voice) -> None:
        """Remember who spoke in this sentence."""
        self._entries.append(_Entry(self._paragraph, voice, spoke=True))
        self._heard = True

    def leave(self, subject: Voice | None, voices: Sequence[Voice]) -> None:
        """End a sentence; where nobody known spoke, its subject is remembered."""
        self._mentions += [voice for voice in voices if voice.kind == v.PERSON]
        self._houses += [
            _Entry(self._paragraph, voice, spoke=False)
            for voice in voices
            if voice.kind == v.INSTITUTION and voice.is_subject
        ]
        nobody_known = not self._heard or self._entries[-1].voice.kind == v.NOBODY
        if subject is not None and nobody_known:
            self._entries.append(_Entry(self._paragraph, subject, spoke=False))

    def last_speaker(self) -> Voice | None:
        """Return who spoke last in this paragraph."""
        for entry in reversed(self._entries):
            if entry.paragraph != self._paragraph:
                return None
            if entry.spoke:
                return entry.voice if entry.voice.kind != v.NOBODY else None
        return None

    def who_goes_on(self, pronoun: Voice) -> Voice | None:
        """Return the last speaker near, for "he added": the subject in between does not speak."""
        for entry in reversed(self._entries):
            if self._paragraph - entry.paragraph > 1 or not entry.spoke:
                continue
            voice = entry.voice
            if voice.kind == v.NOBODY or not _can_be(pronoun, voice):
                return None
            return voice
        return None

    def dropped_subject(self) -> Voice | None:
        """Return whom a verb without a subject means: the last person or house that spoke."""
        near = (e for e in reversed(self._entries) if self._paragraph - e.paragraph <= _PARAGRAPHS)
        return next((e.voice for e in near if e.voice.kind != v.NOBODY), None)

    def resolve(
        self, voice: Voice, before: Voice | None = None, named: Sequence[Voice] = ()
    ) -> Voice | None:
        """Return the person or institution meant, None when the text names none.

        `before` is the subject of the sentence when it precedes the pronoun; `named` are the
        people the sentence names before it.
        """
        if voice.kind in (v.PERSON, v.INSTITUTION):
            return voice
        if voice.kind == v.OFFICIAL:
            return self._house_spoken_of()
        if voice.kind == v.SAME:
            return self.who_goes_on(voice)
        if voice.kind in (v.NOBODY, v.OUTLET):
            return None
        if voice.kind == "it" or voice.kind.startswith("house"):
            return self._last_house(voice.kind.partition("_")[2])
        if voice.kind == v.DOCUMENT and (house := self._house_here()):
            return house
        if voice.kind in ("official", v.DOCUMENT, "they"):
            return self._last_person(None) or self._last_house("")
        return self._person_meant(voice, before, named)

    def _person_meant(
        self, voice: Voice, before: Voice | None, named: Sequence[Voice]
    ) -> Voice | None:
        """Return the person that a pronoun or a noun means."""
        if v.LAST in voice.kind:
            return self._last_named(voice, named)
        if v.EXPERT in voice.kind:
            return self._last_expert()
        if self._heard and self._entries[-1].voice.kind == v.PERSON:
            before = self._entries[-1].voice
        if before is not None and before.kind == v.PERSON and _agrees(before, voice):
            return before
        meant = self._last_person(voice) or self._last_named(voice, ())
        return meant or (self._house_spoken_of() if v.SERVING in voice.kind else None)

    def _last_expert(self) -> Voice | None:
        """Return the one of no table who spoke last near: "the analyst"."""
        near = (e for e in reversed(self._entries) if self._paragraph - e.paragraph <= _PARAGRAPHS)
        return next((e.voice for e in near if e.spoke and _is_stranger(e.voice)), None)

    def _last_named(self, voice: Voice, named: Sequence[Voice]) -> Voice | None:
        """Return the one named last who can be meant, subject or not: "the latter"."""
        known = reversed([*self._mentions, *named])
        return next((mention for mention in known if _agrees(mention, voice)), None)

    def _house_spoken_of(self) -> Voice | None:
        """Return the house that a nameless one is of: "The Pentagon was silent. An aide said"."""
        last = self._entries[-1] if self._entries else None
        if last is None or last.paragraph != self._paragraph:
            return None
        return last.voice if last.voice.kind == v.INSTITUTION else None

    def _house_here(self) -> Voice | None:
        """Return the house that a document is of: the last one named in the paragraphs around."""
        known = (e.voice for e in reversed(self._entries) if e.spoke and e.voice.kind != v.NOBODY)
        spoke = next(known, None)
        for entry in reversed(self._houses):
            if self._paragraph - entry.paragraph > _PARAGRAPHS:
                return None
            # "Bruce said, according to a statement": hers, unless a house is named since.
            return entry.voice if spoke is None or spoke.start < entry.voice.start else None
        return None

    def find_issuer(self) -> Voice | None:
        """Return whose a document is: a house near, else who spoke last, no mere subject."""
        if house := self._house_here():
            return house
        near = (e for e in reversed(self._entries) if self._paragraph - e.paragraph <= _PARAGRAPHS)
        last = next((e.voice for e in near if e.spoke), None)
        return last if last is not None and last.kind != v.NOBODY else None

    def _last_house(self, suffix: str) -> Voice | None:
        for entry in reversed(self._entries):
            house = entry.voice
            if house.kind == v.INSTITUTION and (house.speaker or "").endswith(suffix):
                return house
        return None

    def _last_person(self, noun: Voice | None) -> Voice | None:
        """Return who a noun can mean, the one who spoke last first; without one, any speaker."""
        here = [e for e in self._entries if e.paragraph == self._paragraph]
        recent = [
            e for e in self._entries if e.spoke and e.paragraph >= self._paragraph - _PARAGRAPHS
        ]
        for entries in (here, recent, self._entries):
            for entry in reversed(entries):
                if entry.voice.kind == v.NOBODY and entries is here:
                    return None
                if noun is None and entry.spoke and entry.voice.kind == v.INSTITUTION:
                    return entry.voice
                if entry.voice.kind == v.PERSON and _agrees(entry.voice, noun):
                    return entry.voice
        return None


def _is_stranger(voice: Voice) -> bool:
    return voice.kind == v.PERSON and not voice.is_role and side_of(voice.speaker or "") is None


def _can_be(pronoun: Voice, voice: Voice) -> bool:
    """Tell whether a pronoun can mean somebody: in "a-t-il ajouté" a house as well."""
    return voice.kind != v.PERSON or _agrees(voice, pronoun)


def _agrees(voice: Voice, noun: Voice | None) -> bool:
    """Tell whether a person can be meant by a noun or pronoun: by gender, side and office."""
    if noun is None:
        return True
    if noun.side and voice.side and voice.side != noun.side:
        return False
    if v.SERVING in noun.kind and voice.speaker and is_president(voice.speaker):
        return False
    gender = next((g for g in ("she", "he") if noun.kind.endswith(g)), "")
    return not gender or voice.is_woman is None or voice.is_woman == (gender == "she")
