"""Contact meant: whom the pronouns of a sentence mean, and who owns the contact it speaks of."""

from collections.abc import Sequence

from tasks.extraction.clause_layers import ClauseLayers, Layers
from tasks.extraction.contacts.edges import distance
from tasks.extraction.contacts.kinds import ENVOYS
from tasks.extraction.contacts.objects import find_object, leads_object, meant_by
from tasks.extraction.contacts.regions import load_back_person
from tasks.extraction.contacts.separators import find_separators_after
from tasks.extraction.contacts.subjects import is_event, subject_before
from tasks.extraction.contacts.triggers import DETAIL
from tasks.extraction.layers import SUBJECT, Document, Match, PersonMention, Sentence
from tasks.extraction.lexicon import load_terms
from tasks.extraction.marks import load_marks
from tasks.extraction.speech.grammar import load_grammar
from tasks.extraction.text import token_range, tokens_between

_BY_VOICE = frozenset({"spoken", "conversation", "call"})
_HEAD = 3  # tokens in which the subject of a sentence begins
_SEVERAL = 2  # people of one side make "they"
_LED_IN = 2  # tokens before the surname in "with Donald Trump he …"
_NEAR = 12  # tokens from "he" to the word of contact that he is the subject of
_OWNED = 7  # tokens from "Putin's" to the contact: "Putin's October 16 telephone conversation"
_LISTED = 3  # tokens between two who own it together: "Lavrov and Rubio's meeting"


def find_pair_pronouns(document: Document, clause: ClauseLayers) -> list[Match]:
    """Return the words that mean those who met before: "they"; not "the two countries"."""
    return clause.once("pair_pronouns", lambda: _read_pair_pronouns(document, clause))


def _read_pair_pronouns(document: Document, clause: ClauseLayers) -> list[Match]:
    found = clause.terms(load_terms(document.language, "pair_pronouns"))
    told = [match for match in found if match.key not in ("nothing", "verbs")]
    return told + [m for m in found if m.key == "verbs" and _has_no_subject(document, clause, m)]


def _has_no_subject(document: Document, clause: ClauseLayers, verb: Match) -> bool:
    """Tell whether a verb of several people opens its clause: "last spoke on 24 May"."""
    first, last = token_range(document, clause.start, verb.start)
    marks = document.text.rfind(",", clause.start, verb.start), clause.start - 1
    head = token_range(document, max(marks) + 1, verb.start)
    parties = load_terms(document.language, "contact_parties").find(document, first, last)
    before = {person.side for person in clause.everybody if person.end <= verb.start}
    alone = not before or before >= SUBJECT
    return head[1] - head[0] <= 1 and not parties and alone


def find_him(
    layers: Layers,
    clause: ClauseLayers,
    sentence: Sentence,
    people: Sequence[PersonMention],
    contacts: Sequence[Match],
) -> list[PersonMention]:
    """Return whom "he" means, the subject of the sentence before, where the other side is named.

    At the head of a sentence without names "he" may be of a third country, whose journey it is.
    """
    document = layers.document
    words = clause.terms(load_back_person(document.language))
    told = [
        m
        for m in clause.unquoted(words)
        if not any(a.start <= m.start < a.end for a in clause.said)
    ]
    guests = [m for m in told if m.key in ("two_guests", "guests", "guest")]
    president = "putin" in {person.person_id for person in people}
    two = bool(guests) and guests[0].key == "two_guests"
    if guests and (president or (two and "RU" in {person.side for person in people})):
        envoys = _envoys_before(layers, guests[0], people)
        return envoys[:1] if guests[0].key == "guest" else envoys
    team = _team_before(layers, clause, sentence, people)
    if team:
        return team
    pronouns = [
        m
        for m in told
        # "Il y a" of "il y a vu" is no "there is".
        if m.key == "subject" or (m.key == "nothing" and runs_into(m, contacts))
    ]
    verbs = [] if pronouns else _verbs_alone(document, clause, told)
    pronouns = pronouns or verbs or _dropped(document, clause, contacts)
    received = find_object(document, clause, contacts) if people and not pronouns else None
    if received is not None:
        return meant_by(layers, sentence, received, people)
    if not pronouns:
        return []
    if not verbs and not _may_be_subject(document, pronouns[0], sentence, clause.everybody):
        return []
    return _subject_meant(layers, clause, sentence, people, contacts, pronouns[0])


