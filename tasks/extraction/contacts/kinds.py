"""Kinds: what sort of contact it is, by the trigger and by who takes part."""

from collections.abc import Collection

PRESIDENTS = frozenset({"putin", "trump"})
HEADS_OF_STATE = PRESIDENTS | {"zelensky"}
# Their years and their libraries are spoken of; no contact of now has them.
PREDECESSORS = frozenset({"biden", "obama", "yeltsin", "gorbachev", "reagan", "clinton"})
MINISTERS = frozenset({"lavrov", "rubio", "hegseth", "belousov"})
ENVOYS = frozenset(
    {"witkoff", "kushner", "dmitriev", "ushakov", "kellogg", "gruenbaum", "medinsky"}
    | {"kostyukov", "umerov", "driscoll", "waltz", "vance", "patrushev", "shoigu"}
)
# They speak about contacts and take part in none.
SPOKESPEOPLE = frozenset({"peskov", "zakharova", "leavitt", "bruce", "pigott"})
_TEAM = 3  # as many envoys hold the talks themselves, whatever these are called
_TALKING = frozenset({"conversation", "paired"})
# Of one side and the other: those who telephone each other on behalf of their presidents.
_AIDES_CALLING = tuple(
    frozenset({one, other})
    for one in ("ushakov", "dmitriev", "lavrov", "patrushev", "shoigu")
    for other in ("witkoff", "waltz", "rubio", "kushner", "kellogg")
)
# Those who tell of their presidents' contacts are not the other party to them.
AIDES = frozenset({"ushakov", "ryabkov", "lavrov", "rubio", "vance", "darchiev"})


def choose_kind(trigger: str, people: Collection[str], *, placed: bool) -> str | None:
    """Return the kind of a contact, or None when neither trigger nor people tell it.

    `placed`: it has a city, so that those who "spoke" did not do so by telephone.
    """
    named = set(people)
    if _is_call(trigger, named, placed=placed):
        return "call"
    if named >= PRESIDENTS:
        return "summit"
    if {"lavrov", "rubio"} <= named:
        return "ministerial"
    if trigger == "consultations" and len(named & ENVOYS) < _TEAM:
        return "delegation"
    if named & {"lavrov", "rubio"} and not named & PRESIDENTS:
        return "ministerial"
    if trigger == "summit":
        return "summit"
    if named & ENVOYS:
        return "envoy"
    if named & MINISTERS:
        return "ministerial"
    if trigger == "round" or named - PRESIDENTS:
        return "delegation"
    return None


def _is_call(trigger: str, named: set[str], *, placed: bool) -> bool:
    # Presidents who converse without meeting do so by telephone.
    presidents = trigger in _TALKING and named >= PRESIDENTS
    return trigger == "call" or (not placed and (trigger == "spoken" or presidents))


def choose_participants(kind: str, people: Collection[str]) -> frozenset[str]:
    """Return who takes part: presidents and ministers telephone each other and nobody else."""
    named = frozenset(people)
    if kind == "call":
        for pair in (PRESIDENTS, frozenset({"lavrov", "rubio"})):
            if pair <= named:
                return pair
        for pair in _AIDES_CALLING:
            if pair <= named:
                return named - PRESIDENTS  # "X advised Y to flatter the president"
    return named - PRESIDENTS if kind == "ministerial" else named
