"""Principals: who is named only as the one whom somebody serves, or to tell a time."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.alternatives import join_patterns
from tasks.extraction.contacts.kinds import ENVOYS, PRESIDENTS
from tasks.extraction.layers import Document, PersonMention
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.text import token_range, tokens_between
from tasks.extraction.titles.words import load_vocabulary

Patterns = list[re.Pattern[str]]
_AND = len(" and ")  # characters between two who are named as a pair
_AT = 4  # tokens before a name in which "aux côtés de" stands
_TITLE = 1  # tokens between "chez" and the name: "chez le president"
_REACH = 45  # characters beside a name that tell whose principal somebody is


def is_owner(document: Document, person: PersonMention) -> bool:
    """Tell whether somebody is named only as another's principal, or to tell a time.

    "Trump's envoy", "since Trump took office".
    """
    served_by, before, after, genitives = _load_principals(document.language)
    if is_host(document, person):
        return False
    following = document.folded[person.end : person.end + _REACH]
    if any(pattern.match(following) for pattern in after):
        return True
    begin = max(0, person.start - _REACH)
    preceding = document.folded[begin : person.start]
    if any(pattern.search(document.folded[begin : person.end]) for pattern in genitives):
        return True
    if served_by is None or served_by.search(preceding) is None:
        return False
    if person.person_id not in ENVOYS:
        return True
    if _follows_name(document, person):
        return False  # "el enviado de Trump Steve Witkoff"
    # "The president's envoy X": whom he serves is told by the title.
    served = [found for pattern in before if (found := pattern.search(preceding))]
    first, last = token_range(document, begin + served[0].start(), person.start)
    titles = load_vocabulary(document.language).index.find(document, first, last)
    return all(title.key != "w:president" for title in titles)


def without_owners(document: Document, people: Sequence[PersonMention]) -> list[PersonMention]:
    """Return who is not named only as another's principal, alone or beside such a one.

    "X and Y's envoys A and B": the envoys of both; not so "talks of X and Y's envoy B".
    """
    kept = [p for p in people if p.form != "owner" and not is_owner(document, p)]
    owners = [p for p in people if p not in kept and p.person_id in PRESIDENTS]
    return [p for p in kept if not any(_owns_beside(p, owner, kept) for owner in owners)]


def _owns_beside(
    person: PersonMention, owner: PersonMention, people: Sequence[PersonMention]
) -> bool:
    one, two = sorted((person, owner), key=lambda p: p.start)
    if person.person_id not in PRESIDENTS or not 0 <= two.start - one.end <= _AND:
        return False
    near = (p for p in people if 0 <= p.start - two.end <= _REACH and p.person_id in ENVOYS)
    return person.side in {p.side for p in near}


def is_host(document: Document, person: PersonMention) -> bool:
    """Tell whom a word of being with somebody governs: "chez M. Poutine"."""
    first, _ = token_range(document, person.start, person.end)
    found = _load_hosts(document.language).find(document, max(first - _AT, 0), first)
    return any(tokens_between(document, m.end, person.start) <= _TITLE for m in found)


@lru_cache
def _load_hosts(language: str) -> TermIndex:
    """Return the words that stand before whom somebody was with."""
    return TermIndex({"at": load_pack(language).get("contact_deeds", {}).get("at", ())})


@lru_cache
def _load_principals(
    language: str,
) -> tuple[re.Pattern[str] | None, Patterns, Patterns, Patterns]:
    """Return the patterns of what stands before and after a name that is another's principal.

    The first is any of those before it, the last are those with the name itself at their end, in
    the genitive.
    """
    table = load_pack(language).get("principals", {})
    before, after, genitives = (
        list(map(re.compile, table.get(side, ()))) for side in ("before", "after", "served")
    )
    served_by = join_patterns(table.get("before", ()))
    return re.compile(served_by) if served_by else None, before, after, genitives


def _follows_name(document: Document, person: PersonMention) -> bool:
    """Tell whether a capitalised word stands right before a name: that of whom he serves."""
    first, _ = token_range(document, person.start, person.end)
    if first == 0 or load_marks(document.language).capital_nouns:
        return False
    before = document.tokens[first - 1]
    plain = document.text[before.end : person.start] == " "
    return plain and document.text[before.start].isupper()
