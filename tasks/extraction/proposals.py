"""Proposals: facts that somebody else suggests, and what of them the text bears out.

A proposal names words of the text, never values. It counts only where its words stand verbatim in
the text and our own finders derive a value from them: what an extractor invents is dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeGuard, TypeVar

from storage.records import Evidence, TalkClaim, make_id
from tasks.extraction.clause_layers import Layers, Span
from tasks.extraction.contacts.kinds import choose_kind, choose_participants
from tasks.extraction.contacts.regions import load_contacts
from tasks.extraction.contacts.status import PREPARING, by_date
from tasks.extraction.layers import SUBJECT, DateMention, Match
from tasks.extraction.lexicon import TermIndex, load_terms
from tasks.extraction.text import token_range
from tasks.extraction.version import EXTRACTOR_VERSION

_STATUSES = ("cancelled", "postponed", "ongoing", "possible", "scheduled", "held")
_MOST = 50  # proposals of one article that are looked at
_LONGEST = 400  # characters of one quotation

S = TypeVar("S", bound=Span)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One suggested contact, each slot as the words of the text that tell it."""

    trigger: str  # the word of contact: "talks", "spoke by phone"
    slots: Mapping[str, Sequence[str]] = field(default_factory=dict)


SLOTS = ("status", "date", "city", "participants", "duration")


def parse_proposals(answer: object) -> list[Proposal]:
    """Return the proposals of a JSON answer `{"contacts": [{"trigger": …, slot: words}]}`.

    Whatever has another shape is left out: the answer comes from a machine that may say anything.
    """
    listed = answer.get("contacts") if isinstance(answer, dict) else None
    proposals = []
    for item in listed[:_MOST] if isinstance(listed, list) else ():
        if isinstance(item, dict) and _is_quotation(item.get("trigger")):
            slots = {slot: _quotations(item.get(slot)) for slot in SLOTS}
            proposals.append(Proposal(item["trigger"], slots))
    return proposals


def _quotations(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(item for item in listed[:_MOST] if _is_quotation(item))


def _is_quotation(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _LONGEST


def add_proposals(
    layers: Layers, article_id: str, claims: Sequence[TalkClaim], proposals: Sequence[Proposal]
) -> list[TalkClaim]:
    """Return the claims with what the proposals add: empty slots filled, then new contacts."""
    result = list(claims)
    for proposal in proposals:
        grounded = _ground(layers, article_id, len(result), proposal)
        if grounded is None:
            continue
        for index, claim in enumerate(result):
            if _is_same(claim, grounded):
                result[index] = _fill(claim, grounded)
                break
        else:
            result.append(grounded)
    return result


def _ground(layers: Layers, article_id: str, number: int, proposal: Proposal) -> TalkClaim | None:
    """Return the claim that the words of a proposal bear out, or None when they do not."""
    text = layers.document.text
    start = text.find(proposal.trigger)
    kinds = _matches(layers, load_contacts(layers.document.language), start, proposal.trigger)
    if start < 0 or not kinds:
        return None
    spans = {
        slot: [_nearest(text, words, start) for words in quoted]
        for slot, quoted in proposal.slots.items()
    }
    people = _within(layers.people, spans.get("participants", ()))
    if not {person.side for person in people} >= SUBJECT:
        return None
    day = next((d for d in _within(layers.dates, spans.get("date", ())) if d.first), None)
    place = next((p for p in _within(layers.places, spans.get("city", ())) if p.city), None)
    length = next(iter(_within(layers.durations, spans.get("duration", ()))), None)
    cue = _find_cue(layers, spans.get("status", ()))
    names = {person.person_id for person in people}
    kind = choose_kind(kinds[0].key, names, placed=place is not None) or "delegation"
    found: list[tuple[str, Span]] = [("trigger", kinds[0])]
    found += [("participants", person) for person in people]
    slots = (("status", cue), ("date", day), ("city", place), ("duration", length))
    found += [(slot, span) for slot, span in slots if span is not None]
    return TalkClaim(
        claim_id=make_id("talk_claim", article_id, "proposed", number),
        article_id=article_id,
        kind=kind,
        status=by_date(cue.key if cue else None, day, layers.document) or "held",
        date_start=day.first if day else None,
        date_end=day.last if day else None,
        date_precision=_precision(day),
        city=place.city if place and kind != "call" else None,
        country=place.country if place and kind != "call" else None,
        venue=None,
        participants=tuple(sorted(choose_participants(kind, names))),
        duration_minutes=length.minutes if length else None,
        ordinal=None,
        topics=(),
        evidence=tuple(Evidence(s, f.start, f.end, text[f.start : f.end]) for s, f in found),
        extractor_version=f"{EXTRACTOR_VERSION}+proposed",
    )


def _precision(day: DateMention | None) -> str:
    known = day is not None and day.precision in ("day", "week", "month")
    return day.precision if day is not None and known else "unknown"


def _nearest(text: str, words: str, near: int) -> tuple[int, int] | None:
    """Return where the words stand nearest to a place, or None when the text has them not."""
    before, after = text.rfind(words, 0, near), text.find(words, near)
    found = [place for place in (before, after) if place >= 0]
    if not found:
        return None
    start = min(found, key=lambda place: abs(place - near))
    return start, start + len(words)


def _within(mentions: Sequence[S], spans: Sequence[tuple[int, int] | None]) -> list[S]:
    return [
        mention
        for span in spans
        if span is not None
        for mention in mentions
        if span[0] <= mention.start and mention.end <= span[1]
    ]


def _matches(layers: Layers, index: TermIndex, start: int, words: str) -> list[Match]:
    return index.find(layers.document, *token_range(layers.document, start, start + len(words)))


def _find_cue(layers: Layers, spans: Sequence[tuple[int, int] | None]) -> Match | None:
    index = load_terms(layers.document.language, "status_cues")
    for span in spans:
        if span is None:
            continue
        found = index.find(layers.document, *token_range(layers.document, *span))
        told = [m._replace(key="possible") if m.key == PREPARING else m for m in found]
        cues = [match for match in told if match.key in _STATUSES]
        if cues:
            return cues[0]
    return None


def _is_same(claim: TalkClaim, other: TalkClaim) -> bool:
    """Tell whether nothing speaks against two claims of one text being about one contact."""
    if (claim.kind == "call") != (other.kind == "call"):
        return False
    for slot in ("date_start", "city"):
        one, two = getattr(claim, slot), getattr(other, slot)
        if one and two and one != two:
            return False
    return bool(set(claim.participants) & set(other.participants)) or (
        claim.date_start is not None and claim.date_start == other.date_start
    )


def _fill(claim: TalkClaim, other: TalkClaim) -> TalkClaim:
    """Return the claim with the slots it lacks taken from the other, and their evidence."""
    taken: set[str] = set()
    changes: dict[str, object] = {}
    for slot, names in (
        ("date", ("date_start", "date_end", "date_precision")),
        ("city", ("city", "country")),
        ("duration", ("duration_minutes",)),
    ):
        if getattr(claim, names[0]) is None and getattr(other, names[0]) is not None:
            changes |= {name: getattr(other, name) for name in names}
            taken.add(slot)
    if not taken:
        return claim
    proof = tuple(item for item in other.evidence if item.slot in taken)
    version = other.extractor_version
    filled: TalkClaim = replace(
        claim,
        evidence=claim.evidence + proof,
        extractor_version=version,
        **changes,  # type: ignore[arg-type]  # names and values of the same record
    )
    return filled
