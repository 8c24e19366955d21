"""Digests: points of a list, which one speaker made, named above the list or nearly everywhere."""

import re
from collections import Counter
from collections.abc import Sequence

from tasks.extraction.layers import Attribution, Document

_POINT = re.compile(r"[ \t\u00a0]*[•●▪◦*·–—-][ \t\u00a0]+\S")
_SHARE = 2 / 3  # of the attributions of a text whose whole is one speaker's


def find_digest_speaker(
    document: Document, attributions: Sequence[Attribution], position: int
) -> Attribution | None:
    """Return who made the point of a list that holds a position: "What Rubio said:", "• …".

    Under a heading that names nobody ("On Ukraine") it is the one whose words the text gives.
    """
    text = document.text
    start = text.rfind("\n", 0, position) + 1
    if _POINT.match(text, start) is None:
        return None
    end = start
    while start and _POINT.match(text, start):
        end = start
        start = text.rfind("\n", 0, start - 1) + 1
    heading = [a for a in attributions if start <= a.start < end and a.speaker]
    if heading and text[start:end].rstrip().endswith(":"):
        return heading[-1]
    spoken = [a for a in attributions if a.speaker]
    (speaker, count), *_ = Counter(a.speaker for a in spoken).most_common(1) or [(None, 0)]
    if speaker is None or count < _SHARE * len(spoken):
        return None
    return next(a for a in spoken if a.speaker == speaker)
