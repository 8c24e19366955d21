"""A run that recomputes only what it touches ends where resolving everything would."""

import random
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import tables
from storage.records import Article, TalkClaim, make_id
from storage.schema import migrate
from tasks.resolve_changes import forget_resolution, resolve_changes
from tests.resolution.development_set import extracted_claims

START = date(2025, 1, 20)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
PEOPLE = ("putin", "trump", "lavrov", "rubio", "witkoff")


@contextmanager
def open_memory():
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        migrate(connection)
        yield connection


def make_article(name, day, copy_of=None):
    moment = datetime.combine(START + timedelta(days=day), datetime.min.time(), UTC)
    return Article(
        name, name, name, "feed", f"publisher {name}", name, None, "en", moment, "page", moment,
        moment, name, True, 1.0, duplicate_of=copy_of,
    )  # fmt: skip


@st.composite
def claims(draw):
    """What one article says of one contact; its article's name and day are filled in later."""
    precision = draw(st.sampled_from(["day", "day", "day", "week", "month", "unknown", "unknown"]))
    start = START + timedelta(days=draw(st.integers(0, 200)))
    length = draw(st.sampled_from([0, 0, 0, 1, 3]))
    return {
        "kind": draw(st.sampled_from(["call", "summit", "envoy", "delegation"])),
        "status": draw(
            st.sampled_from(["possible", "scheduled", "held", "postponed", "cancelled"])
        ),
        "date_start": None if precision == "unknown" else start,
        "date_end": start + timedelta(days=length) if precision == "day" and length else None,
        "date_precision": precision,
        "city": draw(st.sampled_from([None, None, "Istanbul", "Riyadh"])),
        "participants": tuple(sorted(draw(st.sets(st.sampled_from(PEOPLE), max_size=2)))),
        "ordinal": draw(st.sampled_from([None, None, None, 1, 2])),
        "topics": tuple(draw(st.sets(st.sampled_from(["visas", "iran"]), max_size=1))),
    }


# One article: its name, the day it appeared and its claims. A name that comes again is the article
# extracted anew.
ARTICLES = st.tuples(
    st.integers(0, 25), st.integers(0, 220), st.lists(claims(), max_size=3), st.booleans()
)
RUNS = st.lists(st.lists(ARTICLES, min_size=2, max_size=6), min_size=2, max_size=4)


def store(connection, batch, moment):
    """Do what a run does with facts: delete those of its articles, write the new, resolve."""
    names = {}
    for number, day, found, copied in batch:
        names[f"a{number}"] = (day, found, copied)
    tables.delete_facts(connection, list(names))
    for name, (day, found, copied) in names.items():
        article = make_article(name, day, "a0" if copied and name != "a0" else None)
        tables.write(connection, [article], replace=True)
        rows = [
            TalkClaim(
                claim_id=make_id("talk_claim", name, index), article_id=name, country=None,
                venue=None, duration_minutes=None, evidence=(), extractor_version="1", **slots,
            )
            for index, slots in enumerate(found)
        ]  # fmt: skip
        tables.write(connection, rows)
    resolve_changes(connection, set(names), moment)


STORED = {
    "talks": "SELECT * FROM talks ORDER BY talk_id",
    "claims": "SELECT claim_id, talk_id FROM talk_claims ORDER BY claim_id",
    "memory": "SELECT claim_id, article_id, date_start, talk_id, node_id FROM claim_talks"
    " ORDER BY claim_id",
    "nodes": "SELECT * FROM talk_nodes ORDER BY node_id",
    "redirects": "SELECT * FROM talk_redirects ORDER BY old_id",
    "history": "SELECT * FROM talk_history ORDER BY ALL",
}


def dump(connection):
    return {name: connection.execute(query).fetchall() for name, query in STORED.items()}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(RUNS)
def test_recomputing_what_is_touched_equals_recomputing_everything(runs):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    with open_memory() as touched, open_memory() as whole:
        for number, batch in enumerate(runs):
            now = moment + timedelta(days=number)
            store(touched, batch, now)
            forget_resolution(whole)
            store(whole, batch, now)

            assert dump(touched) == dump(whole)


def test_articles_in_any_order_in_any_runs_give_the_same_talks():
    """But for the ids, which remember what came first."""
    shuffled, results = list(extracted_claims().claims), []
    for seed in range(3):
        random.Random(seed).shuffle(shuffled)
        articles = list(dict.fromkeys(item.claim.article_id for item in shuffled))
        with open_memory() as connection:
            for start in range(0, len(articles), 20):
                store_reported(connection, shuffled, articles[start : start + 20])
            results.append(
                connection.execute("SELECT * EXCLUDE (talk_id) FROM talks ORDER BY ALL").fetchall()
            )

    assert results[0] == results[1] == results[2]
    assert len(results[0]) > 40


def store_reported(connection, reported, names):
    chosen = [item for item in reported if item.claim.article_id in names]
    made = {}
    for item in chosen:
        name = item.claim.article_id
        copy_of = item.source if item.source != name else None
        made[name] = replace(
            make_article(name, 0, copy_of), publisher=item.publisher, published_at=item.reported_at
        )
    tables.write(connection, list(made.values()))
    tables.write(connection, [item.claim for item in chosen])
    resolve_changes(connection, names, NOW)
