"""Marks: small signs of a language that several rules ask for (a pack's `[marks]`).

Patterns are matched in folded text; one that a pack leaves empty matches nothing.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.lexicon import load_pack
from tasks.extraction.text import fold

_NOTHING = "(?!)"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one language."""

    possessive: re.Pattern[str]  # right after a name that is no subject: "Lavrov's", "Putin'le"
    possessive_plain: re.Pattern[str]  # the same after a name that ends so anyway: "Witkoffs'"
    owner_gap: re.Pattern[str]  # between a name and the title of who serves him
    country_gap: re.Pattern[str]  # between a country and the title it goes with
    thing_gap: re.Pattern[str]  # between a thing and the place it is named after
    initials: frozenset[str]  # a country's initials that read like a common word: "us"
    not_nouns: frozenset[str]  # after those initials, words that are no noun
    glued: frozenset[str]  # before a name with a hyphen: "pro-Putin"
    small_names: frozenset[str]  # ids of people whose names some newsrooms write small
    gerunds: tuple[str, ...]  # endings of verbs that share the subject of the verb before
    plural_adjectives: tuple[str, ...]  # endings before a plural that is not left alone
    introducing: frozenset[str]  # after a name and a comma: "Jane Doe, a former adviser"
    house_links: frozenset[str]  # between an official and the house he speaks for
    house_locative: frozenset[str]  # before a house that speaks as a place: "в Кремле"
    capital_nouns: bool  # a capital is no sign of a name: "Ein Datum nannte er nicht"
    drops_subject: bool  # a verb without a subject means who was spoken of last: "dijo"
    oblique_word: re.Pattern[str]  # a noun or a surname in another case than the nominative
    oblique_woman: re.Pattern[str]
    nominative_name: re.Pattern[str]  # surnames that only look oblique
    nominative_word: re.Pattern[str]

    @property
    def has_genitive(self) -> bool:
        """Whether what it puts right after a name tells an owner and nothing else."""
        return self.possessive_plain.pattern != _NOTHING

    @property
    def has_cases(self) -> bool:
        """Whether its case endings tell a subject from an object."""
        return self.oblique_word.pattern != _NOTHING


@lru_cache
def load_marks(language: str) -> Marks:
    """Return the marks of a language's pack."""
    table = load_pack(language).get("marks", {})

    def pattern(name: str) -> re.Pattern[str]:
        return re.compile(table.get(name) or _NOTHING)

    def words(name: str) -> frozenset[str]:
        return frozenset(map(fold, table.get(name, ())))

    links = "|".join(re.escape(fold(link)) for link in table.get("thing_links", ()))
    return Marks(
        possessive=pattern("possessive"),
        possessive_plain=pattern("possessive_plain"),
        owner_gap=pattern("owner_gap"),
        country_gap=pattern("country_gap"),
        thing_gap=re.compile(rf"(?:{links})?" if links else ""),
        initials=words("initials"),
        not_nouns=words("not_nouns"),
        glued=words("glued"),
        small_names=frozenset(table.get("small_names", ())),
        gerunds=tuple(map(fold, table.get("gerund_endings", ()))),
        plural_adjectives=tuple(map(fold, table.get("plural_adjective_endings", ()))),
        introducing=words("introducing"),
        house_links=words("house_links"),
        house_locative=words("house_locative"),
        capital_nouns=bool(table.get("capital_nouns", False)),
        drops_subject=bool(table.get("drops_subject", False)),
        oblique_word=pattern("oblique_word"),
        oblique_woman=pattern("oblique_woman"),
        nominative_name=pattern("nominative_name"),
        nominative_word=pattern("nominative_word"),
    )
