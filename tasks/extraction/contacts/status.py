"""Status: how sure a contact is, by the cue that stands nearest in its clause and by its date."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.extraction.clause_layers import Span
from tasks.extraction.contacts.edges import MARK, distance, is_said_of
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.prenominal import is_head_final
from tasks.extraction.contacts.regions import Region, load_inserted
from tasks.extraction.contacts.separators import find_separators
from tasks.extraction.contacts.slots import is_over
from tasks.extraction.layers import DateMention, Document, Match, Sentence
from tasks.extraction.lexicon import TermIndex, load_context, load_pack, load_terms
from tasks.extraction.text import fold, token_range

CALLED_OFF = frozenset({"cancelled", "postponed"})
PLANNED = frozenset({"possible", "scheduled", "cancelled", "postponed"})
PREPARING = "preparing"  # they make ready for it: surely where its day is told
# What is said of the whole sentence, however far from the word of contact it stands.
_DECISIVE = ("none", "firm", "cancelled", "postponed", "hedged", "whether")
_ORDER = (*_DECISIVE, "ongoing", "possible", "preparing", "scheduled", "due", "held", "coming")
_STANDS_FOR = {
    "firm": "scheduled",
    "hedged": "possible",
    "whether": "possible",
    PREPARING: "possible",
    "due": "scheduled",
    "coming": "scheduled",
}
_DENIED, _OFF = "denied", ("cancelled", "postponed")
_TALKED_OF, _HELPING, NOTHING = "talked_of", "helping", "nothing"
_SURE = frozenset({"scheduled", "due"})
_PLANS = _SURE | {"possible", PREPARING}
_FAR, _NEAR = 14, 10
_GOVERNED = 1  # tokens from "after" to the contact that it governs
_GAP = re.compile(r"[\s–-]+")  # between "no", whose contact it is, and its word
_DENIAL = 4  # tokens of "has not yet been"
_AFTER_CLAUSE = 30  # "the round, which was to take place in May in Moscow, was put off"
_BESIDE_IT = frozenset({"visit", "detail"})  # said beside a contact: the journey, the teams


@lru_cache
def load_status_cues(language: str) -> TermIndex:
    """Return the index of a language's status cues."""
    return TermIndex(load_pack(language).get("status_cues", {}), load_inserted(language))


def without_asked(
    document: Document,
    cues: Sequence[Match],
    triggers: Sequence[Match],
    people: Sequence[Span],
) -> list[Match]:
    """Return the cues without what is asked of something else than the contact before it.

    "They will meet, a test of whether ties can be mended"; but "whether it will take place".
    """
    told: list[Match] = []
    for cue in cues:
        after = token_range(document, cue.start, cue.end)[1]
        following = document.forms[after : after + 1]
        ends = following and MARK.search(document.text, cue.end, document.starts[after])
        of_it = not following or bool(ends) or following[0] in load_it(document.language)
        named = any(span.start >= cue.end for span in (*triggers, *people))
        verb = any(document.text[c.end : cue.start].isspace() for c in cues)  # "состоится ли"
        verb = verb or is_head_final(document.language)  # "görüşüp görüşmeyeceği"
        if cue.key != "whether" or of_it or named or verb:
            told.append(cue)
    return told


@lru_cache
def load_it(language: str) -> frozenset[str]:
    """Return the words for "it" with which a sentence begins."""
    return frozenset(map(fold, load_pack(language).get("contact_context", {}).get("it", ())))


def turn_denied(document: Document, cues: Sequence[Match]) -> list[Match]:
    """Return the cues, those of calling off that are denied as such: "has not been put off"."""
    denials = load_context(document.language, "denied")
    turned: list[Match] = []
    for cue in cues:
        if cue.key in ("cancelled", "postponed"):
            first, last = token_range(document, cue.start, cue.end)
            before = denials.find(document, max(first - _DENIAL, 0), first)
            beside = before and not document.text[before[-1].end : cue.start].strip()
            if beside and not denials.find(document, first, last):  # "did not take place"
                cue = cue._replace(key="firm")
        turned.append(cue)
    return turned


