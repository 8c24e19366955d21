"""Score extracted facts against gold annotations: precision, recall and F1 a fact type.

A talk is right when its date agrees and its city does not contradict; talks pair best first, one
to one. Facts marked `optional` count neither way, and `<key>_alt` gives further right answers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from storage.records import Facts, TalkClaim

Gold = dict[str, Any]
Tally = Counter[str]  # hit, found, gold


def f1(tally: Tally) -> float:
    """Return the F1 of a tally; 0 when nothing was found and nothing was there."""
    both = tally["found"] + tally["gold"]
    return 2 * tally["hit"] / both if both else 0.0


def score_article(gold: Gold, facts: Facts, tallies: dict[str, Tally]) -> None:
    """Add one article's right finds, finds and gold facts to the tallies."""
    relevant = bool(gold["relevant"])
    _add(tallies, "relevance", relevant and facts.relevant, facts.relevant, relevant)
    _score_talks(gold, facts.talk_claims, tallies)
    _score_topics(gold, facts, tallies)
    if relevant:
        _score_statements(gold, facts, tallies)
        named = {source.casefold() for source in facts.cited_sources}
        must = {source.casefold() for source in gold.get("sources_cited", [])}
        free = {source.casefold() for source in gold.get("sources_optional", [])} - must
        _add(tallies, "sources", len(named & must), len(named - free), len(must))


def _add(tallies: dict[str, Tally], name: str, hit: int, found: int, gold: int) -> None:
    tallies.setdefault(name, Counter()).update({"hit": hit, "found": found, "gold": gold})


def _accepted(fact: Gold, key: str) -> list[Any]:
    other = fact.get(f"{key}_alt", [])
    return [fact.get(key), *(other if isinstance(other, list) else [other])]


def _split(gold: Gold, key: str) -> tuple[list[Gold], list[Gold]]:
    facts = gold.get(key, [])
    must = [fact for fact in facts if not fact.get("optional")]
    may = [fact for fact in facts if fact.get("optional")] + gold.get(f"{key}_optional", [])
    return must, may


def _window(first: date, precision: str | None, last: date | None) -> tuple[date, date]:
    days = {"week": 6, "month": 30}.get(precision or "day", 0)
    return first, last or first + timedelta(days=days)


def _dates_agree(gold: Gold, claim: TalkClaim) -> bool:
    precision = gold.get("precision", "day")
    for value in _accepted(gold, "date"):
        if value is None or claim.date_start is None:
            if value is None and claim.date_start is None:
                return True
            continue
        end = gold.get("date_end")
        first = _window(
            date.fromisoformat(value), precision, date.fromisoformat(end) if end else None
        )
        second = _window(claim.date_start, claim.date_precision, claim.date_end)
        same = precision == claim.date_precision
        if same and precision == "day":
            if first[0] <= second[0] <= first[1]:
                return True
        elif same and first[0] <= second[1] and second[0] <= first[1]:
            return True
    return False


def _affinity(gold: Gold, claim: TalkClaim) -> int:
    cities = [city for city in _accepted(gold, "city") if city]
    if not _dates_agree(gold, claim) or (cities and claim.city and claim.city not in cities):
        return 0
    common = len(set(gold.get("participants", [])) & set(claim.participants))
    kind = claim.kind in _accepted(gold, "kind")
    status = claim.status in _accepted(gold, "status")
    if claim.date_start is None and claim.city not in cities and not common:
        return 4 + 2 * kind + status if kind and status else 0
    return 4 + 3 * (claim.city in cities) + 2 * kind + status + common


def _pair(gold: Sequence[Gold], claims: Sequence[TalkClaim]) -> list[tuple[int, int]]:
    scored = sorted(
        ((_affinity(g, c), -i, -j) for i, g in enumerate(gold) for j, c in enumerate(claims)),
        reverse=True,
    )
    pairs: list[tuple[int, int]] = []
    for points, i, j in scored:
        free = all(-i != pair[0] and -j != pair[1] for pair in pairs)
        if points and free:
            pairs.append((-i, -j))
    return pairs


def _score_talks(gold: Gold, claims: Sequence[TalkClaim], tallies: dict[str, Tally]) -> None:
    must, may = _split(gold, "events")
    pairs = _pair(must, claims)
    rest = [claim for j, claim in enumerate(claims) if all(j != pair[1] for pair in pairs)]
    found = len(claims) - len(_pair(may, rest))
    _add(tallies, "talks", len(pairs), found, len(must))
    exact = 0
    for i, j in pairs:
        event, claim = must[i], claims[j]
        exact += all(getattr(claim, k) in _accepted(event, k) for k in ("kind", "status", "city"))
        people = set(event.get("participants", []))
        free = set(event.get("participants_optional", [])) - people
        named = set(claim.participants) - free
        _add(tallies, "participants", len(people & named), len(named), len(people))
        said, lasted = event.get("duration_minutes"), claim.duration_minutes
        if said or lasted:
            right = lasted in [said, *event.get("duration_alt", [])]
            _add(tallies, "duration", right, bool(lasted), bool(said))
    _add(tallies, "talks with kind and status", exact, found, len(must))


def _score_topics(gold: Gold, facts: Facts, tallies: dict[str, Tally]) -> None:
    must, may = _split(gold, "topics")
    stances = {topic["topic"]: _accepted(topic, "stance") for topic in must}
    free = {topic["topic"] for topic in may} - set(stances)
    found = {c.topic: c.stance for c in facts.topic_claims if c.topic not in free}
    common = set(found) & set(stances)
    _add(tallies, "topics", len(common), len(found), len(stances))
    right = sum(found[topic] in stances[topic] for topic in common)
    _add(tallies, "topics with stance", right, len(found), len(stances))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _score_statements(gold: Gold, facts: Facts, tallies: dict[str, Tally]) -> None:
    must, may = _split(gold, "statements")
    quotes = [(_plain(s.quote), s.speaker) for s in facts.statements if s.direct]
    free = [_plain(s["quote_start"]) for s in may]
    for name, speakers in (("quotations", False), ("quotations with speaker", True)):
        left = list(quotes)
        hits = 0
        for statement in must:
            match = _find_quote(statement, left, speakers=speakers)
            if match is not None:
                left.remove(match)
                hits += 1
        wrong = sum(not _contains_any(quote, free) for quote, _ in left)
        _add(tallies, name, hits, hits + wrong, len(must))


def _find_quote(
    statement: Gold, quotes: Iterable[tuple[str, str | None]], *, speakers: bool
) -> tuple[str, str | None] | None:
    opening = _plain(statement["quote_start"])
    for quote in quotes:
        if opening in quote[0] and (not speakers or quote[1] in _accepted(statement, "speaker")):
            return quote
    return None


def _contains_any(text: str, parts: Iterable[str]) -> bool:
    return any(part in text for part in parts)
