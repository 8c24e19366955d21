"""Heads: who a text says led a side's team, or the talks: "the delegations were headed by X and Y".

Only those count who lead people who talk: a delegation, a team, negotiators, talks. Who heads a
department heads none.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from storage.records import Evidence, TalkClaim
from tasks.extraction.clause_layers import Layers, Span
from tasks.extraction.contacts.contact import Contact
from tasks.extraction.contacts.edges import MARK
from tasks.extraction.contacts.head_gaps import left_out
from tasks.extraction.contacts.head_words import HeadWords, nearest, read_heads
from tasks.extraction.layers import Match, PersonMention
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range

_REPRESENTS = frozenset({"represents", "represented_by", "speaks_for"})  # said of countries too
_VERBS = frozenset({"verb", "verb_of_teams", "participle", "represents", "speaks_for"})
_ALONE = frozenset({"team", "talks", "nothing", "agent"})  # words by which nobody leads yet
_TEAM_BEFORE, _TEAM_AFTER = 16, 5  # tokens between a word of leading and those who are led
_OBJECT, _COUNTRY = 6, 2  # tokens from the verb to its object
_OWNED = 4  # tokens from "the head of" to the team
_SUBJECT = 14  # tokens from who leads to the verb
_AFTER = 10  # tokens from the verb to who leads, with his title
_LETTER = 1  # before the verb that opens a sentence: "A guidare …"
_BESIDE = 2  # tokens from a name to "the head of the delegation"
_ARRIVES = 14  # tokens of "X arrived at the head of"
_NOTHING = re.compile(r"[\s'’-]*")
_BREAK = re.compile(r"[;:!?]")
_STOP = re.compile(r"\s*(?:[,.;:!?)—–]|$)")


def find_heads(layers: Layers) -> list[PersonMention]:
    """Return the mentions of people by which a text says that they led a team or the talks."""
    found: list[PersonMention] = []
    for sentence in layers.document.sentences:
        words = read_heads(layers, sentence)
        if words.people and any(word.key not in _ALONE for word in words.words):
            found += _heads_of(words)
    return found


def name_heads(
    layers: Layers, contacts: Sequence[Contact], claims: Sequence[TalkClaim]
) -> list[TalkClaim]:
    """Return the claims of these contacts, each with who of its participants led a team there.

    A sentence that tells of a contact tells who led there; another one is about the contact told
    last before it.
    """
    tied: list[list[PersonMention]] = [[] for _ in claims]
    for head in find_heads(layers) if claims else ():
        fitting = [
            number
            for number, claim in enumerate(claims)
            if claim.kind != "call" and head.person_id in claim.participants
        ]
        own = [i for i in fitting if _is_named_in(contacts[i], head)]
        fitting.sort(key=lambda i: _last_told(contacts[i], head.start))
        for i in own or fitting[-1:]:
            tied[i].append(head)
    return [_led_by(layers, *pair) for pair in zip(claims, tied, strict=True)]


def _led_by(layers: Layers, claim: TalkClaim, heads: Sequence[PersonMention]) -> TalkClaim:
    if not heads:
        return claim
    text = layers.document.text
    spans = {Evidence("heads", p.start, p.end, text[p.start : p.end]) for p in heads}
    evidence = sorted({*claim.evidence, *spans}, key=lambda e: (e.start, e.end, e.slot))
    led_by = tuple(sorted({person.person_id for person in heads}))
    return replace(claim, heads=led_by, evidence=tuple(evidence))


def _is_named_in(contact: Contact, head: PersonMention) -> bool:
    people = (person for frame in contact.frames for person in frame.people)
    return any(p.start == head.start and p.person_id == head.person_id for p in people)


def _last_told(contact: Contact, start: int) -> tuple[bool, int]:
    """Return where a contact is told of last before an offset, else how soon after it."""
    told = [frame.sentence.start for frame in contact.frames]
    before = [place for place in told if place <= start]
    return bool(before), max(before) if before else -min(told)


def _heads_of(words: HeadWords) -> list[PersonMention]:
    """Return who leads by the words of one sentence."""
    found: list[PersonMention] = []
    for word in words.words:
        if word.key in _ALONE or words.is_denied(word):
            continue
        if word.key in _VERBS:
            led = _by_verb(words, word)
        elif word.key in ("by", "represented_by"):
            led = _after_by(words, word)
        elif word.key == "behind":
            led = _behind(words, word)
        elif word.key == "at_head":
            led = _at_head(words, word)
        else:
            led = _by_post(words, word)
        found += [person for person in led if person not in found]
    return found + left_out(words, found) if found else []


def _led(words: HeadWords, word: Match) -> list[Match]:
    """Return what a word of leading can be said of: teams, of representing countries as well."""
    if word.key in _REPRESENTS:
        return [*words.teams(talks=False), *words.sides]
    return words.teams(talks=word.key != "verb_of_teams")


def _team_before(words: HeadWords, word: Match) -> Match | None:
    before = [t for t in _led(words, word) if t.end <= word.start]
    team = max(before, key=lambda t: t.end, default=None)
    if team is None or words.gap(team, word) > _TEAM_BEFORE:
        return None
    return None if _BREAK.search(words.document.text, team.end, word.start) else team


def _team_after(words: HeadWords, word: Span, teams: Sequence[Match], reach: int) -> Match | None:
    after = [t for t in teams if t.start >= word.end]
    team = min(after, key=lambda t: t.start, default=None)
    return team if team is not None and words.gap(word, team) <= reach else None


def _after_by(words: HeadWords, word: Match) -> list[PersonMention]:
    """Return who is named after "headed by": "under X a delegation came" too."""
    side = _side_without_team(words, word)
    if side is not None:
        return words.listed(word, side.key)
    team = _team_before(words, word)
    between = [p for p in words.people if team and team.end <= p.start and p.end <= word.start]
    if team is not None and not any(words.gap(p, word) == 0 for p in between):
        return words.listed(word, words.side_of(team))
    led = words.listed(word, None)
    follows = led and _team_after(words, led[-1], words.teams(), _TEAM_AFTER)
    return led if follows else []


def _side_without_team(words: HeadWords, word: Match) -> Match | None:
    """Return whose team it is where its noun is told before: "…, and the American, led by Y"."""
    near = [s for s in words.sides if s.end <= word.start and words.gap(s, word) == 0]
    before = [team for team in words.teams() if team.end <= word.start]
    if not near or not before or any(words.owns(near[-1], team) for team in words.teams()):
        return None
    return near[-1]


def _behind(words: HeadWords, word: Match) -> list[PersonMention]:
    """Return who is named right before "X-led": the team stands after it, or before."""
    text = words.document.text
    person = next(iter(nearest(words.people, word.start)), None)
    if person is None or not _NOTHING.fullmatch(text, person.end, word.start):
        return []
    team = _team_after(words, word, words.teams(), _TEAM_AFTER) or _team_before(words, word)
    if team is None or not words.fits(person, words.side_of(team)):
        return []
    return words.joined_before(person, words.side_of(team))


def _by_verb(words: HeadWords, word: Match) -> list[PersonMention]:
    """Return the subject of a verb whose object is a team, on whichever side either stands."""
    reach = _COUNTRY if word.key in _REPRESENTS else _OBJECT
    team = _team_after(words, word, _led(words, word), reach)
    agent = _agent_after(words, word)
    passive = agent is not None and not (team is not None and _is_object(words, word, team))
    if team is not None and words.is_plain(word, team, MARK) and not passive:
        return _subject(words, word, team)
    if word.key == "speaks_for":
        return []
    if agent is not None and passive:
        return _after_by(words, Match(word.start, agent.end, word.key))
    team = _side_without_team(words, word) or _team_before(words, word)
    return _inverted(words, word, team) if team is not None else []


def _agent_after(words: HeadWords, word: Match) -> Match | None:
    """Return the "by" of "led on the American side by"."""
    after = [a for a in words.words if a.key == "agent" and a.start >= word.end]
    near = [a for a in after if words.gap(word, a) <= _OBJECT and words.is_plain(word, a, MARK)]
    return near[0] if near else None


def _is_object(words: HeadWords, word: Match, team: Match) -> bool:
    """Tell a verb's object from "led on the American side by"."""
    first, last = token_range(words.document, word.end, team.start)
    prepositions = load_grammar(words.document.language).prepositions
    return prepositions.isdisjoint(words.document.forms[first:last])