def only_talked_of(
    document: Document, cues: Sequence[Match], triggers: Sequence[Match]
) -> list[Match]:
    """Return the cues, "there was talk of" only where a contact follows that it is said of."""
    told: list[Match] = []
    for cue in cues:
        if cue.key != _TALKED_OF:
            told.append(cue)
        elif is_said_of(document, cue, triggers):
            told.append(cue._replace(key="hedged"))
    return told


def denied_contacts(
    document: Document,
    sentence: Sentence,
    cues: Sequence[Match],
    triggers: Sequence[Match],
    whose: Sequence[Span],
) -> list[Match]:
    """Return the denials right before a contact: "no visit", "no further Putin-Trump meeting".

    None where another cue has the same words, "no further meeting is needed", or where the
    sentence tells of a contact before it: "they met, but no talks came of it".
    """
    span = sentence.first_token, sentence.end_token
    more = load_terms(document.language, "another").find(document, *span)
    found: list[Match] = []
    for denial in load_context(document.language, "no_such").find(document, *span):
        follows = [t for t in triggers[:1] if _is_denied(document, denial, t, [*more, *whose])]
        told = any(
            c.key in _DECISIVE and c.start < t.end and denial.start < c.end
            for t in follows
            for c in cues
        )
        if follows and not told:
            found.append(denial._replace(key="none"))
    return found


def _is_denied(document: Document, denial: Match, word: Match, between: Sequence[Span]) -> bool:
    """Tell whether nothing but names, or "further", stands from a denial to a word of contact."""
    end = denial.end
    for span in sorted(between, key=lambda span: span.start):
        if end < span.start < word.start and _GAP.fullmatch(document.text, end, span.start):
            end = span.end
    return end < word.start and _GAP.fullmatch(document.text, end, word.start) is not None


def _is_before(document: Document, cue: Match, triggers: Sequence[Match]) -> bool:
    """Tell a calling off that "after" parts from all contacts: "preparing stopped after a call"."""
    first = min(triggers, key=lambda t: t.start)
    if cue.key not in _OFF or cue.end > first.start:
        return False
    return any(
        cue.end <= s.start and distance(document, s.start, s.end, first) <= _GOVERNED
        for s in find_separators(document, first)
        if s.key == "apart" and s.end <= first.start
    )


def choose_cue(document: Document, region: Region, cues: Sequence[Match]) -> Match | None:
    """Return the cue that tells the status of a region's contact, None when nothing tells it."""
    near: list[tuple[int, int, Match]] = []
    told = [t for t in region.triggers if t.key not in _BESIDE_IT] or list(region.triggers)
    held = _corrected(document, [cue for cue in cues if region.holds(cue.start, cue.end)])
    held = [cue for cue in held if not _is_before(document, cue, told)]
    # "It was to be held in June; the hosts called it off."
    plan = any(c.key in ("due", "scheduled", "possible") for c in held)
    here = [c for c in held if (plan and c.key in _OFF) or not _is_beyond(document, c, told)]
    for cue in here or held:
        far = min(distance(document, cue.start, cue.end, trigger) for trigger in told)
        near.append((far, _ORDER.index(cue.key), cue))
    is_plan = any(entry[2].key in _PLANS for entry in near)
    # "The summit of X and Y in Z, announced in October, was called off": nothing else is told.
    is_plan = is_plan or all(entry[2].key in _DECISIVE for entry in near)
    for name in _DECISIVE:
        far = _AFTER_CLAUSE if is_plan and name in _OFF else _FAR
        decisive = [entry for entry in near if entry[2].key == name and entry[0] <= far]
        if decisive:
            return min(decisive, key=lambda entry: entry[:2])[2]
    plain = [entry for entry in near if entry[2].key not in _DECISIVE]
    close = [entry for entry in plain if entry[0] <= _NEAR] or plain
    # "The next meeting may take place": its verb tells more than "next".
    close = [entry for entry in close if entry[2].key != "coming"] or close
    if any(entry[2].key in _SURE for entry in close):  # "they make ready for what is set for May"
        close = [entry for entry in close if entry[2].key != PREPARING]
    # "A summit takes a lot of work, but he does not rule it out": nothing else tells of it.
    close = close or [entry for entry in near if entry[2].key == "hedged"]
    chosen = min(close, key=lambda entry: entry[:2])[2] if close else None
    chosen = _ended_since(document, chosen, held)
    # "War für den 20. Oktober ein Telefonat geplant": the plan of then has its verb in two parts.
    told_due = [c for c in held if c.key == "due" and chosen and chosen.key == "scheduled"]
    return next((c for c in told_due if chosen and _is_one_clause(document, c, chosen)), chosen)


