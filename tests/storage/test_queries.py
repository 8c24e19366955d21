"""What the pipeline asks of the ledger."""

from datetime import UTC, datetime, timedelta

from storage import queries
from storage.outcomes import Failure, Run
from storage.records import Article, FeedState, TalkClaim

NOW = datetime(2025, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_stored_pages_are_known_by_both_their_addresses(ledger, write, sample):
    write(ledger, sample(Article, url="http://x/short", canonical_url="http://x/long"))

    asked = ["http://x/short", "http://x/long", "http://x/new"]

    assert queries.stored_urls(ledger, asked) == {"http://x/short", "http://x/long"}


def test_a_failed_page_is_left_alone_until_it_is_due_and_for_good_at_the_limit(
    ledger, write, sample
):
    waits = {"http://x/due": (2, -HOUR), "http://x/waits": (2, HOUR)}
    waits["http://x/hopeless"] = (queries.MAX_ATTEMPTS, -HOUR)
    for url, (attempts, wait) in waits.items():
        write(ledger, sample(Failure, url=url, attempts=attempts, next_attempt_at=NOW + wait))

    assert queries.waiting_urls(ledger, list(waits), NOW) == {"http://x/waits", "http://x/hopeless"}
    assert [entry.url for entry in queries.due_entries(ledger, NOW)] == ["http://x/due"]


def test_a_success_ends_the_count_of_a_feeds_failures(ledger, write, sample):
    failure = sample(Failure, stage="poll", url="http://x/feed", attempts=4, failed_at=NOW)
    state = sample(FeedState, url="http://x/feed", last_success_at=NOW - HOUR)
    write(ledger, failure, state)
    assert queries.count_attempts(ledger, ["http://x/feed"]) == {"http://x/feed": 4}

    write(ledger, sample(FeedState, url="http://x/feed", last_success_at=NOW + HOUR), replace=True)
    assert queries.count_attempts(ledger, ["http://x/feed"]) == {}


def test_the_last_run_is_the_one_stored_last_even_when_the_clock_went_back(ledger, write, sample):
    write(ledger, sample(Run, run_id="r1", finished_at=NOW))
    write(ledger, sample(Run, run_id="r2", finished_at=NOW - HOUR))

    assert queries.last_run(ledger) == "r2"


def test_feed_states_come_back_by_feed(ledger, write, sample):
    state = sample(FeedState)
    write(ledger, state)

    assert queries.load_feed_states(ledger) == {"feed": state}


def test_articles_since_a_moment_are_those_published_or_else_fetched_since(ledger, write, sample):
    write(
        ledger,
        sample(Article, article_id="old", published_at=NOW - HOUR, fetched_at=NOW),
        sample(Article, article_id="new", published_at=NOW, fetched_at=NOW),
        sample(Article, article_id="undated", published_at=None, fetched_at=NOW),
    )

    found = queries.load_articles(ledger, NOW)

    assert [article.article_id for article in found] == ["new", "undated"]


def test_a_claim_comes_with_what_resolution_weighs(ledger, write, sample):
    article = sample(Article, published_at=None, fetched_at=NOW, duplicate_of="a0")
    claim = sample(TalkClaim)
    write(ledger, article, claim)

    (reported,) = queries.load_claims(ledger)

    assert reported.claim == claim
    assert (reported.reported_at, reported.publisher) == (NOW, "The Example")
    assert reported.source == "a0"
