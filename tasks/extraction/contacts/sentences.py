"""Contacts: the frames of the sentences that speak of one, in the order of the text."""

from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.clause_layers import ClauseLayers, Layers, Span, layers_of, overlap
from tasks.extraction.contacts.asides import (
    bare_length,
    called_off,
    dated_later,
    fallen_through,
    other_team,
    spanned_later,
)
from tasks.extraction.contacts.attenders import find_attender
from tasks.extraction.contacts.befores import agree_cues
from tasks.extraction.contacts.bodies import without_bodies
from tasks.extraction.contacts.companions import find_companion
from tasks.extraction.contacts.cues import find_cues, is_question
from tasks.extraction.contacts.days import is_none_since
from tasks.extraction.contacts.ellipsis import SAME
from tasks.extraction.contacts.fragments import bare_day
from tasks.extraction.contacts.frame import Frame
from tasks.extraction.contacts.gaps import share_people, split_gaps, without_occasion
from tasks.extraction.contacts.headings import find_headings, is_subheading
from tasks.extraction.contacts.hosts import with_host
from tasks.extraction.contacts.inheriting import is_another
from tasks.extraction.contacts.interviews import find_interviewee
from tasks.extraction.contacts.invitations import find_invitation
from tasks.extraction.contacts.kinds import PRESIDENTS
from tasks.extraction.contacts.listed import tell_lengths
from tasks.extraction.contacts.meant import find_him, find_pair_pronouns, is_near
from tasks.extraction.contacts.people import find_leaders, find_participants, find_teller
from tasks.extraction.contacts.places import usable_places
from tasks.extraction.contacts.plans import drop_agreed
from tasks.extraction.contacts.presence import part_stay
from tasks.extraction.contacts.promises import find_promise
from tasks.extraction.contacts.reading import read_region
from tasks.extraction.contacts.regions import load_contacts, split_regions
from tasks.extraction.contacts.scenes import Scene, city_before, find_scene
from tasks.extraction.contacts.scope import Reading
from tasks.extraction.contacts.series import Series, open_series, read_listed, with_listed
from tasks.extraction.contacts.series_entries import complete_entries
from tasks.extraction.contacts.settings import without_setting
from tasks.extraction.contacts.sharing import (
    complete_plan,
    find_objects,
    people_of,
    tells_day_after,
    verbs_alone,
    with_main_subject,
    without_callers,
)
from tasks.extraction.contacts.slots import is_old, is_over, usable_dates
from tasks.extraction.contacts.status import PLANNED
from tasks.extraction.contacts.thirds import tells_of_third
from tasks.extraction.contacts.triggers import find_triggers
from tasks.extraction.contacts.understood import find_understood, of_told, tell_outcome
from tasks.extraction.contacts.untold import tells_of_nobody, without_word
from tasks.extraction.contacts.welcomes import find_welcomes, without_greeters
from tasks.extraction.contacts.wheres import without_events
from tasks.extraction.datelines import dateline_end
from tasks.extraction.layers import (
    SUBJECT,
    DateMention,
    Document,
    Match,
    PersonMention,
    PlaceMention,
    Sentence,
)
from tasks.extraction.text import token_range

_ROUNDS = frozenset({"round", "consultations"})


def find_frames(layers: Layers) -> list[Frame]:
    """Return the frames of the text, in order; one for each contact of a sentence and each day."""
    frames: list[Frame] = []
    here: PlaceMention | None = None
    then: DateMention | None = None
    headings = find_headings(layers)
    before: Sentence | None = None
    scene: Scene | None = None
    series: Series | None = None
    attenders: list[Frame] = []
    for sentence in layers.document.sentences:
        if sentence.boilerplate or is_subheading(layers, sentence):
            continue
        heading = headings.get(sentence.paragraph)
        sentence = _after_fallen(layers, sentence, frames)
        attender, sentence = find_attender(layers, sentence)
        attenders += attender
        read = _read_sentence(layers, sentence)
        listed = series.go_on(layers, sentence, read) if series else []
        list_ = [] if listed else read_listed(layers, sentence, read, _read_sentence)
        read = with_listed(read, listed or list_, is_list=bool(list_))
        series = series if listed else open_series(layers, sentence, read, series, frames)
        ahead = find_invitation(layers, sentence), find_promise(layers, sentence, frames)
        read += [frame for frame in ahead if frame is not None]
        if not read and frames:
            read = _read_beside(layers, sentence, frames)
        read = tell_lengths(layers, sentence, frames, read)
        if heading is not None:
            read = [lent for frame in read for lent in heading.lend(frame, layers)]
        if not read:
            then = _only_day(layers, sentence) or then
        read = [scene.lend(frame, layers) for frame in read] if scene else read
        scene = None if read else find_scene(layers, sentence)
        _go_on_of_third(layers, before, read, frames)
        here = city_before(layers, before, sentence) or here
        before = sentence
        for frame in read:
            by_voice = frame.trigger.key in ("call", "spoken", "conversation")
            called = by_voice and frame.names >= PRESIDENTS
            if frame.place is None and _is_there(frame) and not called:
                frame.place = here
            planned = frame.status in PLANNED
            fits = not planned or (then is not None and not is_over(layers.document, then))
            if frame.date is None and "day" in frame.back and fits:
                frame.date = then
            here = frame.place if frame.place and frame.place.city else here
            then = frame.date or then
            frame.is_old = is_old(layers.document, frame.date)
            frames.append(frame)
    return complete_entries(layers, frames) + attenders


