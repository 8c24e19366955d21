"""Sharing: whom a part of a sentence speaks of that names nobody, or only one of the two.

"They met in May and spoke by phone in June", "… and met him again", "… and called Putin".
"""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers, overlap
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.people import with_subject
from tasks.extraction.contacts.regions import OCCASION, SEQUEL, Region, load_back_person
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.layers import SUBJECT, DateMention, Document, Match, PersonMention

_BY_VOICE = frozenset({"call", "conversation", "spoken"})
_SEEN = frozenset({"meeting", "seen", "summit"})
_PLAN = frozenset({"meeting", "summit"})
_BESIDE = 2  # tokens between "met" and "him"


def find_objects(
    document: Document, clause: ClauseLayers, triggers: Sequence[Match]
) -> list[Match]:
    """Return the words beside a word of contact that mean one of those before: "met him again"."""
    return [
        w
        for w in clause.terms(load_back_person(document.language))
        if w.key in ("back", "guest")
        and any(distance(document, w.start, w.end, t) <= _BESIDE for t in triggers)
    ]


def verbs_alone(document: Document, region: Region, cues: Sequence[Match]) -> list[Match]:
    """Return the cues of a region before which no name stands: "…, met once, in Oslo"."""
    before = [(cue, document.text[region.start : cue.start]) for cue in cues]
    return [cue for cue, gap in before if region.start <= cue.start and gap == gap.lower()]


def people_of(
    document: Document,
    region: Region,
    people: Sequence[PersonMention],
    leaders: Sequence[PersonMention],
    before: Sequence[PersonMention],
    frames: Sequence[Frame],
    theirs: Sequence[Match],
    verbs: Sequence[Match],
    back: Sequence[Match],
) -> list[PersonMention]:
    """Return the people of a region: its own, or those whom it shares with the one before.

    `theirs`: the words for both, "they"; `verbs`: those of `verbs_alone`;
    `back`: the words that mean one of those: "… and met him again in May".
    """
    own = [p for p in people if region.holds(p.start, p.end)]
    if not own and people:
        own = [p for p in leaders if region.holds(p.start, p.end)]
    if region.opener == "elided" and not own and frames:
        return list(frames[-1].people)  # "a third call, the first being in May"
    if region.is_spoken_of and not own:
        return [p for p in people if p.start >= region.end]
    told = [p for f in frames[-1:] if region.start < f.sentence.end for p in f.people]
    if not own and _shares_pair(region, told or before, theirs, verbs):
        return told or list(before)
    shares = region.opener in ("onward", "dated", OCCASION, SEQUEL) or (
        region.opener == "day_after" and region.triggers[0].key != "visit"
    )
    shares = shares or _is_call_of_plan(region, frames)
    shares = shares or (region.parted and any(region.holds(w.start, w.end) for w in back))
    if shares and not own:
        return list(before)
    subjects = [p for p in before if p.form != "role"]  # not of "the call of the presidents"
    return own + with_subject(document, own, subjects, region) if region.parted else own


def tells_day_after(region: Region, leader: PersonMention, days: Sequence[DateMention]) -> bool:
    """Tell whose contact has its day: "a call between the presidents on 12 May and a meeting"."""
    dated = any(region.holds(day.start, day.end) for day in days)
    return dated and leader.start >= region.triggers[0].end


def _is_call_of_plan(region: Region, frames: Sequence[Frame]) -> bool:
    """Tell the call at which two agreed to meet: "they agreed to meet at the end of a call"."""
    plan = frames[-1] if frames else None
    if plan is None or region.opener not in ("", "apart") or not region.parted:
        return False
    if plan.status not in PLANNED or {p.side for p in plan.people} != {"RU", "US"}:
        return False
    return (
        region.triggers[0].key in _BY_VOICE and plan.trigger.end <= region.start < plan.sentence.end
    )


def _shares_pair(
    region: Region,
    before: Sequence[PersonMention],
    theirs: Sequence[Match],
    verbs: Sequence[Match],
) -> bool:
    """Tell whether a part of a sentence means the two before it: "they", "their last call".

    Or it is a call in place of what was told before: "they were to meet, and settled for a call".
    Or a verb goes on without a subject: "they spoke by phone, and met once, in May".
    """
    if {person.side for person in before} != {"RU", "US"} or not region.parted:
        return False
    first = region.triggers[0]
    if any(region.holds(word.start, word.end) and word.start <= first.end for word in theirs):
        return True
    led = all(p.end <= region.start and p.form != "role" for p in before)
    goes_on = first.key in _SEEN and any(overlap(verb, first) for verb in verbs)
    return region.opener == "" and led and (first.key == "call" or goes_on)


def without_callers(
    region: Region,
    following: Region | None,
    own: list[PersonMention],
    people: Sequence[PersonMention],
) -> list[PersonMention]:
    """Leave out those named before a summit of which they spoke in a call told next.

    "Lavrov and Rubio went over the preparations for the summit in a phone call".
    """
    first = region.triggers[0]
    if following is None or following.opener or first.key != "summit":
        return own
    named = any(following.holds(p.start, p.end) for p in people)
    theirs = all(p.end <= first.start and p.person_id not in PRESIDENTS for p in own)
    return own if named or not theirs or following.triggers[0].key != "call" else []


def complete_plan(told: Sequence[Frame], frames: Sequence[Frame]) -> None:
    """Give a plan of one president the other one, with whom he has just been on the telephone.

    "After a call with Putin, Trump announced a meeting in Budapest."
    """
    before = told[-1] if told else None
    if before is None or before.trigger.key not in _BY_VOICE or not before.names >= PRESIDENTS:
        return
    for frame in frames:
        alone = frame.names < PRESIDENTS and frame.sides <= SUBJECT
        placed = frame.place is not None and frame.place.city is not None
        if alone and placed and frame.status in PLANNED and frame.trigger.key in _PLAN:
            others = {p.person_id: p for p in before.people if p.person_id in PRESIDENTS}
            frame.people = [*frame.people, *(others[i] for i in PRESIDENTS - frame.names)]
            frame.sides |= SUBJECT


def with_main_subject(
    document: Document,
    own: Sequence[PersonMention],
    region: Region,
    following: Region | None,
    people: Sequence[PersonMention],
    theirs: Sequence[Match],
) -> list[PersonMention]:
    """Return the subject of the main clause, who met whom an opening clause names alone.

    "After a call with Putin, Trump met the Europeans"; both of them where it names nobody but
    "them": "Since their meeting in May, Trump and Putin have not spoken".
    """
    sides = {person.side for person in own}
    if following is None or len(sides) > 1 or not sides < SUBJECT:
        return []
    if not own and any(region.holds(w.start, w.end) for w in theirs):
        both = [p for p in people if following.start <= p.start < following.triggers[0].start]
        return both if {p.side for p in both} >= SUBJECT else []
    if region.opener != "opened":
        return []
    if not own and following.lead and following.lead[1] <= region.start:
        # Both of "they agreed in a call, to meet".
        agreed = [p for p in people if following.lead[0] <= p.start < following.lead[1]]
        return agreed if {p.side for p in agreed} == SUBJECT else []
    if not own:
        return []
    led = [p for p in people if following.start <= p.start and p.end <= following.triggers[0].start]
    # "X, after a call with Y, announced a round": the subject stands before the opening clause.
    if not led and all(p.start >= region.triggers[0].end for p in own):
        led = [p for p in people if document.text[p.end : region.start].strip() == ","]
    return led[:1] if led and led[0].side in SUBJECT - sides else []
