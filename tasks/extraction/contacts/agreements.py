"""Agreements: a contact that was agreed on at another one, or that another one was left for.

"In einem Telefonat vereinbarten X und Y am Montag ein Treffen": the verb comes before those who
called; "sie haben telefoniert und ein Treffen vereinbart": it comes after the contact agreed on.
"X unterbrach am Montag ein Treffen, um Y anzurufen": the day and the subject are those before.
"""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_tense import is_verb
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.layers import SUBJECT, DateMention, Document, Match, PersonMention
from tasks.extraction.lexicon import load_pack
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range, tokens_between

ONWARD = "onward"
_TO_VERB = 6  # tokens from a contact to the verb that ends its clause


def is_agreed(
    document: Document,
    separators: Sequence[Match],
    earlier: Match,
    later: Match,
    triggers: Sequence[Match],
) -> bool:
    """Tell whether the later of two contacts is what was agreed on at the earlier one."""
    return _is_agreed_after(document, separators, later, triggers) or _is_agreed_before(
        document, separators, earlier, later
    )


def _is_agreed_after(
    document: Document, separators: Sequence[Match], later: Match, triggers: Sequence[Match]
) -> bool:
    """Tell whether the verb of agreeing ends the clause of the contact agreed on."""
    stop = min((t.start for t in triggers if t.start >= later.end), default=len(document.text))
    return any(
        s.key == ONWARD
        and later.end <= s.start < stop
        and not MARK.search(document.text, later.end, s.start)
        and tokens_between(document, later.end, s.start) <= _TO_VERB
        for s in separators
    )


def subject_behind(
    document: Document, people: Sequence[PersonMention], start: int, separator: Match, later: Match
) -> tuple[int, int] | None:
    """Return the span after a verb of agreeing in which those stand who agreed.

    Before the verb one of the two is named at most: "nach einem Telefonat mit X kündigte Y …".
    """
    if separator.key != ONWARD:
        return None
    before = {p.side for p in people if start <= p.start < separator.start}
    after = [p for p in people if separator.end <= p.start and p.end <= later.start]
    behind = {p.side for p in after}
    if not after or before >= SUBJECT or not before | behind >= SUBJECT:
        return None
    words = document.forms[slice(*token_range(document, separator.end, after[0].start))]
    led_in = not load_grammar(document.language).prepositions.isdisjoint(words)
    return None if led_in else (separator.end, later.start)  # not "agreed by X and Y"


def _is_agreed_before(
    document: Document, separators: Sequence[Match], earlier: Match, later: Match
) -> bool:
    """Tell the plan of "acordaron en una llamada el jueves reunirse pronto": no verb parts them."""
    verbs = [s for s in separators if s.key == ONWARD and s.end <= earlier.start]
    near = verbs and tokens_between(document, verbs[-1].end, earlier.start) <= _TO_VERB
    if not near or MARK.search(document.text, verbs[-1].start, later.start):
        return False
    first, last = token_range(document, earlier.end, later.start)
    return not any(is_verb(document, i) for i in range(first, last))


@lru_cache
def _load_purpose(language: str) -> frozenset[str]:
    """Return the words that open a clause of purpose whose verb comes last."""
    words = load_pack(language).get("contact_context", {}).get("purpose", ())
    return frozenset(map(fold, words))


def tells_purpose(document: Document, start: int) -> bool:
    """Tell whether a clause of purpose begins at a character."""
    first, _ = token_range(document, start, len(document.text))
    return not _load_purpose(document.language).isdisjoint(document.forms[first : first + 1])


def day_of_purpose(
    document: Document, start: int, edge: int, days: Sequence[DateMention]
) -> tuple[int, int] | None:
    """Return the only day of the clause before one of purpose: it is that of both."""
    before = [d for d in days if start <= d.start and d.end <= edge]
    if len(before) != 1 or not tells_purpose(document, edge):
        return None
    return before[0].start, before[0].end
