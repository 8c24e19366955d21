"""Groups: who meets where a clause has a subject of its own without names.

"The presidents welcomed what was agreed by the diplomats who met in Vienna", "a day after
delegations had met": those named before are not at that meeting.
"""

from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import ClauseLayers, Span, overlap
from tasks.extraction.contacts.edges import MARK, load_leading
from tasks.extraction.contacts.meant import find_pair_pronouns
from tasks.extraction.contacts.pairs import named_between
from tasks.extraction.contacts.regions import Region
from tasks.extraction.contacts.separators import load_separators, load_who
from tasks.extraction.contacts.teams import find_teams, load_groups, without_principals
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, Token
from tasks.extraction.lexicon import load_pack, load_terms
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.speech.insertions import load_reporting_verbs
from tasks.extraction.tense_cues import load_tense_cues
from tasks.extraction.text import fold, token_range

_NEAR = 7  # tokens from "delegations" to its verb: "from the two countries had last met"
_PLANS = 2  # from "the delegations" to "to meet": "the delegations' plans to meet"
_APART = 1  # tokens from whom a relative clause is about to its pronoun: "X, with whom"
_OPENING = 4  # tokens before the group in its clause: "Russian and US"
_BESIDE = 1  # tokens from "diplomats" to "who"
_SAID = 3  # tokens of a verb of saying: "a fait savoir"
_ROUNDS = frozenset({"round", "consultations"})
_SUBJECT = 2  # from a name to its verb: "X has also met officials"


@lru_cache
def _load_questions(language: str) -> frozenset[str]:
    words = load_pack(language).get("contact_context", {}).get("questions", ())
    return frozenset(fold(word) for word in words)


def without_outsiders(
    document: Document,
    clause: ClauseLayers,
    region: Region,
    trigger: Match,
    people: list[PersonMention],
) -> list[PersonMention]:
    """Leave out who is named before a group that is the subject of the word of contact."""
    if between := named_between(document, trigger, people):
        return between
    people = _of_clause(document, trigger, people)
    people = without_principals(document, clause, trigger, people)
    pairs = find_pair_pronouns(document, clause)  # "the two diplomats" are those named before
    words = [
        g
        for g in clause.terms(load_groups(document.language))
        if g.end <= trigger.start and not any(p.start <= g.start < p.end for p in pairs)
    ]
    after = _group_after(document, clause, region, trigger)
    if after is not None and not _leads_verb(document, trigger, people):
        return [p for p in people if p.start >= after.end]
    if not words:
        return _without_tellers(document, pairs, trigger, people)
    main = _is_of_main_clause(document, clause, words[-1], trigger, people)
    if not main and not _is_subject(document, words[-1], region, trigger, people):
        return people
    if any(t.key == "detail" and t.end <= words[-1].start for t in region.triggers):
        return people  # "they led the delegations that met"
    if main:
        return []
    return [p for p in people if p.start >= words[-1].end]


def _of_clause(
    document: Document, trigger: Match, people: list[PersonMention]
) -> list[PersonMention]:
    """Leave out who stands before a clause that names both sides: "X did not say where Y met Z".

    Not the one whom a relative clause is about: "X, who with Y met Z".
    """
    opening = load_grammar(document.language).subordinate | _load_questions(document.language)
    for person in reversed(people):
        begin, end = token_range(document, person.end, trigger.start)
        words = [
            document.tokens[i]
            for i in range(begin + _APART, end)
            if document.tokens[i].form in opening
            and not document.text[document.tokens[i - 1].start].isupper()  # "in Doha, where"
        ]
        if not words:
            continue
        inside = [p for p in people if p.start >= words[-1].end]
        if trigger.key in _ROUNDS and _tells_that(document, words[-1]):
            return inside  # "X announced that a round would be held": he is not at it
        return inside if {p.side for p in inside} >= SUBJECT else people
    return people


def _tells_that(document: Document, word: Token) -> bool:
    """Tell whether a verb of saying stands right before a "that": "announced that"."""
    that = load_pack(document.language).get("reporting_forms", {}).get("that", ())
    if word.form not in map(fold, that):
        return False
    first, _ = token_range(document, word.start, word.end)
    found = load_reporting_verbs(document.language).find(document, max(first - _SAID, 0), first)
    return any(v.key == "say" and document.text[v.end : word.start].isspace() for v in found)


def _is_of_main_clause(
    document: Document,
    clause: ClauseLayers,
    group: Match,
    trigger: Match,
    people: Sequence[PersonMention],
) -> bool:
    """Tell a subject whose clause names nobody: "As X and Y had agreed, Russian experts met".

    The same where the clause comes first: "Experts met, as X and Y had agreed."
    """
    text = document.text
    if "," in text[group.end : trigger.start]:
        return False
    if len(_forms(document, group.end, trigger.start)) > _NEAR:
        return False
    sides = {word.end for word in clause.terms(load_terms(document.language, "contact_sides"))}
    comma = text.rfind(",", clause.start, group.start)
    while comma in sides:  # "American, Russian and Ukrainian delegations"
        comma = text.rfind(",", clause.start, comma)
    first = comma + 1 if comma >= 0 else clause.start
    led_in = _forms(document, first, group.start)
    grammar = load_grammar(document.language)
    joining = grammar.prepositions | (grammar.conjunctions & set(led_in[:1]))
    if len(led_in) > _OPENING or not joining.isdisjoint(led_in):
        return False
    before = [p for p in people if p.start < trigger.start]
    after = [p for p in people if p.start >= trigger.end]
    apart = all(_opens_clause(document, trigger.end, p.start) for p in after)
    both = {person.side for person in people} >= SUBJECT  # "with X, negotiators met"
    return both and apart and all(p.end <= comma for p in before)


