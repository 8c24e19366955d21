"""Selection: which entries of the feeds are worth a fetch now. Decisions only, no database."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from storage.records import Entry, Feed, SeenEntry, make_id
from tasks.addresses import canonical_url
from tasks.prefilter import may_concern

MOST_CHANGES = 24  # an entry that changes more often has a counter in it, not corrections


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run does with the entries it was given."""

    wanted: tuple[Entry, ...] = ()  # to be fetched, in the order of the feeds
    prefiltered: tuple[Entry, ...] = ()  # cannot concern the talks: recorded, not fetched


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of the entries of a run."""

    stored: Set[str] = frozenset()  # URLs that are articles
    waiting: Set[str] = frozenset()  # URLs that failed too often or are not due again
    entries: Mapping[str, SeenEntry] = field(default_factory=dict)  # by entry id


def select_entries(
    entries: Sequence[Entry],
    due: Sequence[Entry],
    known: Known,
    feeds: Mapping[str, Feed],
    *,
    every: bool = False,
) -> Selection:
    """Return one entry for each link worth fetching, and those that the prefilter passes over.

    Worth it are links without an article, articles whose entry was corrected, and `due` ones that
    failed before, or were passed over before (with `every`, which switches the prefilter off).
    """
    settled = known.stored | known.waiting
    wanted: dict[str, Entry] = {}
    passed: dict[str, Entry] = {}
    for entry in entries:
        if entry.url in wanted or entry.url in passed:
            continue
        if entry.url in settled:
            may_change = entry.url in known.stored and entry.url not in known.waiting
            if may_change and is_corrected(entry, known.entries):
                wanted[entry.url] = entry
        elif every or may_concern(entry, feeds[entry.feed_id]):
            wanted[entry.url] = entry
        else:
            passed[entry.url] = entry
    for entry in due:
        if entry.url not in settled:
            wanted.setdefault(entry.url, entry)
            passed.pop(entry.url, None)
    return Selection(tuple(wanted.values()), tuple(passed.values()))


def is_corrected(entry: Entry, known: Mapping[str, SeenEntry]) -> bool:
    """Tell whether a feed says something else of an article than when it was fetched."""
    before = known.get(entry_id(entry))
    return before is not None and before.digest != digest(entry) and before.changes < MOST_CHANGES


def remember(
    entry: Entry, known: Mapping[str, SeenEntry], now: datetime, *, prefiltered: bool
) -> SeenEntry | None:
    """Return what to store of an entry that was dealt with, or None when that is stored already."""
    before = known.get(entry_id(entry))
    seen = SeenEntry(
        entry_id=entry_id(entry),
        feed_id=entry.feed_id,
        url=entry.url,
        title=entry.title,
        published_at=entry.published_at,
        digest=digest(entry),
        changes=0,
        prefiltered=prefiltered,
        seen_at=now,
    )
    if before is None:
        return seen
    if before.digest == seen.digest:
        return (
            None if before.prefiltered == prefiltered else replace(before, prefiltered=prefiltered)
        )
    return replace(seen, changes=before.changes + 1)


def entry_id(entry: Entry) -> str:
    """Return the id of an entry: one feed, one page, whatever guid the feed gives it this time."""
    return make_id("entry", entry.feed_id, canonical_url(entry.url))


def digest(entry: Entry) -> str:
    """Return what tells one form of an entry from a corrected one."""
    parts = (entry.title, entry.summary, entry.updated_at.isoformat() if entry.updated_at else "")
    text = "\x1f".join(" ".join(part.split()) for part in parts)
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