def _subject_meant(
    layers: Layers,
    clause: ClauseLayers,
    sentence: Sentence,
    people: Sequence[PersonMention],
    contacts: Sequence[Match],
    pronoun: Match,
) -> list[PersonMention]:
    """Return whom a pronoun means that is the subject; nobody where it may be "it"."""
    document = layers.document
    if is_event(document, pronoun):
        return []
    told_before = [c for c in contacts if c.end <= pronoun.start and c.key != "same"]
    if not people and told_before:
        return []  # "the conversation was open, it …": a pronoun may be of the contact
    meant = subject_before(layers, sentence)
    opens = not document.text[sentence.start : pronoun.start].strip(' «“"')
    is_third = meant is not None and meant.side not in SUBJECT
    if is_third and (clause.everybody or not opens):
        return []
    if meant is None:
        return []
    start, end = pronoun.start, pronoun.end
    sat = any(c.key == DETAIL and distance(document, start, end, c) == 0 for c in contacts)
    if not sat and any(person.side == meant.side for person in people):
        return []  # "he sat in the second row as X and Y met": he was there too
    sides = clause.terms(load_terms(document.language, "contact_sides"))
    if not is_third and not people and not any(s.key in SUBJECT - {meant.side} for s in sides):
        return []  # "it lasted two hours" has the same pronoun
    return [PersonMention(start, end, meant.person_id, meant.name, meant.side, "name")]


def _verbs_alone(document: Document, clause: ClauseLayers, words: Sequence[Match]) -> list[Match]:
    """Return the verbs whose subject is left out: "Más tarde se reunirá con Y".

    Nobody is named but whom they govern, who may stand right before: "Y ile görüşecek".
    """
    verbs = [m for m in words if m.key == "verbs"]
    if not verbs or len({p.side for p in clause.everybody}) != 1:
        return []
    ahead = [p for p in clause.everybody if p.end <= verbs[0].start]
    other, end = (ahead[-1:] or clause.everybody)[0], verbs[0].end
    beside = bool(ahead) and tokens_between(document, other.end, end) <= _LED_IN
    leads = leads_object(document, verbs[0], other.start) or _is_led_in(document, other)
    return verbs[:1] if beside or (end <= other.start and leads) else []


def _dropped(document: Document, clause: ClauseLayers, contacts: Sequence[Match]) -> list[Match]:
    """Return the call that one had who is left out: "El 18, en una llamada con Trump, aceptó …"."""
    calls = [c for c in contacts if c.key == "call"]
    if not load_marks(document.language).drops_subject or not calls or len(clause.everybody) != 1:
        return []
    other = clause.everybody[0]
    return calls[:1] if _is_led_in(document, other) and calls[0].end <= other.start else []


def _is_led_in(document: Document, person: PersonMention) -> bool:
    """Tell "with Trump", "with Donald Trump"."""
    first = token_range(document, person.start, person.end)[0]
    leading = document.forms[max(first - _LED_IN, 0) : first]
    return not load_grammar(document.language).prepositions.isdisjoint(leading)


def runs_into(word: Match, contacts: Sequence[Match]) -> bool:
    """Tell whether a word of contact begins inside other words and ends after them."""
    return any(word.start < c.start < word.end < c.end for c in contacts)


def _may_be_subject(
    document: Document, word: Match, sentence: Sentence, everybody: Sequence[PersonMention]
) -> bool:
    """Tell whether "he" comes before everybody, or after whom a preposition leads in.

    "With Trump he spoke on 12 February", "In a long call with Trump, he agreed".
    """
    before = [person for person in everybody if person.start < word.start]
    if not before:
        return True
    first, last = token_range(document, before[-1].end, word.start)
    head = token_range(document, sentence.start, before[0].start)
    led_in = 0 < head[1] - head[0] <= _LED_IN or _is_led_in(document, before[0])
    return len(before) == 1 and led_in and last - first <= 1