def _subject(words: HeadWords, word: Match, team: Match) -> list[PersonMention]:
    side = words.side_of(team)
    before: Sequence[PersonMention] = nearest(words.people, word.start)
    if word.key != "participle":
        before = _without_inserted(words, before, word)
    for person in before:
        if words.gap(person, word) > _SUBJECT or words.is_cut(person, word):
            break
        if words.fits(person, side):
            return words.joined_before(person, side)
    led = words.listed(team, side)
    plain = led and words.is_plain(team, led[0], MARK) and not words.speaks(team, led[0])
    opens = len(words.document.text[words.sentence.start : word.start].strip()) <= _LETTER
    return led if plain and opens else []


def _without_inserted(
    words: HeadWords, before: Sequence[PersonMention], word: Match
) -> Sequence[PersonMention]:
    """Leave out who is named in what stands between commas: "X, accompanied by Y, led …"."""
    text = words.document.text
    if not before or not text[before[0].end : word.start].rstrip().endswith(","):
        return before
    return [p for p in before if text.startswith(",", p.end) and p is not before[0]] or before


def _inverted(words: HeadWords, word: Match, team: Match) -> list[PersonMention]:
    """Return who leads where the team stands before the verb: "die Delegation leitete X"."""
    side = words.side_of(team)
    led = words.listed(word, side)
    near = led and words.gap(word, led[0]) <= _AFTER and words.is_plain(word, led[0], MARK)
    if near and not words.speaks(word, led[0]):
        return led
    text = words.document.text
    for person in nearest(words.people, word.start):
        fits = words.fits(person, side)
        if person.start < team.end or (fits and MARK.search(text, person.end, word.start)):
            break
        if fits:
            return words.joined_before(person, side)
    # "X, der die Delegation leitet, …": the verb ends its clause.
    ends = _STOP.match(text, word.end) and words.gap(team, word) <= _BESIDE
    for person in nearest(words.people, team.start) if ends else ():
        if words.gap(person, team) <= _AFTER and words.fits(person, side):
            return words.joined_before(person, side)
    return []


