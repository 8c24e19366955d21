"""Quotations: what stands between quotation marks of any style, or after a dash of dialogue.

Author's words inside the marks («Yes, — he said. — Tomorrow») are cut out: each part is a
quotation.
"""

import re
from dataclasses import dataclass

from tasks.extraction.layers import Document, Quotation
from tasks.extraction.speech.insertions import split_at_insertions

_PAIRS = {
    "«": "»",
    "„": '“”"',
    "“": "”",
    "”": "”“",
    "‹": "›",
    "‚": "‘’",
    "‘": "’",
    "'": "'",
    '"': '"',
}
_SYMMETRIC = "\"'"
_MARK = re.compile(r"[«»„“”‹›‚‘’'\"]")
_BEFORE_OPENER = " \t\n\u00a0\u202f\u2009([{—–-:/,«“„\"'‘‹"
_AFTER_CLOSER = " \t\n\u00a0\u202f\u2009)]}—–-:;,.!?…»”“\"'’›/"
_TAGGED = re.compile(r"[,.!?…]?[ \u00a0]?[—–-][ \u00a0]")
_DIALOGUE = re.compile(r"(?m)^[—–]\s+(?=[«“\"]?[^\W\d_])")
# A quotation may run over paragraphs when nothing closes it before: this many at most.
_LONGEST = 4000


@dataclass(slots=True)
class _Open:
    mark: str
    position: int


def find_quotations(document: Document) -> list[Quotation]:
    """Return the quotations in order of their start, nested ones with depth 1 or more.

    A quotation that is never closed ends with its paragraph when it opened one (newspapers
    reopen the marks at each paragraph of a long quotation), else with its sentence.
    """
    found = _pair_marks(document)
    found += _find_dialogue(document, found)
    found.sort(key=lambda q: (q.start, -q.end))
    return [part for q in _with_depth(found) for part in split_at_insertions(document, q)]


def _pair_marks(document: Document) -> list[Quotation]:
    text = document.text
    found: list[Quotation] = []
    stack: list[_Open] = []
    for match in _MARK.finditer(text):
        mark, position = match.group(), match.start()
        if stack and "\n" in text[stack[0].position : position]:
            found += _settle_unclosed(document, stack, position)
        closes = _closing_index(text, mark, position, stack)
        if closes is not None:
            opened = stack[closes]
            del stack[closes:]
            if position > opened.position + 1:
                found.append(_quotation(text, opened.position, position + 1))
        elif _opens(text, mark, position, stack):
            stack.append(_Open(mark, position))
    found += _settle_unclosed(document, stack, len(text))
    return found


def _quotation(text: str, start: int, end: int, closed: bool = True) -> Quotation:
    first, last = start + 1, end - 1 if closed else end
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return Quotation(start, end, first, last)


def _closing_index(text: str, mark: str, position: int, stack: list[_Open]) -> int | None:
    """Return which open mark this one closes, the innermost that fits."""
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if (mark in _SYMMETRIC or mark == "’") and not _can_close(mark, before, after):
        return None
    if mark in "'’" and _is_possessive(text, mark, position):
        return None
    for index in range(len(stack) - 1, -1, -1):
        if mark in _PAIRS[stack[index].mark]:
            return index
    return None


def _can_close(mark: str, before: str, after: str) -> bool:
    if before and not before.isspace():
        # «…."Next» glues two paragraphs: a capital right after the mark still lets it close.
        return not after or after in _AFTER_CLOSER or (mark == '"' and after.isupper())
    # Some desks put a space before the closing mark.
    return mark == '"' and before.isspace() and bool(after) and after in ",.;:!?)\n"


