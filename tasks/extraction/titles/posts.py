"""Posts: who held which, and when, by the dated role tables of people.toml."""

from datetime import date
from functools import lru_cache

from tasks.extraction.lexicon import load_table


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


@lru_cache(maxsize=1024)
def side_of(person_id: str) -> str | None:
    """Return the ISO code of a listed person's side."""
    side = load_table("people").get(person_id, {}).get("side")
    return str(side) if side else None


def is_president(person_id: str) -> bool:
    """Tell whether a person is or was a president."""
    return "president" in offices_of(person_id, None)