def _at_head(words: HeadWords, word: Match) -> list[PersonMention]:
    """Return who is "at the head of" a team: he stands before it, or after it."""
    team = _team_after(words, word, words.teams(), _OBJECT)
    if team is None:
        return []
    side = words.side_of(team)
    for person in nearest(words.people, word.start)[:1]:
        near = words.gap(person, word) <= _ARRIVES and not words.is_cut(person, word)
        if near and words.fits(person, side):
            return words.joined_before(person, side)
    return _following(words, team, side, _AFTER)


def _by_post(words: HeadWords, word: Match) -> list[PersonMention]:
    """Return who is called the head of a team: "X, the head of the delegation"."""
    team = word
    if word.key == "post":
        after = _team_after(words, word, words.teams(), _OWNED)
        if after is None or not words.is_plain(word, after, MARK):
            return []
        team = after
    side = words.side_of(team)
    before = nearest(words.people, word.start)
    gap = words.document.text[before[0].end : word.start] if before else ""
    apposed = before and words.gap(before[0], word) <= _BESIDE and gap.lstrip()[:1] in ",(—–"
    if apposed and words.fits(before[0], side):
        return [before[0]]
    led = _following(words, team, side, _BESIDE)
    if led or not before or words.gap(before[0], word) > _BESIDE:
        return led
    # "X was the head of the delegation"
    return [before[0]] if words.fits(before[0], side) and not MARK.search(gap) else []


def _following(
    words: HeadWords, team: Span, side: str | None, before_mark: int
) -> list[PersonMention]:
    """Return whom a post leads to: "the head of the delegation, Ambassador X"."""
    led = words.listed(team, side)
    if not led or words.speaks(team, led[0]) or words.gap(team, led[0]) > _AFTER:
        return []
    # One comma, after whose delegation it is, or after a title: what follows it is apposed.
    marks = list(MARK.finditer(words.document.text, team.end, led[0].start))
    own = words.document.text[team.end : marks[0].start()].split() if marks else []
    return led if len(marks) <= 1 and len(own) <= before_mark else []
