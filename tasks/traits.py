"""Traits: what tells contacts apart, and what two reports of one contact share."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Protocol

PLANNED = frozenset({"possible", "scheduled", "postponed", "cancelled"})
OFF = frozenset({"postponed", "cancelled"})


class Traits(Protocol):
    """What claims, nodes and clusters are compared by."""

    @property
    def kinds(self) -> Collection[str]: ...  # noqa: D102
    @property
    def cities(self) -> Collection[str]: ...  # noqa: D102
    @property
    def ordinals(self) -> Collection[int]: ...  # noqa: D102
    @property
    def people(self) -> Collection[str]: ...  # noqa: D102
    @property
    def topics(self) -> Collection[str]: ...  # noqa: D102
    @property
    def articles(self) -> Collection[str]: ...  # noqa: D102


@dataclass(slots=True)
class Gathered:
    """The traits of several claims or nodes together."""

    kinds: set[str] = field(default_factory=set)
    cities: set[str] = field(default_factory=set)
    ordinals: set[int] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)


def world_of(kind: str) -> str:
    """Return the world of a kind: ministers, envoys and experts are easily taken for each other."""
    return kind if kind in ("call", "summit") else "meeting"


def conflict(one: Traits, other: Traits, *, dated: bool = False) -> bool:
    """Tell whether two cities or two ordinals keep them apart.

    Of two that are `dated` alike, in one city and with the same people, the ordinals are a
    contradiction between sources: nobody meets for two rounds on one day.
    """
    if _differ(one.cities, other.cities):
        return True
    if dated and same_city(one, other) and common_people(one, other) >= 2:
        return False
    return _differ(one.ordinals, other.ordinals)


def same_article(one: Traits, other: Traits) -> bool:
    """Tell whether an article speaks of both: it tells them apart itself."""
    return _meet(one.articles, other.articles)


def strangers(one: Traits, other: Traits) -> bool:
    """Both name people, and none of them is the same."""
    return _differ(one.people, other.people)


def apart(one: Traits, other: Traits, *, dated: bool = False) -> bool:
    """Tell whether anything keeps two apart: a place, a number, an article, or the people."""
    return conflict(one, other, dated=dated) or same_article(one, other) or strangers(one, other)


def other_subject(one: Traits, other: Traits) -> bool:
    """Both name topics, none of them the same, and nothing but the topics says which contact it is.

    The same two may speak of anything, and the two presidents meet whatever they speak of.
    """
    named = "summit" in one.kinds or common_people(one, other) >= 2 or same_ordinal(one, other)
    return not named and _differ(one.topics, other.topics)


def same_city(one: Traits, other: Traits) -> bool:
    """Tell whether both are in one city."""
    return _meet(one.cities, other.cities)


def same_ordinal(one: Traits, other: Traits) -> bool:
    """Tell whether both are the same round."""
    return _meet(one.ordinals, other.ordinals)


def common_people(one: Traits, other: Traits) -> int:
    """Return how many people both name."""
    return len(set(one.people).intersection(other.people)) if one.people else 0


def same_kind(one: Traits, other: Traits) -> bool:
    """Tell whether a kind of both is the same."""
    return _meet(one.kinds, other.kinds)


def same_parties(one: Traits, other: Traits) -> bool:
    """Tell whether all that both can share of the two who meet is the same."""
    return common_people(one, other) >= min(2, len(one.people), len(other.people))


def shared_topics(one: Traits, other: Traits) -> int:
    """Return how many topics both name."""
    return len(set(one.topics).intersection(other.topics))


def named_ground(one: Traits, other: Traits, *, parties: bool = True) -> int:
    """Points for the city, the number and, with `parties`, the people that two share."""
    names = 4 * same_city(one, other) + 4 * same_ordinal(one, other)
    return names + parties * 2 * min(common_people(one, other), 3)


def specific_ground(one: Traits, other: Traits) -> int:
    """Points for what two share beside date and kind."""
    return named_ground(one, other) + _meet(one.topics, other.topics)


def ground(one: Traits, other: Traits) -> int:
    """Points for what two share beside their date."""
    return specific_ground(one, other) + 2 * same_kind(one, other)


def is_specific(one: Traits) -> bool:
    """Tell whether anything but kind and date is known."""
    return bool(one.cities or one.ordinals or one.people or one.topics)


def _differ(one: Collection[object], other: Collection[object]) -> bool:
    return bool(one) and bool(other) and not _meet(one, other)


def _meet(one: Collection[object], other: Collection[object]) -> bool:
    if not one or not other:
        return False
    if len(one) > len(other):
        one, other = other, one
    return any(value in other for value in one)
