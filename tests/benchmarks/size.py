"""Cost of a run and of queries as the database grows: 10 k, 100 k, 1 M synthetic articles.

    python -m tests.benchmarks.size [ARTICLES ...]

Builds a ledger of that many articles with one claim each, as runs would have left it: 500 a day,
so that more articles are more days, 50 a talk. Measures then a run that stores 1,000 new ones,
publishing, and what people ask. Prints a table; needs about 8 GB of disk for 1 M.
"""

import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
    day, false, NULL, NULL, first_of(k), md5('t' || k)
FROM (SELECT k, day_of(k * $claims) AS day FROM range($first // $claims, $last // $claims) AS r(k));
"""
HISTORY = """
INSERT INTO talk_history
SELECT talk_id, first_reported_at, first_reported_at, f.field, NULL, f.value, NULL
FROM talks CROSS JOIN unnest([
    {'field': 'kind', 'value': kind}, {'field': 'status', 'value': 'scheduled'},
    {'field': 'date_start', 'value': CAST(date_start AS VARCHAR)},
    {'field': 'date_precision', 'value': 'day'}, {'field': 'city', 'value': city},
    {'field': 'country', 'value': country}, {'field': 'duration_minutes', 'value': '60'},
    {'field': 'participants', 'value': array_to_string(participants, ', ')},
    {'field': 'topics', 'value': 'visas'}, {'field': 'disputed', 'value': 'False'},
    {'field': 'status', 'value': 'held'}]) AS f(f);
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
        store(database, harvest(count, "first"))  # what was built by SQL settles
        ledger = ledger_path(database)
        before, started = ledger.stat().st_size, time.perf_counter()
        store(database, harvest(count, "second"))
        whole = time.perf_counter() - started
        grown = ledger.stat().st_size - before
        started = time.perf_counter()
        publish(database)
        copied = time.perf_counter() - started
        row = {
            "articles": f"{count:,}",
            "run s": f"{whole - copied:.2f}",
            "run MB": f"{grown / 1e6:.1f}",
            "publish s": f"{copied:.2f}",
            "file MB": f"{database.stat().st_size / 1e6:.0f}",
        }
        with duckdb.connect(str(database), read_only=True) as connection:
            for name, query in QUERIES.items():
                times = []
                for _ in range(3):
                    started = time.perf_counter()
                    connection.execute(query).fetchall()
                    times.append(time.perf_counter() - started)
                row[f"{name} s"] = f"{min(times):.3f}"
        return row
    finally:
        shutil.rmtree(folder)


def main() -> None:
    """Print the table."""
    for number, count in enumerate(map(int, sys.argv[1:] or ("10000", "100000", "1000000"))):
        row = measure(count)
        if not number:
            print(" | ".join(row))
        print(" | ".join(row.values()), flush=True)


if __name__ == "__main__":
    main()
