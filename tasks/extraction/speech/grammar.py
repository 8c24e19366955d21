"""Grammar: the words of a language by which clauses of saying and their subjects are told."""

from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.lexicon import load_pack


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of one language by which subjects and frames are told."""

    auxiliaries: frozenset[str]
    content: frozenset[str]
    frame: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    not_names: frozenset[str]
    subordinate: frozenset[str]
    objects: frozenset[str]
    clitics: frozenset[str]  # pronouns that are objects before a verb: "lui a répondu X"
    adding: frozenset[str]  # verbs by which the one who spoke last goes on
    told_to: frozenset[str]  # prepositions before the one who is told: "à la chaîne CBS"
    this_man: frozenset[str]  # "cet ancien banquier": he who was spoken of
    this_woman: frozenset[str]
    past_endings: frozenset[str]  # of a verb in the past, where it tells one from a noun
    viewpoint: frozenset[str]
    participle_endings: frozenset[str]
    participles: frozenset[str]
    impersonal: frozenset[str]
    collective: frozenset[str]  # "on" of "dit-on au Kremlin"
    likening: frozenset[str]  # "as" of "X, as Axios writes, will …"
    clefts: frozenset[str]  # "ce" of "ce que X appelle"
    readings: frozenset[str]  # "lit-on dans le communiqué": the voice after it speaks
    perfect: frozenset[str]  # helping verbs of a past tense
    finite: frozenset[str]  # verbs that make the noun before them their subject
    addressed: frozenset[str]  # verbs after which an outlet is the listener
    setting: frozenset[str]  # ends what tells where it was said, where the verb comes last
    passive: str
    definite: frozenset[str]
    indefinite: frozenset[str]


@lru_cache
def load_grammar(language: str) -> Grammar:
    """Return the reporting grammar of a language, empty when its pack has none."""
    table = load_pack(language).get("reporting_forms", {})
    lists = (
        "auxiliaries",
        "content",
        "frame",
        "prepositions",
        "definite",
        "indefinite",
        "conjunctions",
        "not_names",
        "subordinate",
        "objects",
        "clitics",
        "past_endings",
        "told_to",
        "this_man",
        "this_woman",
        "adding",
        "viewpoint",
        "participle_endings",
        "participles",
        "impersonal",
        "collective",
        "clefts",
        "likening",
        "readings",
        "perfect",
        "finite",
        "addressed",
        "setting",
    )
    sets = {name: frozenset(table.get(name, ())) for name in lists}
    return Grammar(passive=table.get("passive", ""), **sets)
