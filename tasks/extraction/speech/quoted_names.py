"""Quoted names: a paper's or a company's name in quotation marks, which nobody says."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tasks.extraction.layers import Document, Quotation

_LONGEST = 3
_WORD = re.compile(r"\w[\w.'’-]*")


def without_quoted_names(
    document: Document, quotations: Sequence[Quotation]
) -> tuple[Document, list[Quotation]]:
    """Return the text with spaces for the marks around names, and the other quotations.

    "рассказал «Интерфаксу» Песков": the marks would part the verb from its subject. A quotation
    after a colon is somebody's, however short.
    """
    names = [q for q in quotations if _is_name(document, q)]
    if not names:
        return document, list(quotations)
    text, folded = list(document.text), list(document.folded)
    for name in names:
        for start, end in ((name.start, name.inner_start), (name.inner_end, name.end)):
            text[start:end] = folded[start:end] = " " * (end - start)
    masked = replace(document, text="".join(text), folded="".join(folded), matches={}, marks={})
    return masked, [q for q in quotations if q not in names]


def _is_name(document: Document, quotation: Quotation) -> bool:
    if quotation.depth or document.text[: quotation.start].rstrip()[-1:] in ("", ":", ".", "\n"):
        return False
    inner = document.text[quotation.inner_start : quotation.inner_end]
    words = _WORD.findall(inner)
    named = 0 < len(words) <= _LONGEST and words[0][0].isupper()
    return named and not re.search(r"[,.!?…:;]\s*$|[,:;!?]", inner)
