"""Evaluate the dates on a folder of TimeML files: value F1 of the DATE type.

    python -m tests.evaluate_dates FOLDER --language en [--half a|b] [--errors 20]
    python -m tests.evaluate_dates FOLDER --texts TEXTS       write the texts for another tagger
    python -m tests.evaluate_dates FOLDER --tagged TAGGED     count what that one found

A found date counts when it overlaps a gold TIMEX3 of type DATE and has its value, which is how
TempEval-3 (Uzzaman et al. 2013) scores values with relaxed spans. The halves split the files by a
hash of their names: rules are written looking at the errors of half `a` only, the figures that are
published are those of half `b`. No corpus is part of the project; `docs/dates.md` names three.

A tagger gets NAME.txt and, as its day of creation, NAME.day; its answer is NAME.xml, the same text
with TIMEX3 elements in it. Only those of type DATE count, as ours count without a part of the day.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
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


def read_tagged(path: Path, text: str) -> list[Timex]:
    """Return the dates that another tagger marked in a text."""
    answer = path.read_text("utf-8")
    body = answer[answer.index("<TimeML>") + len("<TimeML>") : answer.rindex("</TimeML>")]
    plain = re.sub(r"</?TIMEX3[^>]*>", "", body)
    if plain.strip() != text.strip():
        raise ValueError(f"{path.name}: not the text that was given")
    # The space at the beginning need not be the same.
    position = len(text) - len(text.lstrip()) - (len(plain) - len(plain.lstrip()))
    opened, found = [(0, "")], []
    for piece in re.split(r"(</?TIMEX3[^>]*>)", body):
        if piece.startswith("<TIMEX3 "):
            opened.append((position, piece))
        elif piece.startswith("</TIMEX3>"):
            start, tag = opened.pop()
            kind, value = (re.findall(rf'{name}="([^"]*)"', tag)[0] for name in ("type", "value"))
            found.append(Timex(start, position, kind, value))
        elif not piece.startswith(("<TIMEX3", "</TIMEX3")):  # an interval goes round its ends
            position += len(piece)
    return [timex for timex in found if timex.type == "DATE"]


def compare(
    mentions: Sequence[Timex | DateMention], gold: list[Timex], tally: Tally
) -> Iterator[tuple[str, Timex | DateMention | None, Timex | None]]:
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


def show(
    error: tuple[str, Timex | DateMention | None, Timex | None], text: str, created: date
) -> None:
    kind, mention, timex = error
    span = timex or mention
    if span is not None:
        context = text[max(span.start - 50, 0) : span.end + 40].replace("\n", " ")
        told = [item.value for item in (mention, timex) if item]
        print(f"{kind:9}{created} {text[span.start : span.end]!r} {told} … {context}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--half", choices=("a", "b"))
    parser.add_argument("--texts", type=Path, help="write the texts here and stop")
    parser.add_argument("--tagged", type=Path, help="count the answers of another tagger, in here")
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
        if options.texts:
            (options.texts / f"{path.stem}.txt").write_text(text, "utf-8")
            (options.texts / f"{path.stem}.day").write_text(created.isoformat(), "utf-8")
            continue
        mentions: Sequence[Timex | DateMention] = find_timexes(text, options.language, created)
        if options.tagged:
            mentions = read_tagged(options.tagged / f"{path.stem}.xml", text)
        for error in compare(mentions, gold, tally):
            shown += 1
            if shown <= options.errors:
                show(error, text, created)
    print(
        f"{files} files, {tally.gold} gold dates, {tally.found} found: "
        f"detection F1 {tally.f1(tally.overlapping):.3f}, value F1 {tally.f1(tally.correct):.3f}"
    )


if __name__ == "__main__":
    main()
