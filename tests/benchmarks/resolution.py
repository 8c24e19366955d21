"""How long resolution takes for 1,000 new articles, by how many are stored.

    python -m tests.benchmarks.resolution [10000 100000 1000000]

The stored articles are made up: each tells of a contact of its week or of an earlier one, so that
more articles are more years, as they are in life. Prints seconds of resolving everything once, and
of two runs with 1,000 new articles each.
"""

import random
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb

from storage.records import TalkClaim
from storage.schema import migrate
from tasks.resolve_changes import resolve_changes

A_DAY = 20  # articles
NEW = 1000
START = date(1930, 1, 1)
CITIES = ("Istanbul", "Riyadh", "Geneva", "Moscow", "Washington", "Abu Dhabi", None)
PEOPLE = ("putin", "trump", "lavrov", "rubio", "witkoff", "ushakov", "dmitriev", "darchiev")
KINDS = ("call", "summit", "ministerial", "envoy", "delegation")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BLANK = TalkClaim(
    "", "", "call", "held", None, None, "unknown", None, None, None, (), None, None, (), (), "1"
)


def contact(number: int) -> dict[str, object]:
    """Return the facts of a made-up contact: two a week, the same for whoever tells of it."""
    chance = random.Random(number)
    kind = chance.choice(KINDS)
    return {
        "kind": kind,
        "status": "held",
        "date_start": START + timedelta(days=number * 7 // 2),
        "date_precision": "day",
        "city": None if kind == "call" else chance.choice(CITIES),
        "participants": tuple(sorted(chance.sample(PEOPLE, 3))),
        "topics": ("visas",) if number % 2 else ("sanctions",),
    }


def make_claim(index: int) -> TalkClaim:
    """Return what the article with this number tells of one contact."""
    chance = random.Random(index)
    day = index // A_DAY
    number = max(0, day * 2 // 7 - int(chance.expovariate(0.5)))
    told = contact(number) | {"claim_id": f"c{index:08}", "article_id": f"a{index:08}"}
    if chance.random() < 0.1:
        told |= {"date_start": None, "date_precision": "unknown", "status": "possible"}
    return replace(BLANK, **told)


def fill(connection: duckdb.DuckDBPyConnection, first: int, last: int) -> set[str]:
    """Store the articles from one number to another, and their claims; return the articles."""
    claims = [make_claim(index) for index in range(first, last)]
    connection.execute(
        "INSERT INTO articles SELECT 'a' || lpad(CAST(i AS VARCHAR), 8, '0'), 'u', 'u', 'f', 'p',"
        " 't', NULL, 'en', ts, 'page', ts, ts, '', true, 1, [], NULL, NULL FROM ("
        f"SELECT i, CAST(DATE '{START}' + CAST(i // {A_DAY} AS INTEGER) AS TIMESTAMPTZ) AS ts"
        f" FROM range({first}, {last}) AS r(i))"
    )
    rows = [
        [getattr(claim, name) for claim in claims]
        for name in ("claim_id", "article_id", "kind", "status", "date_start", "date_precision",
                     "city", "participants", "topics")
    ]  # fmt: skip
    kinds = ["VARCHAR[]"] * 4 + ["DATE[]"] + ["VARCHAR[]"] * 2 + ["VARCHAR[][]"] * 2
    columns = ", ".join(f"unnest(?::{kind})" for kind in kinds)
    connection.execute(
        "INSERT INTO talk_claims SELECT id, article, kind, status, day, NULL, precision, city,"
        " NULL, NULL, people, NULL, NULL, topics, [], '1', NULL"
        f" FROM (SELECT {columns}) AS t(id, article, kind, status, day, precision, city, people,"
        " topics)",
        rows,
    )
    return {claim.article_id for claim in claims}


def measure(stored: int) -> list[float]:
    """Return the processor seconds of the first resolution and of two runs with new articles."""
    seconds = []
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection)
        for start in range(0, stored, 50_000):
            fill(connection, start, min(start + 50_000, stored))
        for first, last in ((0, 0), (stored, stored + NEW), (stored + NEW, stored + 2 * NEW)):
            articles = fill(connection, first, last) if last > first else set()
            began = time.process_time()
            resolve_changes(connection, articles, NOW)
            seconds.append(time.process_time() - began)
    return seconds


def main() -> None:
    """Print a line for each number of stored articles."""
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    print("   stored  everything  1,000 new  1,000 more   (seconds of processor)")
    for size in sizes:
        everything, once, again = measure(size)
        print(f"{size:9,}  {everything:10.1f}  {once:9.2f}  {again:10.2f}", flush=True)


if __name__ == "__main__":
    main()
