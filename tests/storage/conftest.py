"""A database in a folder of its own, and records with every field filled."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from storage import tables
from storage.database import open_ledger, transaction
from storage.outcomes import Failure, Run
from storage.records import (
    Article,
    Evidence,
    FeedState,
    Person,
    Role,
    Statement,
    Talk,
    TalkChange,
    TalkClaim,
    TopicClaim,
)

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
EVIDENCE = (Evidence("date", 3, 12, "le « 3 » й"), Evidence("city", 20, 26, "Genève"))
SAMPLES = (
    Article(
        "a1", "https://news.example/1", "https://news.example/1?c", "feed", "The Example",
        "Les délégations se retrouvent", "A. Nom", "fr", NOON, "page", NOON, NOON,
        'Texte « é » "quoted" \\ й\nline 2\ttab 😀', True, 0.75, ("TASS", "Agence d'État"),
        "AFP", "a0",
    ),
    TalkClaim(
        "c1", "a1", "delegation", "held", date(2025, 3, 3), date(2025, 3, 4), "day", "Geneva", "CH",
        "Palais", ("darchiev", "coulter"), 375, 2, ("visas", "direct_flights"), EVIDENCE, "7",
        "t1", ("darchiev",), "US",
    ),
    TopicClaim("o1", "a1", "visas", "agreed", EVIDENCE, "7", "RU", "t1"),
    Statement("s1", "a1", "lavrov", "С. Лавров", "«так» \"and so\"", True, 4, 19, "7"),
    Person(
        "lavrov", "Sergey Lavrov", "RU",
        (Role("foreign minister", date(2004, 3, 9), None), Role("envoy", None, date(2004, 3, 9))),
    ),
    Talk(
        "t1", "delegation", "held", date(2025, 3, 3), None, "day", "Geneva", "CH", "Palais",
        ("darchiev", "coulter"), 375, 2, ("visas",), NOON, NOON, 3, 2, disputed=True,
        heads=("darchiev",), called_off_by="US",
    ),
    TalkChange("t1", NOON, NOON, "status", "scheduled", "held", "a1"),
    Run("r1", "ingest", NOON, NOON, *range(1, 13), "7"),
    Failure(
        "r1", "fetch", "https://news.example/2", "HTTP 503", 2, NOON, NOON, "feed", "Title", NOON
    ),
    FeedState("feed", "https://news.example/feed", '"etag"', "Mon", "hash", NOON, NOON, 200, "none",
              3, NOON, NOON),
)  # fmt: skip


@pytest.fixture
def database(tmp_path):
    return tmp_path / "talks.duckdb"


@pytest.fixture
def ledger(database):
    with open_ledger(database) as connection:
        yield connection


@pytest.fixture
def sample():
    """Return a sample record of a type, with other values for some fields."""
    by_type = {type(record): record for record in SAMPLES}
    return lambda record_type, **values: replace(by_type[record_type], **values)


@pytest.fixture
def write():
    """Write records to a ledger in one transaction."""

    def write_records(connection, *records, replace=False):
        with transaction(connection):
            tables.write(connection, records, replace=replace)

    return write_records


def pytest_generate_tests(metafunc):
    if "record" in metafunc.fixturenames:
        metafunc.parametrize("record", SAMPLES, ids=lambda record: type(record).__name__)
