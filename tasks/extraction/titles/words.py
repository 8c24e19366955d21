"""Title words: the vocabulary of titles in one language, and the posts the words make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.extraction.lexicon import TermIndex, load_pack, load_table
from tasks.extraction.text import fold

# Words for people who serve somebody: "Trump's envoy" is not Trump.
SERVANTS = frozenset(
    {
        "adviser", "aide", "envoy", "foreign_policy_aide", "national_security_adviser",
        "negotiator", "press_secretary", "servant", "son_in_law", "spokesperson", "trusted",
        "ukraine_envoy",
    }
)  # fmt: skip
TRUSTED = "trusted"  # one whom a president sends: "the president's man", beside his name only
# Heads that say "an official" without naming a post; an unlisted name beside them is a person.
GENERIC_HEADS = frozenset(
    {
        "admiral", "counterpart", "deputy_assistant_secretary", "deputy_head", "deputy_minister",
        "general", "head", "secretary", "senator", "speaker", "under_secretary",
    }
)  # fmt: skip
_LISTS = ("articles", "genitive", "indefinite", "former", "honorifics", "not_names")
# The letter that marks a key in the index: a word, an epithet, a plural, a demonym.
_KINDS = (("w", "words"), ("e", "epithets"), ("p", "plurals"), ("a", "demonyms"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The title words of one language, and the posts they make.

    Keys of the index are `w:` word, `e:` post by epithet, `p:` plural, `a:` adjective of a country,
    `c:` country, `h:` country of a capital.
    """

    index: TermIndex
    offices: Mapping[frozenset[str], str]  # words → post
    calls: Mapping[str, frozenset[str]]  # word → posts it calls back
    sides: Mapping[str, str]  # word → the only side that has it
    unlike: Mapping[str, str]  # word → the side that does not call its own so
    plurals: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    gap: re.Pattern[str]  # what may part the words of a title
    joined: re.Pattern[str]  # two countries: "Russian and American"
    owned: re.Pattern[str]  # a servant and whom he serves
    posting: re.Pattern[str]
    posted: re.Pattern[str]  # an ambassador and where he is sent


@lru_cache
def load_vocabulary(language: str) -> Vocabulary:
    """Return the title words of a language; an empty vocabulary when its pack has none."""
    table: dict[str, Any] = dict(load_pack(language).get("names", {}))
    shared = load_table("offices")
    connectors = _alternatives(table.get("connectors", []))
    joiners = _alternatives(table.get("joiners", []))
    posting = _alternatives(table.get("posting", []))
    honorifics = _alternatives(table.get("honorifics", []))
    return Vocabulary(
        index=TermIndex(_terms(table) if table else {}),
        offices={
            frozenset(part.split()): office
            for office, entry in shared["offices"].items()
            for part in entry["parts"]
        },
        calls=_calls(shared["offices"]),
        sides=shared["sides"],
        unlike=shared["unlike"],
        plurals=shared["plurals"],
        words={name: frozenset(map(fold, table.get(name, []))) for name in _LISTS},
        gap=re.compile(rf"[ \-']*(?:(?:{connectors})[ \-']+)*"),
        joined=re.compile(rf" *(?:,|{joiners})? *(?:(?:{connectors}|{joiners})[ \-']+)*"),
        owned=re.compile(
            rf" ?(?:[\w-]+ )?(?:(?:{connectors})[ \-']+)+(?:(?:{honorifics})\.?[ \u00a0]+)*| "
        ),
        posting=re.compile(rf"\b(?:{posting})\b"),
        posted=re.compile(rf" (?:(?:{connectors}|{posting})[ \-']+)+"),
    )


def _terms(table: Mapping[str, Any]) -> dict[str, list[str]]:
    terms = {
        f"{kind}:{key}": list(forms)
        for kind, name in _KINDS
        for key, forms in table.get(name, {}).items()
    }
    places = load_table("places")
    terms |= {f"c:{country}": list(forms) for country, forms in places["countries"].items()}
    for city in places["cities"]:
        if city.get("capital"):
            terms.setdefault(f"h:{city['country']}", []).extend(city["forms"])
    return terms


def _calls(offices: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    calls: dict[str, set[str]] = {}
    for office, entry in offices.items():
        for word in entry["calls"]:
            calls.setdefault(word, set()).add(office)
    return {word: frozenset(found) for word, found in calls.items()}


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(fold(word)) for word in words) or r"(?!)"
