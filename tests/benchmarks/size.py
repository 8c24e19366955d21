"""Cost of a run and of queries as the database grows: 10 k, 100 k, 1 M synthetic articles.

    python -m tests.benchmarks.size [ARTICLES ...]

Builds a ledger of that many articles with one claim each, as runs would have left it: 500 a day,
so that more articles are more days, 50 a talk. Measures then a run that stores 1,000 new ones,
publishing, and what people ask: computed whole, and the rows also fetched. Prints a table, of times
the wall clock's and, after a stroke, the processor's; needs about 8 GB of disk for 1 M.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb

from storage.database import ledger_path, open_ledger, transaction
from storage.outcomes import Run
from storage.publish import publish
from storage.records import Article, Facts, TalkClaim, make_id
from storage.resolution import set_meta
from tasks.extract import Reading
from tasks.resolve_changes import RESOLVER_VERSION
from tasks.store import Harvest, store

FIRST = datetime(2025, 1, 20, tzinfo=UTC)
A_DAY = 500  # articles
NEW = 1_000
CLAIMS = 50  # a talk
BATCH = 100_000  # articles, so that building stays within memory
BUILD = """
CREATE OR REPLACE TEMP MACRO day_of(n) AS DATE '2025-01-20' + CAST(n // $a_day AS INTEGER);
CREATE OR REPLACE TEMP MACRO first_of(k) AS md5('c' || k * $claims);
INSERT INTO articles
SELECT md5('a' || n), 'http://x/' || n, 'http://x/' || n, 'f' || n % 80, 'P' || n % 80,
    'Title ' || n, NULL, 'en', moment, 'page', moment, moment,
    (SELECT string_agg(md5(CAST(n AS VARCHAR) || w), ' ') FROM range(60) AS r(w)),
    true, 1, [], NULL, NULL
FROM (SELECT n, TIMESTAMPTZ '2025-01-20 00:00:00+00' + to_seconds(n * 86400.0 / $a_day) AS moment
    FROM range($first, $last) AS r(n));
INSERT INTO talk_claims
SELECT md5('c' || n), md5('a' || n), 'delegation', 'held', day_of(n), NULL, 'day',
    'City ' || n // $claims % 50, 'CH', NULL, ['p' || n // $claims % 400, 'q' || n // $claims % 7],
    60, NULL, ['visas'],
    [{'slot': 'date', 'start': 1, 'end': 9, 'text': 'on Monday'}], 'x', md5('t' || n // $claims)
FROM range($first, $last) AS r(n);
INSERT INTO claim_talks
SELECT md5('c' || n), md5('a' || n), day_of(n), md5('t' || n // $claims), first_of(n // $claims)
FROM range($first, $last) AS r(n);
INSERT INTO talks
SELECT md5('t' || k), 'delegation', 'held', day_of(k * $claims), NULL, 'day', 'City ' || k % 50,
    'CH', NULL, ['p' || k % 400, 'q' || k % 7], 60, NULL, ['visas'], day_of(k * $claims),
    day_of(k * $claims), $claims, $claims, false
FROM range($first // $claims, $last // $claims) AS r(k);
INSERT INTO talk_nodes
SELECT first_of(k), 'meeting', 'day', day, day, day, ['delegation'], ['City ' || k % 50], ['CH'],
    [], ['p' || k % 400, 'q' || k % 7], ['visas'], ['held'],
    list_transform(range(k * $claims, (k + 1) * $claims), lambda n: md5('a' || n)), $claims, day,
    day, false, NULL, NULL, first_of(k), md5('t' || k), NULL
FROM (SELECT k, day_of(k * $claims) AS day FROM range($first // $claims, $last // $claims) AS r(k));
"""
HISTORY = """
INSERT INTO talk_history
SELECT talk_id, first_reported_at + to_days(f.later), first_reported_at, f.field, NULL, f.value,
    NULL
FROM talks CROSS JOIN unnest([
    {'field': 'kind', 'value': kind, 'later': 0},
    {'field': 'status', 'value': 'scheduled', 'later': 0},
    {'field': 'date_start', 'value': CAST(date_start AS VARCHAR), 'later': 0},
    {'field': 'date_precision', 'value': 'day', 'later': 0},
    {'field': 'city', 'value': city, 'later': 0},
    {'field': 'country', 'value': country, 'later': 0},
    {'field': 'duration_minutes', 'value': '60', 'later': 0},
    {'field': 'participants', 'value': array_to_string(participants, ', '), 'later': 0},
    {'field': 'topics', 'value': 'visas', 'later': 0},
    {'field': 'disputed', 'value': 'False', 'later': 0},
    {'field': 'status', 'value': 'held', 'later': 1}]) AS f(f);
INSERT INTO talk_states
SELECT talk_id, kind, s.status, date_start, date_end, date_precision, city, country, venue,
    participants, duration_minutes, ordinal, topics, disputed,
    first_reported_at + to_days(s.later), first_reported_at,
    CASE WHEN s.later = 0 THEN first_reported_at + INTERVAL 1 DAY END
FROM talks CROSS JOIN unnest([
    {'status': 'scheduled', 'later': 0}, {'status': 'held', 'later': 1}]) AS s(s);
INSERT INTO talk_reports
SELECT talk_id, date_start, kind, status, date_start, date_end, date_precision, city, country,
    venue, participants, duration_minutes, ordinal, topics, disputed FROM talks;
INSERT INTO talk_reports_of SELECT t.talk_id, hash(t) FROM talks AS t;
"""
QUERIES = {
    "timeline": "SELECT * FROM timeline",
    "as of": "SELECT * FROM talks_asof(TIMESTAMPTZ '2035-01-01')",
    "reported": "SELECT * FROM talks_reported_asof(DATE '2035-01-01')",
}


def build(database: Path, count: int) -> None:
    """Make a ledger with so many articles, a claim each, as runs would have left it."""
    with open_ledger(database) as ledger, transaction(ledger):
        for first in range(0, count, BATCH):
            values = {"first": first, "last": min(first + BATCH, count)}
            _execute(ledger, BUILD, values | {"a_day": A_DAY, "claims": CLAIMS})
        _execute(ledger, HISTORY, {})
        set_meta(ledger, "resolver", RESOLVER_VERSION)


def _execute(ledger: duckdb.DuckDBPyConnection, text: str, values: dict[str, int]) -> None:
    for name, value in values.items():
        text = text.replace(f"${name}", str(value))
    ledger.execute(text)


def harvest(count: int, seed: str) -> Harvest:
    """Return a run with new articles about the talks of the last 20 days, a tenth about others."""
    moment = FIRST + timedelta(days=count / A_DAY)
    readings = []
    for number in range(NEW):
        name = make_id("article", seed, number)
        article = Article(
            name, f"http://y/{name}", f"http://y/{name}", "f1", "P1", f"New {number}", None, "en",
            moment, "page", moment, moment,
            " ".join(make_id(name, word) for word in range(60)), True, 1.0,
        )  # fmt: skip
        talk = count // CLAIMS - 1 - number % (20 * A_DAY // CLAIMS)
        city = f"New {seed} {number}" if number % 10 == 0 else f"City {talk % 50}"
        claim = TalkClaim(
            make_id("claim", name), name, "delegation", "held",
            (FIRST + timedelta(days=talk * CLAIMS // A_DAY)).date(), None, "day", city,
            "CH", None, (f"p{talk % 400}", f"q{talk % 7}"), 60, None, ("visas",), (), "x",
        )  # fmt: skip
        readings.append(Reading(article, Facts(name, True, 1.0, talk_claims=(claim,))))
    now = datetime.now(UTC)
    return Harvest(Run(make_id(seed, now), "ingest", now, now), readings=tuple(readings))


def measure(count: int) -> dict[str, str]:
    """Return the row of the table for so many articles."""
    folder = Path(tempfile.mkdtemp(prefix="talks-size-"))
    database = folder / "talks.duckdb"
    try:
        build(database, count)
        for seed in ("first", "second"):  # what was built by SQL settles, and a spare is there
            store(database, harvest(count, seed))
        ledger = ledger_path(database)
        before = ledger.stat().st_size
        copying = Watch()
        with mock.patch("storage.publish.publish", copying.time(publish)):
            whole = Watch()
            whole.time(store)(database, harvest(count, "third"))
        row = {
            "articles": f"{count:,}",
            "run s": str(whole - copying),
            "run MB": f"{(ledger.stat().st_size - before) / 1e6:.1f}",
            "publish s": str(copying),
            "file MB": f"{database.stat().st_size / 1e6:.0f}",
        }
        with duckdb.connect(str(database), read_only=True) as connection:
            for name, query in QUERIES.items():
                row[f"{name} s"] = ask(connection, f"CREATE OR REPLACE TEMP TABLE a AS {query}")
                row[f"{name} fetched s"] = ask(connection, query)
        return row
    finally:
        shutil.rmtree(folder)


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return the shortest time of five that the query took."""
    watches = [Watch() for _ in range(5)]
    for watch in watches:
        watch.time(lambda: connection.execute(query).fetchall())()
    return str(min(watches, key=lambda watch: watch.wall))


@dataclass(slots=True)
class Watch:
    """Seconds of the wall clock and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def time(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def timed(*given: Any) -> Any:
            wall, cpu = time.perf_counter(), time.process_time()
            result = call(*given)
            self.wall, self.cpu = time.perf_counter() - wall, time.process_time() - cpu
            return result

        return timed

    def __sub__(self, other: "Watch") -> "Watch":
        return Watch(self.wall - other.wall, self.cpu - other.cpu)

    def __str__(self) -> str:
        return f"{self.wall:.3f}/{self.cpu:.3f}"


def main() -> None:
    """Print the table."""
    for number, count in enumerate(map(int, sys.argv[1:] or ("10000", "100000", "1000000"))):
        row = measure(count)
        if not number:
            print(" | ".join(row))
        print(" | ".join(row.values()), flush=True)


if __name__ == "__main__":
    main()
