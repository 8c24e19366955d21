"""Records: what came and what is known; fields are columns. `storage.outcomes`: what happened."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b

KINDS = ("call", "summit", "ministerial", "envoy", "delegation")
STATUSES = ("possible", "scheduled", "ongoing", "held", "postponed", "cancelled")
TOPICS = (
    "embassy_operations",
    "mission_funding",
    "diplomatic_property",
    "visas",
    "direct_flights",
    "ambassadors",
    "sanctions",
    "economy",
    "energy_truce",
    "black_sea",
    "ukraine_settlement",
    "ceasefire",
    "arms_control",
    "prisoners",
    "iran",
    "middle_east",
    "arctic",
    "space",
    "culture_sport",
    "summit_preparation",
)
AFFILIATIONS = ("state", "public", "independent", "agency")


def make_id(*parts: object) -> str:
    """Return a stable 128-bit identifier of the parts, as a UUID's text.

    The same parts give the same one on every machine, so that a repeated run writes the same rows.
    """
    identity = "\x1f".join("" if part is None else str(part) for part in parts)
    digits = blake2b(identity.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


# ---- what came ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Feed:
    """One `[[feeds]]` table of feeds.toml."""

    id: str
    url: str
    publisher: str
    language: str
    country: str | None = None
    affiliation: str | None = None
    enabled: bool = True
    scope: str = "subject"  # "general": entries that cannot concern the talks are not fetched
    timezone: str | None = None  # corrects a feed that labels local time wrongly


@dataclass(frozen=True, slots=True)
class FeedState:
    """What the database remembers of a feed between two runs: one row of `feed_health`."""

    feed_id: str
    url: str
    etag: str | None = None  # echoed verbatim, as is last_modified
    last_modified: str | None = None
    body_hash: str | None = None
    last_success_at: datetime | None = None
    last_attempt_at: datetime | None = None
    last_status: int | None = None
    last_error: str | None = None
    consecutive_failures: int = 0
    next_poll_at: datetime | None = None
    last_entry_at: datetime | None = None  # newest publication seen: tells "200 but stale"
    last_body_at: datetime | None = None  # last answer with a body: validators are checked by age
    validators_lie: bool = False  # the body changed under an unchanged ETag or Last-Modified
    interval_minutes: int | None = None  # the feed's own pace, kept for answers without a body
    moved_to: str | None = None  # target of a permanent redirect; followed once it has repeated
    moved_times: int = 0
    retired_at: datetime | None = None  # the publisher answered 410 Gone


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed: a link worth fetching."""

    feed_id: str
    url: str
    title: str
    summary: str
    published_at: datetime | None
    guid: str | None = None
    content: str | None = None  # HTML of the full text, when the feed carries it
    updated_at: datetime | None = None  # when the publisher says it changed after publication


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """What is remembered of an entry once it is dealt with: a row of `entries`."""

    entry_id: str
    feed_id: str
    url: str
    title: str
    published_at: datetime | None
    digest: str  # of title and summary: another one is a correction
    changes: int  # how often it was corrected
    prefiltered: bool  # it cannot concern the talks and was not fetched
    seen_at: datetime  # when it was first seen in this form


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to one page request, as bytes, with the entry that asked for it."""

    entry: Entry
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes  # decompressed
    fetched_at: datetime


# ---- what is known -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """One row of `articles`."""

    article_id: str
    url: str
    canonical_url: str
    feed_id: str
    publisher: str
    title: str
    byline: str | None
    language: str
    published_at: datetime | None
    published_source: str  # page, feed, url, none
    fetched_at: datetime
    updated_at: datetime
    text: str
    relevant: bool = False
    relevance: float = 0.0
    cited_sources: tuple[str, ...] = ()
    wire_agency: str | None = None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters of `articles.text` that one value was read from."""

    slot: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TalkClaim:
    """One contact that one article asserts: a row of `talk_claims`."""

    claim_id: str
    article_id: str
    kind: str
    status: str
    date_start: date | None
    date_end: date | None
    date_precision: str  # day, week, month, unknown
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[str, ...]
    duration_minutes: int | None
    ordinal: int | None
    topics: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    extractor_version: str
    talk_id: str | None = None
    heads: tuple[str, ...] = ()  # of the participants, those who led a side's team
    called_off_by: str | None = None  # the side that cancelled or put it off, when the text says


@dataclass(frozen=True, slots=True)
class ReportedClaim:
    """A talk claim with what is known of its article: what resolution weighs."""

    claim: TalkClaim
    reported_at: datetime  # publication, or fetch when the article has no date
    publisher: str
    source: str  # the near-duplicate cluster: copies of one text are one source
    official: bool = False  # a party's own words
    excluded: frozenset[str] = frozenset()  # topics that the article says are not on the agenda


@dataclass(frozen=True, slots=True)
class TopicClaim:
    """One topic and the strongest stance one article asserts: a row of `topic_claims`."""

    claim_id: str
    article_id: str
    topic: str
    stance: str  # raised, proposed, agreed, done, rejected, excluded
    evidence: tuple[Evidence, ...]
    extractor_version: str
    side: str | None = None  # ISO 3166-1 code of the side that takes the stance, when the text says
    talk_id: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One quotation or reported statement: a row of `statements`."""

    statement_id: str
    article_id: str
    speaker: str | None  # person or institution id
    speaker_name: str | None  # as printed
    quote: str
    direct: bool
    start: int
    end: int
    extractor_version: str


@dataclass(frozen=True, slots=True)
class Role:
    """A post somebody held; None means open on that side."""

    title: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """One row of `people`."""

    person_id: str
    name: str
    side: str | None
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One real contact, merged from all its claims: a row of `talks`."""

    talk_id: str
    kind: str
    status: str
    date_start: date | None
    date_end: date | None
    date_precision: str
    city: str | None
    country: str | None
    venue: str | None
    participants: tuple[str, ...]
    duration_minutes: int | None
    ordinal: int | None
    topics: tuple[str, ...]
    first_reported_at: datetime | None
    last_reported_at: datetime | None
    articles: int
    independent_sources: int
    disputed: bool
    heads: tuple[str, ...] = ()  # of the participants, those who led a side's team
    called_off_by: str | None = None  # the side that cancelled or put it off


@dataclass(frozen=True, slots=True)
class TalkChange:
    """One field of one talk took a value: a row of `talk_history`."""

    talk_id: str
    recorded_at: datetime
    reported_at: datetime | None
    field: str
    old_value: str | None
    new_value: str | None
    article_id: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything extraction says of one article."""

    article_id: str
    relevant: bool
    relevance: float  # 0 to 1
    cited_sources: tuple[str, ...] = ()
    wire_agency: str | None = None
    talk_claims: tuple[TalkClaim, ...] = ()
    topic_claims: tuple[TopicClaim, ...] = ()
    statements: tuple[Statement, ...] = ()
    people: tuple[Person, ...] = ()  # named with a role, and not in people.toml
