"""How many entries each real feed file gives, beside what feedparser finds.

    python -m tests.evaluate_feeds FOLDER

FOLDER holds feed files and `manifest.jsonl` (file, headers, entries that feedparser finds). Exit
status 1 when a file raises, or gives fewer entries than feedparser without a named reason.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from storage.records import Feed
from tasks.feed_formats import parse_feed
from tasks.http import Answer
from tasks.syndication import FeedError


def read_file(path: Path, headers: dict[str, str]) -> tuple[str, int, str]:
    """Return the kind of a feed file, its entries, and why it was refused ("" when it was not)."""
    named = {name.lower(): value for name, value in headers.items()}
    feed = Feed("f", "http://feed.example/feed", "Publisher", "en")
    try:
        parsed = parse_feed(feed, Answer(feed.url, 200, named, path.read_bytes()))
    except FeedError as error:
        return "refused", 0, str(error)
    return parsed.kind, len(parsed.entries) + parsed.repeated + parsed.unlinked, ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Real feed files against feedparser.")
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    files, ours, theirs, fewer = Counter(), Counter(), Counter(), 0
    reasons: Counter[str] = Counter()
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        kind, entries, reason = read_file(folder / case["file"], case.get("headers") or {})
        expected = case.get("entries") or 0
        files[kind] += 1
        ours[kind] += entries
        theirs[kind] += expected
        reasons[reason] += bool(reason)
        if entries < expected:
            fewer += not reason
            print(f"{case['file']}: {entries} entries, feedparser {expected}; {reason}")
    print("| kind | files | entries | feedparser |\n|---|---|---|---|")
    for kind in sorted(files):
        print(f"| {kind} | {files[kind]} | {ours[kind]} | {theirs[kind]} |")
    print(f"{sum(files.values())} files, refused: {dict(+reasons)}")
    return int(fewer > 0)


if __name__ == "__main__":
    sys.exit(main())