def _opens_clause(document: Document, start: int, end: int) -> bool:
    """Tell whether a clause of reason or manner begins between two characters: ", as X agreed"."""
    comma = document.text.find(",", start, end)
    opening = _forms(document, comma, end)[:1]
    words = load_grammar(document.language).subordinate
    return comma >= 0 and not words.isdisjoint(opening)


def _without_tellers(
    document: Document, pairs: Sequence[Match], trigger: Match, people: list[PersonMention]
) -> list[PersonMention]:
    """Leave out who tells before "they": "Ushakov's remarks, hours after the two spoke"."""
    words = [w for w in pairs if w.end <= trigger.start]
    people = _without_times(document, trigger, people) if words else people
    before = [p for p in people if words and p.end <= words[-1].start]
    if not before or len({p.side for p in before}) != 1 or len(before) != len(people):
        return people
    between = token_range(document, before[-1].end, words[-1].start)
    apart = load_separators(document.language).find(document, *between)
    return [] if any(m.key in ("apart", "day_after") for m in apart) else people


def _without_times(
    document: Document, trigger: Match, people: list[PersonMention]
) -> list[PersonMention]:
    """Leave out who only tells when: "the two met in May, when Trump was new in office"."""
    then = load_tense_cues(document.language).then
    first, last = token_range(document, trigger.end, max((p.start for p in people), default=0))
    times = [t.start for t in document.tokens[first:last] if t.form in then]
    return [p for p in people if not times or p.start < times[0]]


def _group_after(
    document: Document, clause: ClauseLayers, region: Region, trigger: Match
) -> Match | None:
    """Return the group right after its verb: "27 февраля в Стамбуле встретились эксперты".

    With more than a blank between them it is of both sides: not "X met on Tuesday US officials".
    """
    team = find_teams(document, clause)
    for group in clause.terms(load_groups(document.language)):
        if group.start < trigger.end:
            continue
        beside = document.text[trigger.end : group.start].isspace()
        both = team is not None and overlap(team, group)
        if beside or (both and _is_behind(document, clause, trigger, group)):
            return group if region.holds(group.start, group.end) else None
    return None


def _leads_verb(document: Document, trigger: Match, people: Sequence[PersonMention]) -> bool:
    """Tell whether one of those named is the subject: "X met officials", not "met experts"."""
    before = [p for p in people if p.end <= trigger.start]
    if not before:
        return False
    gap = document.text[before[-1].end : trigger.start]
    apposed = gap.startswith(",") and gap.rstrip().endswith(",")  # "X, the minister, met officials"
    beside = len(_forms(document, before[-1].end, trigger.start)) <= _SUBJECT
    return apposed or (beside and not MARK.search(gap))


def _is_behind(document: Document, clause: ClauseLayers, trigger: Match, group: Match) -> bool:
    """Tell whether only a time, a place and whose it is stand between a verb and its subject."""
    if MARK.search(document.text, trigger.end, group.start):
        return False
    first, last = token_range(document, trigger.end, group.start)
    told: list[Span] = [*clause.dated, *clause.placed]
    sides = clause.terms(load_terms(document.language, "contact_sides"))
    grammar = load_grammar(document.language)
    joining = grammar.conjunctions | grammar.this_man | grammar.auxiliaries
    leads = False  # to a day or a place: "in"
    for token in reversed(document.tokens[first:last]):
        if any(s.start < token.end and token.start < s.end for s in told):
            leads = True
        elif leads and token.form in load_leading(document.language):
            continue
        elif token.form in joining or any(s.start <= token.start < s.end for s in sides):
            leads = False
        else:
            return False
    return True


def _clause_about(document: Document, group: Match) -> int:
    """Return where the clause of a group goes on: behind the comma of "Diplomaten, die …"."""
    first, _ = token_range(document, group.end, len(document.text))
    who = not load_who(document.language).isdisjoint(document.forms[first : first + 1])
    comma = document.text[group.end : group.end + 2] == ", "
    return group.end + 1 if who and comma else group.end


def _is_subject(
    document: Document,
    group: Match,
    region: Region,
    trigger: Match,
    people: Sequence[PersonMention],
) -> bool:
    between = _forms(document, group.end, trigger.start)
    relative = _clause_about(document, group)
    marks = "," in document.text[relative : trigger.start]
    named = any(group.end <= p.start < trigger.start for p in people)
    if marks or named or len(between) > _NEAR:
        return False
    subordinate = load_grammar(document.language).subordinate
    infinitive = load_pack(document.language).get("date_tense", {}).get("infinitive", "")
    if (
        relative > group.end
        or subordinate & set(between[:_BESIDE])
        or infinitive in between[:_PLANS]
    ):
        return True
    if region.parted and people and all(p.end <= region.start <= group.start for p in people):
        return True  # they are those of the clause before
    last = max((p.end for p in people if p.end <= group.start), default=None)
    return last is not None and bool(subordinate & set(_forms(document, last, group.start)))


def _forms(document: Document, start: int, end: int) -> list[str]:
    first, last = token_range(document, start, end)
    return [token.form for token in document.tokens[first:last]]
