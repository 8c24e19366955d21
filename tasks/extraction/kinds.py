"""Kinds: what sort of contact it is, by the trigger and by who takes part."""

from collections.abc import Collection

PRESIDENTS = frozenset({"putin", "trump"})
MINISTERS = frozenset({"lavrov", "rubio", "hegseth", "belousov"})
ENVOYS = frozenset(
    {"witkoff", "kushner", "dmitriev", "ushakov", "kellogg", "gruenbaum", "medinsky"}
    | {"kostyukov", "umerov", "driscoll", "waltz", "vance", "patrushev", "shoigu"}
)
# They speak about contacts and take part in none.
SPOKESPEOPLE = frozenset({"peskov", "zakharova", "leavitt", "bruce", "pigott"})


def choose_kind(trigger: str, people: Collection[str]) -> str | None:
    """Return the kind of a contact, or None when neither trigger nor people tell it."""
    named = set(people)
    if trigger == "call":
        return "call"
    if trigger == "conversation" and named >= PRESIDENTS:
        return "call"  # presidents who converse without meeting do so by telephone
    if trigger == "summit" or named >= PRESIDENTS:
        return "summit"
    if trigger == "consultations":
        return "delegation"
    if named & {"lavrov", "rubio"} and not named & PRESIDENTS:
        return "ministerial"
    if named & ENVOYS:
        return "envoy"
    if named & MINISTERS:
        return "ministerial"
    if trigger == "round" or named - PRESIDENTS:
        return "delegation"
    return None