def _is_there(frame: Frame) -> bool:
    """Tell whether a contact was where the one before was: "the first round was there too"."""
    series = frame.trigger.key in _ROUNDS and frame.date is not None
    return "same" in frame.back or (series and "there" in frame.back)


def _after_fallen(layers: Layers, sentence: Sentence, frames: list[Frame]) -> Sentence:
    """Take what became of the plan told last from a sentence; return the rest of it.

    "It is off, they said after a call": the call is told behind it.
    """
    fell = fallen_through(layers, sentence, frames[-1]) if frames else None
    if fell is None:
        return sentence
    frames.append(fell)
    first, _ = token_range(layers.document, fell.sentence.end, sentence.end)
    return replace(sentence, start=fell.sentence.end, first_token=first)


def _go_on_of_third(
    layers: Layers, before: Sentence | None, read: Sequence[Frame], told: Sequence[Frame]
) -> None:
    """Let frames of nobody be of the third party that the sentence before speaks of.

    Where that tells of three teams, a round is of all three: "The first such round was in May."
    """
    of_nobody = [frame for frame in read if not frame.people and not frame.sides]
    if not of_nobody or before is None or before.paragraph != of_nobody[0].sentence.paragraph:
        return
    joint = any(f.is_joint and f.sentence.start == before.start for f in told)
    third = tells_of_third(layers, before, of_nobody[0].sentence)
    for frame in of_nobody:
        frame.is_joint = joint and frame.trigger.key in _ROUNDS and frame.date is not None
        if frame.is_joint:
            frame.sides |= SUBJECT | {"other"}
        elif third:
            frame.sides |= {"other"}


def _only_day(layers: Layers, sentence: Sentence) -> DateMention | None:
    """Return the day of a sentence that tells of nothing else: "It began last Thursday. Then …"."""
    days = [d for d in layers.dates if sentence.start <= d.start < sentence.end and d.first]
    exact = [d for d in days if d.precision == "day"]
    wide = all(d.precision in ("week", "month") for d in days if d not in exact)
    if len(exact) == 1 and wide:
        return exact[0]  # "a week ago, on 16 October"
    return days[0] if len(days) == 1 and days[0].precision == "month" else None


def _read_beside(layers: Layers, sentence: Sentence, told: Sequence[Frame]) -> list[Frame]:
    """Return what a sentence without a word of contact adds to the one before it."""
    before = told[-1]
    found = (
        other_team(layers, sentence, before)
        or bare_length(layers, sentence, told)
        or called_off(layers, sentence, before)
        or dated_later(layers, sentence, before)
        or spanned_later(layers, sentence, before)
        or bare_day(layers, sentence, before)
    )
    return [found] if found else []


def _read_sentence(layers: Layers, sentence: Sentence) -> list[Frame]:
    """Return the frames of a sentence, of a stay that it tells of first and of what came then."""
    return [f for part in part_stay(layers, sentence) for f in _read_part(layers, part)]


