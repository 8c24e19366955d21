"""Place sense: whether the name of a place means the place, its government or the dateline."""

import re

from tasks.extraction.datelines import DATED
from tasks.extraction.layers import Document, Match, PlaceMention, Token
from tasks.extraction.marks import load_marks
from tasks.extraction.place_hosts import is_host
from tasks.extraction.place_words import Place, load_capitals, load_grammar
from tasks.extraction.speech.grammar import load_grammar as load_reporting
from tasks.extraction.text import token_range

_BLANK = re.compile(r"[ \-']{0,2}")
# "MOSCOW, Feb 27 (Agency) -", "МОСКВА, 28 февраля. /Агентство/", "Moscú.-"
_DATED = re.compile(DATED)
_DATELINE = re.compile(
    r"(?: ?/ ?[^\W\d]+)?(?: ?\([^)\n]{2,30}\))?"
    r"(?:[,.] ?[^\n.:;—–]{0,30}?\.?)?(?: ?\([^)\n]{2,30}\))?"
    r"(?: ?[-—–] ?-? ?| ?\. ?/| ?: | ?/)"
)
_DATELINE_WINDOW = 90
_BRACKET_WINDOW = 30
_WORDS_BACK = 5
_WORDS_AFTER = 5
_CLAUSE_AFTER = 12
_CLAUSE_MARK = re.compile(r"[,.;:!?()«»“”\n]|\s[-—–]\s")
_CLAUSE_OPENINGS = (",", ";", ":", "—", "–", "»", "”")
_OPENINGS = ("", "\n", ".", "!", "?", "…")
_NOUN_AFTER = re.compile(r"\.? (\w+)|-")


def is_initials(document: Document, match: Match) -> bool:
    """Tell whether a country is written "US", which reads like a word and stands before nouns."""
    initials = load_marks(document.language).initials
    return document.folded[match.start : match.end] in initials


