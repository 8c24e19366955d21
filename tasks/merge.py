"""Merge: from the claims about one contact to its one row, and what changed in that row.

Each slot takes the value with the most weight: independent sources (copies of one text count once),
a party's own words for two; the latest report decides a draw. Of date and place, what was held says
more than what was planned. The status follows time: what was held stays held, a later cancellation
or postponement beats an earlier plan, a later plan beats an earlier cancellation.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from storage.records import ReportedClaim, Talk, TalkChange

CALLED_OFF = frozenset({"postponed", "cancelled"})
_PLAIN_SLOTS = ("duration_minutes", "ordinal")
_PLACE_SLOTS = ("city", "country", "venue")
# Counts follow from the claims; a history of them would only be noise.
_NOT_HISTORY = frozenset(
    {"talk_id", "articles", "independent_sources", "first_reported_at", "last_reported_at"}
)
_SAME_LENGTH = 0.15  # two lengths this close are one length told roundly
_FEW_SOURCES = 3  # up to so many sources, one naming somebody is enough
_OWN_WORDS = 2  # what a party says of its own contact weighs as much as two reports
_UNTOLD = "delegation"  # the kind that a text tells of when it does not say who met
_HAPPENED = frozenset({"held", "ongoing"})
_FIRMER = ("possible", "scheduled", "postponed", "cancelled", "ongoing", "held")


def merge_claims(talk_id: str, claims: Sequence[ReportedClaim], now: datetime) -> Talk:
    """Return the row of one contact; `now` is the newest report the database knows."""
    sources = _by_source(claims)
    seen = _as_it_happened(claims)
    values = {name: _choose(name, claims) for name in _PLAIN_SLOTS}
    values["kind"] = weigh(claims, lambda item: item.claim.kind, weakest=_UNTOLD)
    values |= {name: _choose(name, seen) or _choose(name, claims) for name in _PLACE_SLOTS}
    start, precision = _choose_date(seen)
    if precision != "day":
        start, precision = _choose_date(claims)
    end = _choose_end(claims, start)
    participants = _participants(sources, str(values["kind"]))
    status = _status(claims, start, end, now)
    return Talk(
        talk_id=talk_id,
        **values,
        status=status,
        date_start=start,
        date_end=end,
        date_precision=precision,
        participants=participants,
        topics=_topics(claims),
        first_reported_at=min(c.reported_at for c in claims),
        last_reported_at=max(c.reported_at for c in claims),
        articles=len({c.claim.article_id for c in claims}),
        independent_sources=len({(c.publisher, c.source) for c in _originals(claims)}),
        disputed=_disputed(claims),
        heads=_heads(sources, participants),
        called_off_by=_choose("called_off_by", claims) if status in CALLED_OFF else None,
    )


def _topics(claims: Sequence[ReportedClaim]) -> tuple[str, ...]:
    """Return the topics, but for those that more sources say are not on the agenda."""
    told: dict[str, set[str]] = defaultdict(set)
    off: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for topic in claim.claim.topics:
            (off if topic in claim.excluded else told)[topic].add(claim.source)
    return tuple(sorted(topic for topic in told if len(told[topic]) >= len(off[topic])))


def find_changes(
    before: Mapping[str, Talk],
    after: Iterable[Talk],
    claims: Mapping[str, Sequence[ReportedClaim]],
    moment: datetime,
) -> list[TalkChange]:
    """Return one change for each field of each talk that took another value, and for each gone."""
    changes: list[TalkChange] = []
    known = set()
    for talk in after:
        known.add(talk.talk_id)
        old = before.get(talk.talk_id)
        for field in fields(Talk):
            value, previous = getattr(talk, field.name), getattr(old, field.name, None)
            if field.name in _NOT_HISTORY or _plain(value) == _plain(previous):
                continue
            origin = _origin(claims[talk.talk_id], field.name, value)
            changes.append(
                TalkChange(
                    talk.talk_id,
                    moment,
                    origin.reported_at,
                    field.name,
                    _plain(previous),
                    _plain(value),
                    origin.claim.article_id,
                )
            )
    gone = sorted(set(before) - known)
    changes += [TalkChange(t, moment, None, "talk_id", t, None, None) for t in gone]
    return changes


def _plain(value: Any) -> str | None:  # noqa: ANN401  # a slot of any type
    """Return a slot's value as the text that `talk_history` keeps."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _origin(claims: Sequence[ReportedClaim], name: str, value: object) -> ReportedClaim:
    """Return the earliest report of a value, or the latest report when none gives it whole."""
    for claim in sorted(claims, key=lambda c: (c.reported_at, c.claim.claim_id)):
        if getattr(claim.claim, name, None) == value:
            return claim
    return max(claims, key=lambda c: (c.reported_at, c.claim.claim_id))


def _originals(claims: Sequence[ReportedClaim]) -> list[ReportedClaim]:
    return list(_by_source(claims).values())


def _by_source(claims: Sequence[ReportedClaim]) -> dict[str, ReportedClaim]:
    """Return one claim a source: the earliest, which its copies repeat."""
    sources: dict[str, ReportedClaim] = {}
    for claim in sorted(claims, key=lambda c: (c.reported_at, c.claim.claim_id)):
        sources.setdefault(claim.source, claim)
    return sources


def _as_it_happened(claims: Sequence[ReportedClaim]) -> Sequence[ReportedClaim]:
    """Return the claims that know best when and where a contact was.

    Those that saw it, unless they are a few against many; of plans, those after the last change of
    plan.
    """
    saw = [c for c in claims if c.claim.status in _HAPPENED]
    if saw:
        few = len({c.source for c in saw}) * _FEW_SOURCES < len({c.source for c in claims})
        return claims if few else saw
    off = [c for c in claims if c.claim.status in CALLED_OFF]
    if not off:
        return claims
    last = max(c.reported_at for c in off)
    again = [c for c in claims if c.reported_at >= last and c.claim.status not in CALLED_OFF]
    return again or claims


