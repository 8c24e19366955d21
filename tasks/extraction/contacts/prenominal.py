"""Clauses before their noun: "the envoy whom X appointed" where the verb ends the clause.

"X'in bir yıl önce atadığı Y": from the owner of the participle to the participle. In such a
language "after" stands behind what it governs, and what tells of a contact before its word.
"""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention
from tasks.extraction.lexicon import TermIndex, load_pack
from tasks.extraction.marks import load_marks
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import fold, token_range, tokens_between

_LONGEST = 14  # tokens from the owner to the participle
_NOUNS = frozenset({"meeting", "talks", "summit", "call", "conversation", "consultations"})
_CASES = ("de", "da", "te", "ta", "ye", "ya", "ne", "na")  # of "at" and "to"
_NOUN = 2  # tokens from the participle to the noun that it tells of: "yaptığı telefon görüşmesi"


def is_head_final(language: str) -> bool:
    """Tell a language whose verbs end their clauses, and whose nouns follow what tells of them."""
    return bool(load_grammar(language).setting)


def find_prenominal(document: Document, clause: ClauseLayers, words: TermIndex) -> list[Match]:
    """Return the clauses about a noun that follows them, which is no contact; `words`: those of it.

    "X'in istediği yumuşama", not "X'in Y ile yaptığı görüşme".
    """
    endings = _load_endings(document.language)
    if not endings:
        return []
    told = clause.terms(words)
    found = _find_adverbial(document, clause)
    first, last = token_range(document, clause.start, clause.end)
    for i in range(first, last - 1):
        token = document.tokens[i]
        if not (token.form.endswith(endings) and document.text[token.start].islower()):
            continue
        owner = _owner(document, clause.everybody, i)
        following = document.tokens[i + 1]
        if owner is None or MARK.search(document.text, token.end, following.start):
            continue
        noun = _behind_length(document, clause, i + 1)
        reach = document.tokens[min(noun + _NOUN - 1, last - 1)].end
        if not any(owner.start <= m.start < reach and m.end > owner.start for m in told):
            found.append(Match(_joined(document, clause.everybody, owner), token.end, "of_noun"))
    return found


def _behind_length(document: Document, clause: ClauseLayers, index: int) -> int:
    """Return the token behind a length that stands at one: "yaptığı iki saatlik görüşme"."""
    start = document.tokens[index].start
    for lasted in clause.lasting:
        if lasted.start == start:
            return token_range(document, lasted.end, clause.end)[0]
    return index


def _find_adverbial(document: Document, clause: ClauseLayers) -> list[Match]:
    """Return "before he received Zelensky" where only third parties are named in it."""
    found: list[Match] = []
    for i, form in enumerate(
        document.forms[slice(*token_range(document, clause.start, clause.end))]
    ):
        if not form.endswith(("meden", "madan")):
            continue
        end = document.tokens[token_range(document, clause.start, clause.end)[0] + i].end
        marks = [m.end() for m in MARK.finditer(document.text, clause.start, end)]
        start = marks[-1] if marks else clause.start
        inside = [p for p in clause.everybody if start <= p.start and p.end <= end]
        if inside and all(p.side not in SUBJECT for p in inside):
            found.append(Match(start, end, "of_noun"))
    return found


def _load_endings(language: str) -> tuple[str, ...]:
    endings = load_pack(language).get("contact_relatives", {}).get("prenominal", ())
    return tuple(map(fold, endings))


def _owner(document: Document, people: Sequence[PersonMention], index: int) -> PersonMention | None:
    """Return whose participle stands at a token: the last one in the genitive before it."""
    token = document.tokens[index]
    gap = load_marks(document.language).owner_gap
    for person in reversed(people):
        if person.end > token.start:
            continue
        first = token_range(document, person.end, token.start)[0]
        near = index - first <= _LONGEST and not MARK.search(document.text, person.end, token.start)
        return person if near and gap.match(document.folded, person.end) else None
    return None


def _joined(document: Document, people: Sequence[PersonMention], owner: PersonMention) -> int:
    """Return where those begin who are named in one breath: "X ile Y'in"."""
    names = load_pack(document.language).get("names", {})
    joining = set(map(fold, names.get("joiners", ())))
    start = owner.start
    for person in reversed(people):
        if person.end <= start:
            first, last = token_range(document, person.end, start)
            if last - first != 1 or document.forms[first] not in joining:
                break
            start = person.start
    return start


def without_occasion_noun(
    document: Document, clause: ClauseLayers, words: Sequence[Match]
) -> list[Match]:
    """Leave out the noun at which somebody was too: "Toplantıda X ve Y de hazır bulundu".

    It opens its sentence, and tells neither of a day nor of a place.
    """
    if not is_head_final(document.language) or not words or words[0].key not in _NOUNS:
        return list(words)
    noun, others = words[0], words[1:]
    opens = tokens_between(document, clause.start, noun.start) <= 1
    cased = document.folded[clause.start : noun.end].endswith(_CASES)
    attends = bool(others) and all(word.key == "detail" for word in others)
    if not (opens and cased and attends) or clause.dated or len(clause.everybody) == 0:
        return list(words)
    return list(others)