class Sense:
    """Decides by grammar how the places of one document are meant."""

    def __init__(self, document: Document) -> None:
        """Prepare the words of the document's language."""
        self._document = document
        self._grammar = load_grammar(document.language)

    def form(self, match: Match, place: Place, last: PlaceMention | None) -> str:
        """Return "name", "metonym" or "dateline"; `last` is the place mentioned before."""
        if place.kind == "city" and self._is_dateline(match):
            return "dateline"
        first = token_range(self._document, match.start, match.end)[0]
        if place.kind == "city" and self._stands_for_what_came(match, first):
            return "metonym"
        if place.kind == "city" and is_host(self._document, match):
            return "name"
        if not place.government:
            return "metonym" if self._is_subject(match, place) else "name"
        if self._speaks(match, first):
            return "metonym"
        if self._leads_compound(match):
            return "metonym"
        if self._joins(match, last) or self._is_locative(match, first):
            return "name"
        return "name" if self._is_event_place(match, first) else "metonym"

    def _leads_compound(self, match: Match) -> bool:
        """Tell whether a country's initials are the first half of a noun: "US-Präsident"."""
        if not load_marks(self._document.language).capital_nouns:
            return False
        hyphen = self._document.text[match.end : match.end + 1] == "-"
        return hyphen and is_initials(self._document, match)

    def _is_dateline(self, match: Match) -> bool:
        text = self._document.text
        begin = text.rfind("\n", 0, match.start) + 1
        lead = text[begin : match.start].strip()
        if begin == 0 and lead == "(":
            return text.find(")", match.end, match.end + _BRACKET_WINDOW) > 0
        capitals = text[match.start : match.end].isupper()
        if lead and not (capitals and lead.isupper()):
            return False
        window = text[match.end : match.end + _DATELINE_WINDOW].split("\n")[0]
        found = _DATELINE.match(window)
        if found is None:
            return False
        # "Istanbul: what was said" is a headline; "ISTANBUL: ..." is where the report comes from.
        dated = _DATED.match(text, match.start) is not None
        return capitals or dated or (begin == 0 and ":" not in found.group())

    def _is_subject(self, match: Match, place: Place) -> bool:
        """Tell whether a host's capital begins a sentence as its subject: "Ankara welcomed"."""
        if place.kind != "city" or place.name != load_capitals().get(place.country):
            return False
        following = self._document.text[match.end : match.end + 2]
        return self._opens(match.start) and following[:1] == " " and following[1:].islower()

    def _opens(self, position: int) -> bool:
        """Tell whether a sentence opens at a character."""
        return self._document.text[:position].rstrip(' «"“„—–-')[-1:] in _OPENINGS

    def _speaks(self, match: Match, first: int) -> bool:
        """Tell whether "in Moscow" is who speaks: "В Кремле заявили", "À Kiev, on"."""
        tokens, text = self._document.tokens, self._document.text
        if first == 0 or not self._grammar.has("locative", tokens[first - 1].form):
            return False
        if first > 1 and self._speaks_before(tokens[first - 2], tokens[first - 1]):
            return True
        if not self._opens_clause(first - 1):
            return False
        last = token_range(self._document, match.start, match.end)[1]
        mark = _CLAUSE_MARK.search(text, match.end)
        end = mark.start() if mark else len(text)
        return any(
            self._grammar.has("speech", token.form)
            for token in tokens[last : last + _WORDS_AFTER]
            if "\n" not in text[match.end : token.start]
        ) or any(
            self._grammar.has("speech_plural", token.form)
            for token in tokens[last : last + _CLAUSE_AFTER]
            if token.end <= end
        )

    def _speaks_before(self, verb: Token, preposition: Token) -> bool:
        """Tell whether a verb without a subject stands right before it: "…, считают в Кремле"."""
        beside = self._document.text[verb.end : preposition.start] == " "
        lead = self._document.text[: verb.start].rstrip()[-1:]
        alone = lead in _CLAUSE_OPENINGS
        return beside and alone and self._grammar.has("speech_plural", verb.form)

    def _opens_clause(self, index: int) -> bool:
        """Tell whether a word opens a sentence or a clause of one."""
        tokens = self._document.tokens
        if self._opens(tokens[index].start):
            return True
        if self._document.text[: tokens[index].start].rstrip()[-1:] in _CLAUSE_OPENINGS:
            return True
        grammar = load_reporting(self._document.language)
        joining = grammar.conjunctions | grammar.subordinate
        return index > 0 and tokens[index - 1].form in joining

    def _is_locative(self, match: Match, first: int) -> bool:
        """Tell whether grammar makes it a place: "in Moscow", "flew to Moscow", "left Moscow"."""
        tokens, grammar = self._document.tokens, self._grammar
        if grammar.words.get("locative_endings"):
            return self._has_locative_ending(match)
        if not grammar.words.get("locative"):
            return True  # a language without such words: nothing speaks for a government
        after = token_range(self._document, match.start, match.end)[1]
        if after < len(tokens) and grammar.has("motion_verbs_after", tokens[after].form):
            return self._document.text[match.end : tokens[after].start] == " "
        if is_initials(self._document, match) and self._leads_a_noun(match, first):
            return False  # "in the US delegation", "in US-Russia talks"
        if first and grammar.has("articles", tokens[first - 1].form):
            first -= 1  # "in the Kremlin"
        if first == 0 or not self._touches(first):
            return False
        before = tokens[first - 1].form
        back = [token.form for token in tokens[max(0, first - 1 - _WORDS_BACK) : first - 1]]
        if grammar.has("locative", before):
            return not any(grammar.has("addressed", word) for word in back[-3:])
        if grammar.has("direction", before):
            return any(grammar.has("motion", word) for word in back)
        return grammar.has("motion_verbs", before)

    def _has_locative_ending(self, match: Match) -> bool:
        """Tell whether an ending after an apostrophe makes it a place: "Moskova'da"."""
        last = token_range(self._document, match.start, match.end)[1]
        ending = self._document.tokens[last : last + 1]
        glued = self._document.folded[match.end : match.end + 1] == "'"
        if not glued or not ending:
            return False
        if self._grammar.has("locative_endings", ending[0].form):
            return True
        after = self._document.tokens[last + 1 : last + 2]  # "Moskova'yı ziyaret etti"
        return bool(after) and self._grammar.has("motion_verbs_after", after[0].form)

    def _leads_a_noun(self, match: Match, first: int) -> bool:
        if not first or not self._grammar.has("articles", self._document.tokens[first - 1].form):
            return True
        dotted = "." in self._document.text[match.start : match.end]
        if not dotted and self._document.text[match.end : match.end + 1] == ".":
            return False  # "he was in the US. Officials said": a sentence ends there
        after = _NOUN_AFTER.match(self._document.folded, match.end)
        return after is not None and after[1] not in load_marks(self._document.language).not_nouns

    def _touches(self, first: int) -> bool:
        tokens = self._document.tokens
        gap = self._document.folded[tokens[first - 1].end : tokens[first].start]
        return _BLANK.fullmatch(gap) is not None

    def _joins(self, match: Match, last: PlaceMention | None) -> bool:
        """Tell whether it goes on an enumeration: "in Moscow and Washington"."""
        if last is None or last.form != "name" or last.venue is not None:
            return False
        gap = self._document.folded[last.end : match.start]
        if gap == ", ":
            return self._document.text[match.end : match.end + 1] == ","
        return re.fullmatch(rf" (?:{self._grammar.joiners}) (?:[^\W\d]{{1,4}} )?", gap) is not None

    def _is_event_place(self, match: Match, first: int) -> bool:
        """Tell whether an event stands beside it: "the Moscow talks", "sommet de Paris"."""
        return self._is_beside(match, first, "event")

    def _stands_for_what_came(self, match: Match, first: int) -> bool:
        """Tell whether it is named for what came of a contact there: "the spirit of Anchorage"."""
        return self._is_beside(match, first, "spirit")

    def _is_beside(self, match: Match, first: int, name: str) -> bool:
        """Tell whether a word of two lists of the pack stands right after or before it."""
        tokens, folded = self._document.tokens, self._document.folded
        last = token_range(self._document, match.start, match.end)[1]
        if last < len(tokens) and self._grammar.has(f"{name}_after", tokens[last].form):
            return folded[match.end : tokens[last].start] in (" ", "-")
        for back in (1, 2):
            if first >= back and self._grammar.has(f"{name}_before", tokens[first - back].form):
                gap = folded[tokens[first - back].end : match.start]
                links = load_marks(self._document.language).thing_gap
                return gap[:1] in (" ", "-") and links.fullmatch(gap, 1) is not None
        return False
