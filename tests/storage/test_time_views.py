"""What moved, what is to come, who told first: the views about time and coverage."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import tables
from storage.records import Article, Feed, Talk, TalkChange, TalkClaim, TopicClaim
from storage.schema import VIEWS

FIRST = datetime(2025, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def ask(ledger):
    return lambda query, *values: ledger.execute(query, list(values)).fetchall()


@pytest.fixture
def tell(ledger, write, sample):
    """Store an article of some day with one topic claim or talk claim."""

    def store(name, days=0, *, feed="feed", claim=TopicClaim, **values):
        moment = FIRST + days * DAY
        article = sample(
            Article, article_id=name, feed_id=feed, publisher=feed, published_at=moment,
            duplicate_of=None,
        )  # fmt: skip
        write(ledger, article, sample(claim, claim_id=name, article_id=name, **values))

    return store


def test_every_table_view_and_macro_says_in_the_catalogue_what_one_row_is(ledger):
    told = ledger.execute(
        """
        SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal AND NOT temporary
        UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
        UNION ALL SELECT function_name, comment FROM duckdb_functions()
        WHERE NOT internal AND function_type = 'table_macro'
        """
    ).fetchall()
    comments = {name: comment or "" for name, comment in told if name not in {"migrations", "meta"}}

    assert {file.name.removesuffix(".sql") for file in VIEWS.iterdir()} <= set(comments)
    assert [name for name, told in comments.items() if not told.startswith("One row a")] == []


def test_a_topic_moves_when_a_side_changes_its_stance_and_not_when_it_is_raised_again(tell, ask):
    for days, stance in enumerate(("raised", "proposed", "raised", "proposed", "agreed")):
        tell(f"a{days}", days, stance=stance, side="RU", talk_id=None)
    tell("b", 2, stance="rejected", side="US", talk_id=None)

    assert ask("SELECT side, on_date, stance_before, stance FROM topic_moves") == [
        ("RU", date(2025, 3, 1), None, "raised"),
        ("RU", date(2025, 3, 2), "raised", "proposed"),
        ("US", date(2025, 3, 3), None, "rejected"),
        ("RU", date(2025, 3, 5), "proposed", "agreed"),
    ]


def test_the_talk_that_moved_a_topic_is_the_tied_one_else_the_one_the_article_reports(
    ledger, write, sample, tell, ask
):
    for talk_id, day in (("old", date(2025, 2, 1)), ("new", date(2025, 2, 28))):
        write(ledger, sample(Talk, talk_id=talk_id, date_start=day, date_end=None, topics=()))
    tell("tied", stance="raised", talk_id="old")
    tell("free", 1, stance="agreed", talk_id=None)
    for talk_id in ("old", "new"):
        for name in ("tied", "free"):
            write(
                ledger,
                sample(TalkClaim, claim_id=name + talk_id, article_id=name, talk_id=talk_id),
            )

    assert ask("SELECT stance, talk_id FROM topic_moves") == [("raised", "old"), ("agreed", "new")]


def test_what_is_to_come_is_told_from_what_lapsed(ledger, write, sample, ask):
    write(ledger, sample(Article, published_at=FIRST))
    plans = {
        "tomorrow": ("scheduled", date(2025, 3, 2), "day", FIRST),
        "this month": ("possible", date(2025, 3, 1), "month", FIRST),
        "spoken of lately": ("possible", None, "unknown", FIRST - 59 * DAY),
        "yesterday": ("scheduled", date(2025, 2, 28), "day", FIRST),
        "forgotten": ("possible", None, "unknown", FIRST - 61 * DAY),
        "held": ("held", date(2025, 3, 2), "day", FIRST),
    }
    for talk_id, (status, day, precision, reported) in plans.items():
        plan = sample(
            Talk, talk_id=talk_id, status=status, date_start=day, date_end=None,
            date_precision=precision, last_reported_at=reported,
        )  # fmt: skip
        write(ledger, plan)

    assert ask("SELECT talk_id FROM upcoming") == [
        ("this month",),
        ("tomorrow",),
        ("spoken of lately",),
    ]
    assert set(ask("SELECT talk_id FROM plans WHERE lapsed")) == {("yesterday",), ("forgotten",)}


def test_changes_since_a_moment_name_the_talk_and_the_report(ledger, write, sample, ask):
    write(ledger, sample(Talk), sample(Article))
    for hours in (-1, 1):
        change = TalkChange(
            "t1", FIRST + hours * DAY / 24, FIRST, "status", "held", str(hours), "a1"
        )
        write(ledger, change)

    columns = "talk_id, kind, field, new_value, publisher"
    assert ask(f"SELECT {columns} FROM changes_since(?)", FIRST) == [
        ("t1", "delegation", "status", "1", "The Example")
    ]


def test_talks_are_told_by_person_place_and_topic(ledger, write, sample, ask):
    write(
        ledger,
        sample(Talk, talk_id="t1", participants=("a", "b"), topics=("visas",)),
        sample(Talk, talk_id="t2", participants=("a",), topics=(), status="cancelled"),
    )

    assert ask("SELECT person_id, talk_id, together_with FROM talks_by_person") == [
        ("a", "t1", ["b"]),
        ("a", "t2", []),
        ("b", "t1", ["a"]),
    ]
    assert ask("SELECT city, talks, held, called_off, minutes FROM talks_by_place") == [
        ("Geneva", 2, 1, 1, 750)
    ]
    assert ask("SELECT topic, talk_id FROM talks_by_topic") == [("visas", "t1")]


def test_coverage_and_delay_are_told_by_affiliation(ledger, write, sample, tell, ask):
    feeds = [
        Feed(name, f"http://x/{name}", name, "en", affiliation=name) for name in ("state", "agency")
    ]
    tables.write_feeds(ledger, feeds)
    write(ledger, sample(Talk, date_start=date(2025, 3, 3), date_end=None))
    tell("ahead", 0, feed="state", claim=TalkClaim, status="scheduled")
    tell("first", 3, feed="agency", claim=TalkClaim, status="held")
    tell("later", 4, feed="nobody", claim=TalkClaim, status="held")

    assert ask("SELECT delay_days, affiliation, announced_days FROM report_delays") == [
        (1, "agency", 2)
    ]
    assert ask("SELECT affiliation, articles, statuses FROM coverage") == [
        ("agency", 1, ["held"]),
        ("state", 1, ["scheduled"]),
        ("unknown", 1, ["held"]),
    ]
    columns = "affiliation, publishers, talks, talks_told_first, talks_told_alone"
    assert ask(f"SELECT {columns} FROM coverage_by_affiliation ORDER BY 1") == [
        ("agency", 1, 1, 0, 0),
        ("state", 1, 1, 1, 0),
        ("unknown", 1, 1, 0, 0),
    ]


def test_a_feed_that_is_listed_otherwise_changes_its_row_and_one_left_out_keeps_it(ledger, ask):
    feed = Feed("f", "http://x/f", "F", "en")
    tables.write_feeds(ledger, [feed, Feed("gone", "http://x/g", "G", "fr", "FR", "public")])

    tables.write_feeds(ledger, [Feed("f", "http://x/f", "F", "en", "GB", "state")])

    assert ask("SELECT feed_id, country, affiliation FROM feeds ORDER BY 1") == [
        ("f", "GB", "state"),
        ("gone", "FR", "public"),
    ]