def _read_part(layers: Layers, sentence: Sentence) -> list[Frame]:
    """Return the frames of what a sentence asserts, else of what it quotes."""
    start = dateline_end(layers.document, sentence)
    sentence = without_setting(layers, sentence, start)
    start = max(start, sentence.start)
    clause = layers_of(layers, sentence, start)
    frames = _read_clause(layers, clause, sentence)
    if is_question(layers, sentence):
        for frame in frames:
            asked = frame.status == "scheduled" or (
                frame.status is None and frame.trigger.key == "visit"
            )
            if asked and None in (frame.date, frame.status_cue):
                frame.status = "possible"  # "will they meet?", "a visit to Moscow?"
    if frames or not clause.has_quotation:
        return frames
    # What is told only inside quotation marks counts when it says who meets, and when, where or
    # how surely.
    quoted = _read_clause(layers, ClauseLayers(layers, sentence, start, quoted=True), sentence)
    for frame in quoted:
        day = frame.date.first if frame.date else None
        if frame.status is None and frame.is_joint and day and day >= layers.document.published:
            frame.status = "scheduled"
    return [frame for frame in quoted if _is_told_in_quotation(frame, sentence)]


def _is_told_in_quotation(frame: Frame, sentence: Sentence) -> bool:
    """Tell whether what somebody is quoted with says who meets, and when, where or how surely."""
    if is_another(frame) and frame.trigger.key != "visit":
        return True
    if frame.is_joint and frame.date and frame.place:
        return True  # "the three-way group will meet today in Abu Dhabi"
    people = [p for p in frame.people if p.start >= sentence.start or frame.status == "held"]
    sides = {p.side for p in people}
    if frame.trigger.key == "visit" and frame.date and frame.place and people:
        sides.add(frame.place.country)  # "he is coming to Moscow next week"
    return sides >= SUBJECT and bool(frame.date or frame.place or frame.status)


def _read_clause(layers: Layers, clause: ClauseLayers, sentence: Sentence) -> list[Frame]:
    document = layers.document
    words = clause.terms(load_contacts(document.language))
    if tells_of_nobody(layers, clause, sentence, words):
        return []
    welcomes = find_welcomes(document, clause)
    people = find_participants(document, clause, layers.people)
    people = without_greeters(document, welcomes, people)
    people += find_interviewee(layers, clause, people) if words else []
    him = find_him(layers, clause, sentence, people, words)
    theirs = find_pair_pronouns(document, clause)
    teller = find_teller(clause.said, people, layers.people)
    triggers = find_triggers(document, clause, [*him, *people], teller, they=bool(theirs))
    triggers = [t for t in triggers if not any(overlap(t, w) for w in welcomes)]
    if any(trigger.key != SAME for trigger in triggers):  # else "it"
        people = [p for p in him if is_near(document, p, triggers)] + people
    people = [*find_companion(layers, clause, people, triggers), *people]
    whoever: list[Span] = [*him, *theirs, *clause.everybody]
    triggers = _without_others(document, clause, triggers, whoever)
    understood, people = find_understood(layers, clause, people, triggers)
    people, told = without_word(layers, clause, sentence, triggers, him, people)
    told = understood or told
    if not (triggers := [told] if told else triggers):
        return []
    cues = of_told(find_cues(layers, clause, sentence, triggers, whoever), told, understood)
    frames: list[Frame] = []
    before: list[PersonMention] = []
    leaders = find_leaders(document, clause)
    back = find_objects(document, clause, triggers)
    days = [d for d in usable_dates(document, clause, layers.dates) if d.precision == "day"]
    dates = [d for d in layers.dates if sentence.start <= d.start < sentence.end]
    places = usable_places(document, clause, layers.places)
    regions = split_regions(document, sentence, triggers, people, days, dates, places)
    for region, following in zip(regions, [*regions[1:], None], strict=True):
        verbs = verbs_alone(document, region, cues)
        meant = [p for p in leaders if region.parted or tells_day_after(region, p, days)]
        own = people_of(document, region, people, meant, before, frames, theirs, verbs, back)
        own += with_main_subject(document, own, region, following, people, theirs)
        own = own or (before if is_none_since(document, frames, region) else [])
        own = without_occasion(document, sentence, region, own)
        before = own
        own = without_callers(region, following, own, people)
        parts = split_gaps(layers, clause, region, own)
        for part in parts:
            mine = share_people(parts, part, own) if len(parts) > 1 else own
            kept = agree_cues(document, part, drop_agreed(document, part, following, cues), frames)
            read = read_region(Reading(layers, clause, sentence, part), mine, kept)
            complete_plan(frames, read)
            frames += [with_host(layers, frame) for frame in read]
    return [tell_outcome(layers, frame) if understood else frame for frame in frames]


def _without_others(
    document: Document, clause: ClauseLayers, triggers: Sequence[Match], whoever: Sequence[Span]
) -> list[Match]:
    """Leave out words for what others are at: a forum under way, a body of many states."""
    own = without_events(document, clause, triggers, triggers, whoever)
    return without_bodies(document, clause, own)
