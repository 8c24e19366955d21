"""Datelines: the day and the place of the report at the head of a text, which are no talk's."""

import re

from tasks.extraction.layers import Document, Sentence
from tasks.extraction.text import CAPITALS

# "San Pietroburgo, 12 aprile -": a place and a day before a dash.
DATED = (
    rf"[{CAPITALS}][\w.]+(?: [{CAPITALS}][\w.]+){{0,2}}, \d{{1,2}}\.? [^\W\d]{{3,12}}\.? [-–—]\s"
)
# "MOSCOU, 12 février (AFP) -", "МОСКВА, 4 июня. /Интерфакс/.", "(Moscou, le 11 février)",
# "Roma, 27 feb. (askanews) -", "Madrid, 21 oct (EFE).-", "Washington/Moscú.-".
_DATELINE = re.compile(
    r"(?:[A-ZÀ-ÖА-ЯЁЇІЄ]{3,}[^\n;:«“\"]{0,60}?(?:\([^)\n]{2,25}\)\s*[-–—]?|\s[-–—]\s|/[^/\n]{2,20}/\.?)"
    r"|[^\n;:«“\"]{3,50}?\([\w /-]{2,20}\)\s*\.?\s?[-–—]|\([^)\n]{3,40}\d[^)\n]{0,20}\)"
    rf"|[{CAPITALS}][\w /]{{2,40}}\.[-–—]\s"
    rf"|{DATED})"
)


def dateline_end(document: Document, sentence: Sentence) -> int:
    """Return where the dateline of the text ends: its day and place are those of the report."""
    if sentence.paragraph > 1:
        return sentence.start
    found = _DATELINE.match(document.text, sentence.start, sentence.end)
    return found.end() if found else sentence.start
