"""People: who is named or meant."""

from datetime import date
from functools import lru_cache

from storage.records import Person, Role
from tasks.extraction.layers import Document, PersonMention
from tasks.extraction.lexicon import load_table
from tasks.extraction.names import find_names
from tasks.extraction.new_people import Newcomers
from tasks.extraction.titles.posts import holders, is_chief
from tasks.extraction.titles.references import Reader
from tasks.extraction.titles.roles import find_titles


@lru_cache(maxsize=1)
def load_people() -> dict[str, Person]:
    """Return the people of people.toml by id."""
    return {
        person_id: Person(
            person_id,
            entry["name"],
            entry.get("side"),
            tuple(
                Role(role["title"], role.get("since"), role.get("until"))
                for role in entry.get("roles", ())
            ),
        )
        for person_id, entry in load_table("people").items()
    }


def find_people(document: Document) -> list[PersonMention]:
    """Return the mentions of people, in order: names, roles resolved by date, new delegates.

    `form` tells how: "name", "role" (a title alone, "the two leaders" is two mentions), "new"
    (not in people.toml), "owner" (named only as the one whom somebody serves: "Trump's envoy").
    """
    names = find_names(document)
    titles = find_titles(document, names)
    respelt = Newcomers(document, names, titles).respelt()
    if respelt:
        names = sorted([*names, *respelt], key=lambda name: name.start)
        titles = find_titles(document, names)
    mentions = Reader(document, names, titles).mentions()
    mentions += Newcomers(document, names, titles).mentions()
    return sorted(mentions, key=lambda mention: mention.start)


def role_holder(role_key: str, on: date) -> str | None:
    """Return who held a post such as "RU.foreign_minister" that day; None when nobody or several.

    Of several the one marked chief counts.
    """
    current = holders(role_key, on)
    if len(current) == 1 or (current and is_chief(current[0], role_key)):
        return current[0]
    return None