def _team_before(
    layers: Layers, clause: ClauseLayers, sentence: Sentence, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return whom "they" means where the sentence before names several people of one side.

    "Witkoff and Kushner stay in touch with the Kremlin. They plan to come to Moscow." It may name
    the other side too, where "they" met one of that: "W and K saw X. Later they spoke to Y."
    """
    words = clause.unquoted(find_pair_pronouns(layers.document, clause))
    before = [s for s in layers.document.sentences if s.end <= sentence.start][-1:]
    if not words or not before or before[0].paragraph != sentence.paragraph:
        return []
    head = layers.document.tokens[sentence.first_token : sentence.first_token + _HEAD]
    if not any(token.start == words[0].start for token in head):
        return []
    named = {
        p.person_id: p
        for p in layers.people
        if before[0].start <= p.start < before[0].end and p.form != "owner"
    }
    met = {person.side for person in people}
    if len(met) == 1 and met < SUBJECT:
        named = {p.person_id: p for p in named.values() if p.side in SUBJECT - met}
    sides = {p.side for p in named.values()}
    if len(named) < _SEVERAL or len(sides) != 1 or not sides < SUBJECT:
        return []
    if any(person.side in sides for person in people):
        return []
    start, end = words[0].start, words[0].end
    return [PersonMention(start, end, p.person_id, p.name, p.side, "name") for p in named.values()]


def _envoys_before(
    layers: Layers, word: Match, people: Sequence[PersonMention]
) -> list[PersonMention]:
    """Return the American envoys named last before "the two Americans", or "the envoys"."""
    if any(person.side == "US" for person in people):
        return []
    wanted = _SEVERAL if word.key == "two_guests" else 1
    before = [s for s in layers.document.sentences if s.start <= word.start]
    found: dict[str, PersonMention] = {}
    for sentence in reversed(before):
        for p in layers.people:
            there = sentence.start <= p.start < min(sentence.end, word.start)
            if there and p.side == "US" and p.person_id in ENVOYS:
                found[p.person_id] = PersonMention(
                    word.start, word.end, p.person_id, p.name, p.side, "name"
                )
        if len(found) >= wanted:
            return list(found.values())
    return []


def is_near(document: Document, person: PersonMention, triggers: Sequence[Match]) -> bool:
    """Tell whether a pronoun stands near enough to a word of contact to be its subject."""
    return any(distance(document, person.start, person.end, t) <= _NEAR for t in triggers)


def with_owner(
    document: Document, people: Sequence[PersonMention], trigger: Match
) -> list[PersonMention]:
    """Leave out who stands before the one whose contact it is: "Rubio spoke of Witkoff's visit"."""
    before = [p for p in people if p.end <= trigger.start]
    if not before:
        return list(people)
    owner = before[-1]
    marks = load_marks(document.language)
    # Only a case that nothing but an owner has, as in English, tells one.
    owns = marks.has_genitive and marks.possessive.match(document.folded, owner.end)
    if not owns or distance(document, owner.end, owner.end, trigger) > _OWNED:
        return list(people)
    kept = [owner]
    for person in reversed(before[:-1]):
        beside = Match(kept[0].start, kept[0].end, "person")
        if distance(document, person.start, person.end, beside) > _LISTED:
            break
        kept.insert(0, person)
    return kept + [p for p in people if p.start >= trigger.start]


def without_later(
    document: Document,
    sentence: Sentence,
    trigger: Match,
    people: Sequence[PersonMention],
    *,
    they: bool,
) -> list[PersonMention]:
    """Leave out a third party who comes after a word that leads on: "before X arrived"."""
    if trigger.key not in _BY_VOICE:
        return list(people)
    later = find_separators_after(document, sentence, trigger)
    kept = [
        person
        for person in people
        if person.side in SUBJECT
        or not any(trigger.end <= s.start and s.end <= person.start for s in later)
    ]
    return kept if kept or they else list(people)


def is_of_third(layers: Layers, clause: ClauseLayers, trigger: Match) -> bool:
    """Tell whether somebody of a third country tells of himself: "Zelensky said he would come".

    Or says something on his own journey: "Zelensky said on a visit to Denmark".
    """
    tellers = {
        person.side
        for person in layers.people
        if any(a.start <= person.start and person.end <= a.end for a in clause.said)
    }
    words = clause.unquoted(clause.terms(load_back_person(layers.document.language)))
    himself = any(m.key == "subject" and m.end <= trigger.start for m in words)
    himself = himself or any(a.start <= trigger.start < a.end for a in clause.said)
    himself = himself or (trigger.key == "visit" and _is_alone(clause, trigger))
    return himself and bool(tellers - {None}) and tellers.isdisjoint(SUBJECT)


def _is_alone(clause: ClauseLayers, trigger: Match) -> bool:
    """Tell a journey whose subject is left out after who tells of it: "заявил, что приедет"."""
    told = [a.end for a in clause.said if a.end <= trigger.start]
    return bool(told) and not any(told[-1] <= p.start < trigger.start for p in clause.everybody)
