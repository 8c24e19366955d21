"""Quoted names: a paper's or a company's name in quotation marks, which nobody says.

The marks of brackets around an hour, an age or a party part a verb from its subject likewise.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tasks.extraction.layers import Document, Quotation

_LONGEST = 3
_WORD = re.compile(r"\w[\w.'’-]*")
_ASIDE = re.compile(r"\((?:(?=[^()\n]*\d)[^()\n]{1,20}|[RD](?:-[\w.]+)?)\)")


def without_quoted_names(
    document: Document, quotations: Sequence[Quotation]
) -> tuple[Document, list[Quotation]]:
    """Return the text with spaces for the marks around names and hours, and the other quotations.

    "рассказал «Интерфаксу» Песков": the marks would part the verb from its subject. A quotation
    after a colon is somebody's, however short.
    """
    names = [q for q in quotations if _is_name(document, q)]
    asides = [m.span() for m in _ASIDE.finditer(document.text)]
    if not names and not asides:
        return document, list(quotations)
    marks = [(name.start, name.inner_start) for name in names]
    marks += [(name.inner_end, name.end) for name in names]
    marks += [span for a, b in asides for span in ((a, a + 1), (b - 1, b))]
    text, folded = _blank(document.text, marks), _blank(document.folded, marks)
    masked = replace(document, text=text, folded=folded, matches={}, marks={})
    return masked, [q for q in quotations if q not in names]


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text with spaces in place of some spans."""
    pieces: list[str] = []
    reached = 0
    for start, end in sorted(spans):
        pieces += [text[reached:start], " " * (end - max(start, reached))]
        reached = max(end, reached)
    return "".join([*pieces, text[reached:]])


def _is_name(document: Document, quotation: Quotation) -> bool:
    if quotation.depth or document.text[: quotation.start].rstrip()[-1:] in ("", ":", ".", "\n"):
        return False
    inner = document.text[quotation.inner_start : quotation.inner_end]
    words = _WORD.findall(inner)
    named = 0 < len(words) <= _LONGEST and words[0][0].isupper()
    return named and not re.search(r"[,.!?…:;]\s*$|[,:;!?]", inner)
