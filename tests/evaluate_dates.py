"""Evaluate the dates on a folder of TimeML files: value F1 of the DATE type.

    python -m tests.evaluate_dates FOLDER --language en [--half a|b] [--errors 20]

A found date counts when it overlaps a gold TIMEX3 of type DATE and has its value, which is how
TempEval-3 (Uzzaman et al. 2013) scores values with relaxed spans. The halves split the files by a
hash of their names: rules are written looking at the errors of half `a` only, the figures that are
published are those of half `b`. No corpus is part of the project; `docs/dates.md` names two.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

from tasks.extraction.dates import find_timexes
from tasks.extraction.layers import DateMention


@dataclass(frozen=True)
class Timex:
    start: int
    end: int
    type: str
    value: str


@dataclass
class Tally:
    gold: int = 0
    found: int = 0
    overlapping: int = 0
    correct: int = 0

    def f1(self, hits: int) -> float:
        return 2 * hits / (self.gold + self.found) if self.gold + self.found else 0.0


def in_half(path: Path, half: str | None) -> bool:
    first = sha256(path.stem.encode()).digest()[0] % 2 == 0
    return half is None or first == (half == "a")


def read_timeml(path: Path) -> tuple[str, date, list[Timex]]:
    """Return the text, the day of its creation and its time expressions."""
    root = ET.fromstring(path.read_text("utf-8"))
    created = root.find(".//DCT/TIMEX3")
    body = root.find("TEXT")
    if created is None or body is None:
        raise ValueError(f"{path.name}: no DCT or no TEXT")
    pieces: list[str] = []
    timexes: list[Timex] = []
    _flatten(body, pieces, timexes)
    # The corpora wrap their lines; in our documents a line is a paragraph.
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", "".join(pieces))
    return text, date.fromisoformat(created.get("value", "")[:10]), timexes


def _flatten(element: ET.Element, pieces: list[str], timexes: list[Timex]) -> None:
    start = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        _flatten(child, pieces, timexes)
        pieces.append(child.tail or "")
    if element.tag == "TIMEX3":
        inside = sum(map(len, pieces))
        timexes.append(Timex(start, inside, element.get("type", ""), element.get("value", "")))


def compare(
    mentions: list[DateMention], gold: list[Timex], tally: Tally
) -> Iterator[tuple[str, DateMention | None, Timex | None]]:
    """Count into the tally, and yield what is wrong, missing or spurious."""
    dates = [
        m for m in mentions if "T" not in m.value or m.value[0] == "T" or m.value[-4:] == "_REF"
    ]
    wanted = [t for t in gold if t.type == "DATE"]
    tally.found += len(dates)
    tally.gold += len(wanted)
    taken: set[int] = set()
    for mention in dates:
        over = [t for t in wanted if t.start < mention.end and mention.start < t.end]
        over = [t for t in over if id(t) not in taken]
        if not over:
            yield "spurious", mention, None
            continue
        taken.add(id(over[0]))
        tally.overlapping += 1
        if over[0].value == mention.value:
            tally.correct += 1
        else:
            yield "value", mention, over[0]
    for timex in wanted:
        if id(timex) not in taken:
            yield "missed", None, timex


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--half", choices=("a", "b"))
    parser.add_argument("--errors", type=int, default=0, help="print at most so many errors")
    options = parser.parse_args()
    if options.half == "b" and options.errors:
        parser.error("half b is held back: its errors are not read")

    tally, files, shown = Tally(), 0, 0
    for path in sorted(options.folder.glob("*.tml")):
        if not in_half(path, options.half):
            continue
        files += 1
        text, created, gold = read_timeml(path)
        mentions = find_timexes(text, options.language, created)
        for kind, mention, timex in compare(mentions, gold, tally):
            shown += 1
            if shown <= options.errors:
                span = timex or mention
                context = text[max(span.start - 50, 0) : span.end + 40].replace("\n", " ")
                told = [item.value for item in (mention, timex) if item]
                print(f"{kind:9}{created} {text[span.start : span.end]!r} {told} … {context}")
    print(
        f"{files} files, {tally.gold} gold dates, {tally.found} found: "
        f"detection F1 {tally.f1(tally.overlapping):.3f}, value F1 {tally.f1(tally.correct):.3f}"
    )


if __name__ == "__main__":
    main()