def _is_possessive(text: str, mark: str, position: int) -> bool:
    """Tell whether "diplomats' " goes on: a surer closing mark follows in the same line."""
    if text[position - 1 : position] not in ("s", "S"):
        return False
    line = text[position + 1 : (text.find("\n", position) + 1 or len(text) + 1) - 1]
    following = re.search(rf"[^\W_]?[,.!?]?{mark}(?!\w)", line)
    reopened = re.search(r"(?<!\w)[‘']\w", line)
    return bool(following and (reopened is None or following.start() < reopened.start()))


def _opens(text: str, mark: str, position: int, stack: list[_Open]) -> bool:
    before, after = text[position - 1 : position], text[position + 1 : position + 2]
    if mark in "»’›":
        return False
    starts = (not before or before in _BEFORE_OPENER) and bool(after) and not after.isspace()
    if mark in "«„‹":
        return True
    if mark == "”":
        # ”So typed” by some desks: an opener when a word follows and nothing is open.
        return starts and not stack
    if mark in "'‘":
        return starts and (after.isalnum() or after in '«“"') and _closes_in_line(text, position)
    if mark == '"' and not stack and after.isspace() and (not before or before.isspace()):
        return _closes_with_space(text, position)
    if mark == '"' and not stack and before in ".!?…" and after.isalnum():
        return True  # two paragraphs glued: …said."We
    return starts or (mark == "“" and bool(after) and not after.isspace())


def _closes_with_space(text: str, position: int) -> bool:
    """Tell whether a mark typed with a space inside has a partner typed so in its line."""
    line = text[position + 1 :].partition("\n")[0]
    return re.search(r'[^"]\s"(?=[\s,.;:!?)]|$)', line) is not None


def _closes_in_line(text: str, position: int) -> bool:
    """Tell an opening single mark from an apostrophe ('90s, ‘em): a partner must follow."""
    end = text.find("\n", position)
    line = text[position + 1 : end if end >= 0 else len(text)]
    return re.search(r"(?<=[\w,.!?…»”\")])['’](?!\w)", line) is not None


def _settle_unclosed(document: Document, stack: list[_Open], position: int) -> list[Quotation]:
    """Return the quotations that the marks left open at a line's end make, and forget them."""
    text = document.text
    opened = stack[0] if stack else None
    if opened is None:
        return []
    line_end = text.find("\n", opened.position)
    line_end = line_end if line_end >= 0 else len(text)
    mark = text[position : position + 1]
    goes_on = mark and mark in _PAIRS[opened.mark] and position - opened.position < _LONGEST
    if goes_on and not _opens(text, mark, position, []):
        return []  # a quotation over several paragraphs, closed here
    stack.clear()
    if not text[: opened.position].rpartition("\n")[2].strip(" \t\u00a0—–-"):
        return [_quotation(text, opened.position, line_end, closed=False)]
    for sentence in document.sentences:
        if sentence.start <= opened.position < sentence.end:
            return [_quotation(text, opened.position, sentence.end, closed=False)]
    return []


def _with_depth(found: list[Quotation]) -> list[Quotation]:
    nested: list[Quotation] = []
    around: list[int] = []
    for quotation in found:
        while around and around[-1] <= quotation.start:
            around.pop()
        depth = len(around)
        around.append(quotation.end)
        nested.append(
            Quotation(
                quotation.start, quotation.end, quotation.inner_start, quotation.inner_end, depth
            )
        )
    return nested


def _find_dialogue(document: Document, quoted: list[Quotation]) -> list[Quotation]:
    """Return the lines of direct speech that a dash opens and whose author's words tell so."""
    text = document.text
    found: list[Quotation] = []
    for match in _DIALOGUE.finditer(text):
        end = text.find("\n", match.end())
        end = end if end >= 0 else len(text)
        line = Quotation(match.start(), end, match.end(), end)
        # Quotation marks inside are names or the speech itself: then the marks decide.
        inside = [q for q in quoted if match.end() <= q.start and q.end <= end]
        if any(q.start == match.end() or _TAGGED.match(text, q.end) for q in inside):
            continue
        if split_at_insertions(document, line) != [line]:
            found.append(line)
    return found
