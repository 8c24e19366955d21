"""Cost of a run and of queries as the database grows: 10 k, 100 k, 1 M synthetic articles.

    python -m tests.benchmarks.size [ARTICLES ...]

Builds a ledger of that many articles with one claim each, 50 a talk, then measures a run that
stores 1,000 new ones, publishing, and what people ask. Prints a table; needs about 6 GB for 1 M.
"""

import shutil
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from storage.database import ledger_path, open_ledger, transaction
from storage.outcomes import Run
from storage.publish import publish
from storage.records import Article, Facts, TalkClaim, make_id
from tasks.extract import Reading
from tasks.store import Harvest, store

FIRST = datetime(2025, 1, 20, tzinfo=UTC)
DAYS = 700  # over which the articles are spread
NEW = 1_000
CLAIMS = 50  # a talk
BUILD = """
INSERT INTO articles
SELECT md5('a' || n), 'http://x/' || n, 'http://x/' || n, 'f' || n % 80, 'P' || n % 80,
    'Title ' || n, NULL, ['en', 'fr', 'ru'][n % 3 + 1], moment, 'page', moment, moment,
    (SELECT string_agg(md5(CAST(n AS VARCHAR) || w), ' ') FROM range(60) AS r(w)),
    true, 1, [], NULL, NULL
FROM (SELECT n, TIMESTAMPTZ '2025-01-20 00:00:00+00'
    + to_seconds(n * $days * 86400.0 / $count) AS moment FROM range($count) AS r(n));
INSERT INTO talk_claims
SELECT md5('c' || n), md5('a' || n), 'delegation', 'held',
    DATE '2025-01-20' + CAST(n // $claims * $days * $claims // $count AS INTEGER), NULL, 'day',
    'City ' || n // $claims % 50, 'CH', NULL, ['p' || n // $claims % 400, 'q' || n // $claims % 7],
    60, NULL, ['visas'],
    [{'slot': 'date', 'start': 1, 'end': 9, 'text': 'on Monday'}], 'x', md5('t' || n // $claims)
FROM range($count) AS r(n);
INSERT INTO talks
SELECT md5('t' || k), 'delegation', 'held', DATE '2025-01-20'
    + CAST(k * $days * $claims // $count AS INTEGER), NULL, 'day', 'City ' || k % 50, 'CH', NULL,
    ['p' || k % 400, 'q' || k % 7], 60, NULL, ['visas'], TIMESTAMPTZ '2025-01-20 00:00:00+00',
    TIMESTAMPTZ '2025-01-20 00:00:00+00', $claims, $claims, false
FROM range($count // $claims) AS r(k);
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
    "timeline": "SELECT * FROM timeline WHERE date_start >= DATE '2026-06-01'",
    "as of": "SELECT * FROM talks_asof(TIMESTAMPTZ '2026-01-01')",
    "reported": "SELECT * FROM talks_reported_asof(DATE '2026-01-01')",
}


def build(database: Path, count: int) -> None:
    """Make a ledger with so many articles, a claim each, as runs would have left it."""
    values = {"count": count, "days": DAYS, "claims": CLAIMS}
    text = BUILD
    for name, value in values.items():
        text = text.replace(f"${name}", str(value))
    with open_ledger(database) as ledger, transaction(ledger):
        for statement in text.split(";\n"):
            if statement.strip():
                ledger.execute(statement)


def harvest(count: int) -> Harvest:
    """Return a run with new articles about the talks of the last days."""
    moment = FIRST + timedelta(days=DAYS)
    readings = []
    for number in range(NEW):
        name = make_id("article", count, number)
        article = Article(
            name, f"http://y/{name}", f"http://y/{name}", "f1", "P1", f"New {number}", None, "en",
            moment, "page", moment, moment,
            " ".join(make_id(name, word) for word in range(60)), True, 1.0,
        )  # fmt: skip
        claim = TalkClaim(
            make_id("claim", name), name, "delegation", "held",
            (moment - timedelta(days=number % 20)).date(), None, "day", f"City {number % 50}",
            "CH", None, (f"p{number % 400}",), 60, None, ("visas",), (), "x",
        )  # fmt: skip
        readings.append(Reading(article, Facts(name, True, 1.0, talk_claims=(claim,))))
    now = datetime.now(UTC)
    return Harvest(Run(make_id(count, now), "ingest", now, now), readings=tuple(readings))


def measure(count: int) -> dict[str, str]:
    """Return the row of the table for so many articles."""
    folder = Path(tempfile.mkdtemp(prefix="talks-size-"))
    database = folder / "talks.duckdb"
    try:
        build(database, count)
        store(database, harvest(count))  # the first run resolves everything
        ledger = ledger_path(database)
        before, started = ledger.stat().st_size, time.perf_counter()
        store(database, replace(harvest(count + 1)))
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