def _choose(name: str, claims: Iterable[ReportedClaim]) -> Any:  # noqa: ANN401  # any slot
    return weigh(claims, lambda item: getattr(item.claim, name))


def weigh(
    claims: Iterable[ReportedClaim], read: Callable[[ReportedClaim], Any], weakest: object = None
) -> Any:  # noqa: ANN401
    """Return the value with the most weight among those that are not None, or None.

    The one told last wins a draw; `weakest` never does.
    """
    supporters: dict[Any, dict[str, int]] = defaultdict(dict)
    latest: dict[Any, datetime] = {}
    for item in claims:
        value = read(item)
        if value is None:
            continue
        weight = _OWN_WORDS if item.official else 1
        supporters[value][item.source] = max(weight, supporters[value].get(item.source, 0))
        latest[value] = max(latest.get(value, item.reported_at), item.reported_at)
    if not supporters:
        return None
    return max(
        supporters,
        key=lambda v: (sum(supporters[v].values()), v != weakest, latest[v], str(v)),
    )


def _choose_date(claims: Sequence[ReportedClaim]) -> tuple[date | None, str]:
    for precision in ("day", "week", "month"):
        precise = [c for c in claims if c.claim.date_precision == precision and c.claim.date_start]
        if precise:
            return _choose("date_start", precise), precision
    return None, "unknown"


def _choose_end(claims: Sequence[ReportedClaim], start: date | None) -> date | None:
    ends = Counter(
        c.claim.date_end for c in claims if c.claim.date_start == start and c.claim.date_end
    )
    return max(ends, key=lambda end: (ends[end], end)) if ends else None


def _participants(sources: Mapping[str, ReportedClaim], kind: str) -> tuple[str, ...]:
    """Return who took part: whom two sources name, or one source beside people of that kind.

    That others do not name somebody says little: most reports name the heads. But a name that
    stands alone, away from everybody whom the others name, is a stray; and a call has no
    delegation that one report could know of.
    """
    named = Counter(p for c in sources.values() for p in set(c.claim.participants))
    naming = sum(1 for c in sources.values() if c.claim.participants)
    if naming <= _FEW_SOURCES:
        return tuple(sorted(named))
    sure = {p for p, count in named.items() if count > 1}
    if kind == "call" and len(sure) > 1:
        return tuple(sorted(sure))
    beside = {
        p
        for c in sources.values()
        if len(sure.intersection(c.claim.participants)) >= min(2, len(sure))
        for p in c.claim.participants
    }
    return tuple(sorted(sure | beside))


def _heads(sources: Mapping[str, ReportedClaim], participants: Sequence[str]) -> tuple[str, ...]:
    """Return who of the participants led a team: whom one source names, of many sources two."""
    named = Counter(p for c in sources.values() for p in set(c.claim.heads))
    naming = sum(1 for c in sources.values() if c.claim.heads)
    needed = 1 if naming <= _FEW_SOURCES else 2
    return tuple(p for p in participants if named[p] >= needed)


def _status(
    claims: Sequence[ReportedClaim], start: date | None, end: date | None, now: datetime
) -> str:
    # Of reports of one moment the one counts last that more sources agree with, or that says more.
    told = Counter(status for status, _ in {(c.claim.status, c.source) for c in claims})
    ordered = sorted(
        claims,
        key=lambda c: (c.reported_at, told[c.claim.status], _FIRMER.index(c.claim.status)),
    )
    held = {c.source for c in ordered if c.claim.status == "held" and not _too_early(c, start)}
    off = [c for c in ordered if c.claim.status in CALLED_OFF]
    ongoing = any(c.claim.status == "ongoing" for c in ordered)
    over = start is not None and now.date() > (end or start)
    if len(held) > len({c.source for c in off if _after(c, start)}):
        return "held"
    if held and start is None and ordered[-1].claim.status == "held":
        return "held"
    if ongoing and not off:
        return "held" if over else "ongoing"
    if off:
        again = [c for c in ordered if c.claim.status == "scheduled" and _later(c, off[-1])]
        return "scheduled" if again else off[-1].claim.status
    if held:
        return "held"
    plans = [c.claim.status for c in ordered if c.claim.status in ("possible", "scheduled")]
    return plans[-1] if plans else ordered[-1].claim.status


def _too_early(claim: ReportedClaim, start: date | None) -> bool:
    return start is not None and claim.reported_at.date() < start


def _after(claim: ReportedClaim, start: date | None) -> bool:
    return start is None or claim.reported_at.date() >= start


def _later(claim: ReportedClaim, other: ReportedClaim) -> bool:
    return claim.reported_at.date() > other.reported_at.date()


def _disputed(claims: Sequence[ReportedClaim]) -> bool:
    """Tell whether sources contradict each other on the day, the length or the outcome."""
    # A day that a change of plan left behind contradicts nobody.
    seen = _as_it_happened(claims)
    days = {c.claim.date_start for c in seen if c.claim.date_precision == "day"}
    lengths = [c.claim.duration_minutes for c in claims if c.claim.duration_minutes]
    apart = bool(lengths) and min(lengths) < (1 - _SAME_LENGTH) * max(lengths)
    held = [c.reported_at for c in claims if c.claim.status == "held"]
    off = [c.reported_at for c in claims if c.claim.status == "cancelled"]
    outcome = bool(held and off) and max(off) >= min(held)
    return len(days) > 1 or apart or outcome
