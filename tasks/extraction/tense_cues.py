"""Tense cues: the words of a language that tell the past or the future.

A pack's `[date_tense]` lists words and two-word phrases for each tense, endings that mark it (with
their accents, where they have any), the words and pairs of words ("the plan") that look like a cue
by chance, and words that open another clause.
"""

from dataclasses import dataclass
from functools import lru_cache

from tasks.extraction.layers import Document
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold

DUE = "due"  # "were to meet on Thursday": to come or just gone by
_SHORTEST = 5  # letters of a word whose ending is taken for a tense


@dataclass(frozen=True)
class TenseCues:
    """The tense cues of one language; terms are folded, two words at most."""

    terms: dict[str, str]
    endings: tuple[tuple[tuple[str, ...], str], ...]
    written_endings: tuple[tuple[tuple[str, ...], str], ...]  # "celebró", not "medio"
    exceptions: frozenset[str]
    boundaries: frozenset[str]
    as_written: dict[str, str]  # compared with accents and capitals: "a", not "à"; "may", not "May"
    planned: frozenset[str]  # of what is to come, "planned": perhaps called off since
    infinitive: str  # "to"
    ahead: frozenset[str]  # "vor dem": a weekday in the words that it opens is to come
    future_before: frozenset[str]  # "by", "soon as": right before a date, it is to come
    then: frozenset[str]  # "when", right after a date
    linking: frozenset[str]  # "ist": of a plan where "geplant" ends its clause
    expected: frozenset[str]  # "it was expected that": what follows was to come, then
    preparing: frozenset[str]  # "preparations for the June 2 meeting": ahead, when none says so
    purpose_after: frozenset[str]  # "flew": the infinitive after it tells what for


@lru_cache
def load_tense_cues(language: str) -> TenseCues:
    """Return the tense cues of the language's pack; empty when it has none."""
    table = load_pack(language).get("date_tense", {})
    tenses = ("future", "past", DUE)
    endings = {t: table.get(f"{t}_endings", ()) for t in tenses}
    return TenseCues(
        {fold(term): tense for tense in tenses for term in table.get(tense, ())},
        tuple((tuple(e for e in ends if fold(e) == e), t) for t, ends in endings.items()),
        tuple((tuple(e for e in ends if fold(e) != e), t) for t, ends in endings.items()),
        frozenset(map(fold, table.get("exceptions", ()))),
        frozenset(map(fold, table.get("boundaries", ()))),
        {term: tense for tense in tenses for term in table.get(f"{tense}_as_written", ())},
        frozenset(map(fold, table.get("planned", ()))),
        fold(table.get("infinitive", "")),
        frozenset(map(fold, table.get("ahead", ()))),
        frozenset(map(fold, table.get("future_before", ()))),
        frozenset(map(fold, table.get("then", ()))),
        frozenset(map(fold, table.get("linking", ()))),
        frozenset(map(fold, table.get("expected", ()))),
        frozenset(map(fold, table.get("preparing", ()))),
        frozenset(map(fold, table.get("purpose_after", ()))),
    )


def tense_of(document: Document, cues: TenseCues, i: int) -> str | None:
    """Return the tense that a word tells, with the words beside it; None when it tells none."""
    token = document.tokens[i]
    form = token.form
    written = cues.as_written.get(document.text[token.start : token.end])
    if written:
        return written
    forms = document.forms
    following = forms[i + 1] if i + 1 < len(forms) else ""
    preceding = forms[i - 1] if i else ""
    pairs = (f"{form} {following}", f"{preceding} {form}")
    tense = cues.terms.get(pairs[0]) or cues.terms.get(pairs[1])
    if tense is None and cues.exceptions.isdisjoint(pairs):
        tense = cues.terms.get(form)
    small = document.text[token.start].islower()  # "Sandra" is no verb to come
    if tense or not small or len(form) < _SHORTEST or form in cues.exceptions:
        return tense
    if preceding in load_grammar(document.language).definite:
        return None  # "the revised plan"
    word = document.text[token.start : token.end].lower()
    for known, whole in ((cues.endings, form), (cues.written_endings, word)):
        for endings, marked in known:
            if whole.endswith(endings):
                return marked
    return None


def tense_as_written(document: Document, start: int, end: int) -> str | None:
    """Return the tense of a word that only its written form tells: "würde", no "wurde"."""
    return load_tense_cues(document.language).as_written.get(document.text[start:end])
