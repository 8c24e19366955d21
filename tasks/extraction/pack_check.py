"""Pack check: everything that is made of a language pack, tried before a run needs it."""

import re
from collections.abc import Callable
from datetime import date

from tasks.extraction import find_layers
from tasks.extraction.attributions import find_attributions
from tasks.extraction.citations import find_citations
from tasks.extraction.dates import find_dates
from tasks.extraction.durations import find_durations
from tasks.extraction.layers import Document
from tasks.extraction.lexicon import load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.pack_shape import PackError
from tasks.extraction.people import find_people
from tasks.extraction.places import find_places
from tasks.extraction.reading import read
from tasks.extraction.relevance import judge_relevance
from tasks.extraction.talks import find_talk_claims
from tasks.extraction.topics import find_topics

_TEXT = "Trump, Putin: 2025."  # every finder has something to look up
_STEPS: tuple[tuple[str, Callable[[Document], object]], ...] = (
    ("marks", lambda document: load_marks(document.language)),
    ("dates", find_dates),
    ("durations", find_durations),
    ("people", find_people),
    ("places", find_places),
    ("topics", find_topics),
    ("relevance", lambda document: judge_relevance(document, [], [])),
    ("reporting", lambda document: find_attributions(document, [], [])),
    ("citing", find_citations),
    ("talks", lambda document: find_talk_claims(find_layers(document, [], []), "")),
)


def check_pack(language: str) -> None:
    """Make everything that is made of a pack; PackError tells in one line what cannot be."""
    load_pack(language)
    document = read(_TEXT, language, date(2025, 1, 20))
    for name, make in _STEPS:
        try:
            make(document)
        except (ValueError, KeyError, TypeError, AttributeError, re.error) as error:
            raise PackError(f"{language}.toml: {name}: {error}") from error