def _ended_since(document: Document, chosen: Match | None, cues: Sequence[Match]) -> Match | None:
    """Return the word of ending where what began is told to be over: "began at two and ended"."""
    if chosen is None or chosen.key != "ongoing":
        return chosen
    ends = load_context(document.language, "ends")
    over = [c for c in cues if c.key == "held" and c.start >= chosen.end]
    spans = [token_range(document, c.start, c.end) for c in over]
    told = [c for c, span in zip(over, spans, strict=True) if ends.find(document, *span)]
    return told[0] if told else chosen


def _is_one_clause(document: Document, one: Match, other: Match) -> bool:
    between = document.text[min(one.end, other.end) : max(one.start, other.start)]
    return MARK.search(between) is None


def _corrected(document: Document, cues: Sequence[Match]) -> list[Match]:
    """Leave out what is set right: "not cancelled but put off"."""
    told = _denied(document, cues)
    off = [cue for cue in told if cue.key in _OFF]
    return [
        cue
        for cue in told
        if cue.key != "firm"
        or not any(
            cue.end <= o.start and distance(document, o.start, o.end, cue) < _NEAR for o in off
        )
    ]


def _denied(document: Document, cues: Sequence[Match]) -> list[Match]:
    """Return the cues with what a denial makes of them: a calling off that is denied is none.

    "He denied that the meeting had been postponed", but "he denied that they had met".
    """
    denials = [cue for cue in cues if cue.key == _DENIED]
    off = [
        c
        for c in cues
        if c.key in _OFF
        and any(d.end <= c.start or distance(document, d.start, d.end, c) < _NEAR for d in denials)
    ]
    told = [cue for cue in cues if cue not in off]
    return [c._replace(key="firm" if off else "none") if c in denials else c for c in told]


def _is_beyond(document: Document, cue: Match, triggers: Sequence[Match]) -> bool:
    """Tell whether a semicolon stands between a cue and every word of contact."""
    spans = [(min(cue.end, t.end), max(cue.start, t.start)) for t in triggers]
    return all(";" in document.text[start:end] for start, end in spans)


def status_of(cue: Match | None) -> str | None:
    """Return the status that a cue tells: what will not be put off is scheduled.

    What somebody "does not rule out" is possible, whatever else the sentence says of it.
    """
    if cue is None:
        return None
    return _STANDS_FOR.get(cue.key, cue.key)


def by_date(status: str | None, day: DateMention | None, document: Document) -> str | None:
    """Return the status in the light of the date: what is over was held, the rest was not."""
    if day is None or day.first is None:
        return status
    over = (day.last or day.first) < document.published
    if status == "ongoing" and is_over(document, day):
        return "held"
    if over and day.precision == "day" and status in ("scheduled", "possible", "ongoing", None):
        return "held"
    if over and status is None:
        return "held"
    if day.first > document.published and status in ("held", "ongoing", None):
        return "scheduled"
    return status


def is_overdue(cue: Match | None, frame: Frame, document: Document) -> bool:
    """Tell whether what "was to be" had its day: it was called off.

    Without a day that is said of summits, which are announced for a city.
    """
    if cue is None or cue.key != "due":
        return False
    day, place = frame.date, frame.place
    if day is None or day.first is None:
        return frame.trigger.key == "summit" and place is not None and bool(place.city)
    if day.precision == "month":
        return is_over(document, day)
    return (day.last or day.first) < document.published
